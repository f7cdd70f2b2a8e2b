import Ledger
import Vocabulary

/// What a person asks about their data (个人信息权利请求), and what came of it.
public struct DataRequest: Equatable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// 更正.
        case correction
        /// 删除.
        case deletion
        /// 反对、限制处理.
        case objection

        public var name: Bilingual {
            switch self {
            case .correction: Bilingual("更正", "correction")
            case .deletion: Bilingual("删除", "deletion")
            case .objection: Bilingual("反对或限制处理", "objection")
            }
        }
    }

    public enum Outcome: String, Hashable, Sendable {
        case granted, refused
    }

    public struct Answer: Equatable, Sendable {
        public let outcome: Outcome
        public let reason: String
        /// Account of whoever answered; `rule` when the answer follows from the law alone.
        public let by: String
        public let at: Instant

        public init(outcome: Outcome, reason: String, by: String, at: Instant) {
            self.outcome = outcome
            self.reason = reason
            self.by = by
            self.at = at
        }
    }

    public let id: Identifier<DataRequest>
    public let person: Identifier<Subject>
    public let kind: Kind
    /// Code of the element it is about.
    public let element: String
    /// The source whose word it is about.
    public let source: String
    /// What the person says.
    public let text: String
    /// The department that answers.
    public let department: String
    public let askedAt: Instant
    /// The last day for an answer.
    public let due: CalendarDay
    public let answer: Answer?

    /// What the sealed words of a request are bound to.
    static func place(_ column: StaticString, _ id: Identifier<DataRequest>) -> SealPlace {
        SealPlace(column, row: id.bytes)
    }

    /// Working days for an answer.
    public static let workingDays = 15
}

/// Whether a fact may be erased, and if not, why (个人信息保护法 第四十七条).
public enum Erasability: Equatable, Sendable {
    /// Only the person said it, or it is kept under their consent alone.
    case erasable
    /// It came with a decision: the file must be kept as long as the law says (档案法, 行政许可法 第六十一条).
    case keptAsFile
    /// A department vouches for it and keeps it by its own statute; here only its processing can be stopped.
    case keptByDepartment

    public init(_ fact: Fact) {
        if fact.consent != nil || fact.source == "applicant" {
            self = .erasable
        } else if fact.source.hasPrefix("item:") {
            self = .keptAsFile
        } else {
            self = .keptByDepartment
        }
    }

    public var reason: Bilingual {
        switch self {
        case .erasable: Bilingual("可以删除", "may be erased")
        case .keptAsFile:
            Bilingual(
                "办理结果的档案须依法保存，不能删除；可以申请更正或反对继续使用",
                "the file of a decision must be kept by law; you may ask for its correction or object to its use")
        case .keptByDepartment:
            Bilingual(
                "由主管部门依法登记和保存，不能在这里删除；可以申请更正或反对继续使用",
                "a department keeps it by statute; you may ask for its correction or object to its use")
        }
    }
}
