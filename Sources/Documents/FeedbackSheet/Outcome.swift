import Vocabulary

extension FeedbackSheet {
    /// How an item ended.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// 准予办理
        case granted
        /// 不予批准: examined and not granted.
        case refused
        /// 不予受理: not accepted for examination.
        case declined
        /// 申请人撤回
        case withdrawn
        /// 未进入办理: an item it depends on was not granted.
        case notReached
        /// 终止办理: ended without a decision, such as an answer that never came.
        case terminated

        public var label: Bilingual {
            switch self {
            case .granted: Bilingual(zh: "准予办理", en: "Granted")
            case .refused: Bilingual(zh: "不予批准", en: "Refused")
            case .declined: Bilingual(zh: "不予受理", en: "Not accepted")
            case .withdrawn: Bilingual(zh: "申请人撤回", en: "Withdrawn")
            case .notReached: Bilingual(zh: "未进入办理", en: "Not reached")
            case .terminated: Bilingual(zh: "终止办理", en: "Terminated")
            }
        }

        /// The sign beside the label, so that outcomes differ without colour: open lines in a square of side 12.
        var sign: [[Point]] {
            switch self {
            case .granted: [[Point(x: 2.5, y: 6.5), Point(x: 5, y: 9), Point(x: 9.5, y: 3.5)]]
            case .refused:
                [[Point(x: 3, y: 3), Point(x: 9, y: 9)], [Point(x: 9, y: 3), Point(x: 3, y: 9)]]
            case .declined: [[Point(x: 2.5, y: 6), Point(x: 9.5, y: 6)]]
            case .withdrawn:
                [
                    [Point(x: 5, y: 2.5), Point(x: 2.5, y: 5), Point(x: 5, y: 7.5)],
                    [Point(x: 2.5, y: 5), Point(x: 9.5, y: 5), Point(x: 9.5, y: 9.5), Point(x: 6, y: 9.5)],
                ]
            case .notReached:
                [
                    [Point(x: 2.5, y: 6), Point(x: 2.51, y: 6)], [Point(x: 6, y: 6), Point(x: 6.01, y: 6)],
                    [Point(x: 9.5, y: 6), Point(x: 9.51, y: 6)],
                ]
            case .terminated:
                [
                    [
                        Point(x: 3.25, y: 3.25), Point(x: 8.75, y: 3.25), Point(x: 8.75, y: 8.75),
                        Point(x: 3.25, y: 8.75), Point(x: 3.25, y: 3.25),
                    ]
                ]
            }
        }

        var colour: Colour {
            switch self {
            case .granted: .bamboo
            case .refused, .declined: .cinnabar
            case .notReached: .ochre
            case .withdrawn, .terminated: .slate
            }
        }

        /// The badge of a page: sign and label.
        func badge(_ language: Language) -> HTML {
            let path = sign.map { line in
                "M" + line.map { "\($0.x) \($0.y)" }.joined(separator: "L")
            }.joined()
            return """
                <span class="outcome outcome-\(rawValue)"><svg viewBox="0 0 12 12" width="16" height="16" \
                fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" \
                aria-hidden="true"><path d="\(path)"/></svg>\(label(language))</span>
                """
        }
    }

    /// How many items ended in each way, in the order of ``Outcome``; outcomes that did not occur are left out.
    public var tally: [(outcome: Outcome, count: Int)] {
        Outcome.allCases.compactMap { outcome in
            let count = items.count { $0.outcome == outcome }
            return count > 0 ? (outcome, count) : nil
        }
    }
}
