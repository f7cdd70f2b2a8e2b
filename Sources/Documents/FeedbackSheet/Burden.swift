import Vocabulary

extension FeedbackSheet {
    /// What the applicant would have done item by item, and what was needed jointly.
    public struct Burden: Hashable, Sendable, Codable {
        public var before: Figures
        public var after: Figures

        public init(before: Figures, after: Figures) {
            self.before = before
            self.after = after
        }

        /// One side of the comparison.
        public struct Figures: Hashable, Sendable, Codable {
            /// 环节
            public var steps: Int
            /// 时间, in working days
            public var days: Int
            /// 材料
            public var materials: Int
            /// 跑动: visits to a counter
            public var visits: Int
            /// 填写的字段
            public var fields: Int

            public init(steps: Int, days: Int, materials: Int, visits: Int, fields: Int) {
                self.steps = steps
                self.days = days
                self.materials = materials
                self.visits = visits
                self.fields = fields
            }
        }

        /// One line of the comparison.
        struct Measure {
            /// What is counted, with its unit.
            let label: Bilingual
            let before: Int
            let after: Int
        }

        var measures: [Measure] {
            func measure(_ zh: String, _ en: String, _ figure: KeyPath<Figures, Int>) -> Measure {
                Measure(label: Bilingual(zh, en), before: before[keyPath: figure], after: after[keyPath: figure])
            }
            return [
                measure("办理环节（个）", "Steps", \.steps),
                measure("办理时间（工作日）", "Working days", \.days),
                measure("提交材料（份）", "Materials", \.materials),
                measure("到场次数（次）", "Visits", \.visits),
                measure("填写项目（项）", "Fields to fill in", \.fields),
            ]
        }
    }
}
