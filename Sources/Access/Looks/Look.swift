import Vocabulary

/// Why somebody needs to see personal data unmasked (查看目的). Deny by default: without one nothing is shown.
public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// 审核本件.
    case review
    /// 联系申请人.
    case contact
    /// 核对身份.
    case identity
    /// 处理投诉或复核.
    case complaint
    /// 审计检查.
    case audit

    public var name: Bilingual {
        switch self {
        case .review: Bilingual("审核本件", "to decide this case")
        case .contact: Bilingual("联系申请人", "to reach the applicant")
        case .identity: Bilingual("核对身份", "to check who they are")
        case .complaint: Bilingual("处理投诉或复核", "to answer a complaint or review")
        case .audit: Bilingual("审计检查", "to audit")
        }
    }
}

/// That somebody saw a person's data unmasked: who, when, what and why. It is never changed and never removed.
public struct Look: Hashable, Sendable {
    /// Whose data it is.
    public let subject: Identifier<Principal>
    public let at: Instant
    public let account: String
    public let department: String?
    public let purpose: Purpose
    /// The number of the case it was needed for; nil when there is none.
    public let caseNumber: String?
    /// Codes of the elements that were shown.
    public let elements: [String]
    public let alarms: [LookAlarm]
}

/// What makes a look worth a second one. Alarms stop nobody; the audit administrator reads them.
public enum LookAlarm: String, Hashable, Sendable, CaseIterable {
    /// The data is the looker's own.
    case ownRecord
    /// Many people within an hour.
    case volume
    /// Cases with numbers in a row.
    case sequentialNumbers
    /// No open case needs it.
    case noRelatedCase
    /// Not on a working day between 8 and 18 o'clock.
    case outOfHours

    public var name: Bilingual {
        switch self {
        case .ownRecord: Bilingual("查看本人记录", "their own record")
        case .volume: Bilingual("短时间大量查看", "many people in a short time")
        case .sequentialNumbers: Bilingual("连号查看", "numbers in a row")
        case .noRelatedCase: Bilingual("没有相关在办件", "no case under way needs it")
        case .outOfHours: Bilingual("非工作时间", "outside working hours")
        }
    }
}
