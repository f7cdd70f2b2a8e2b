import Vocabulary

/// That somebody may act for somebody else (授权): who, how far, and until when.
public struct Mandate: Hashable, Sendable {
    /// What it allows. The second includes the first.
    public enum Scope: String, Hashable, Sendable, CaseIterable {
        /// See how things stand, and answer what departments ask.
        case follow
        /// Also apply, withdraw, and ask for a review.
        case apply

        public var name: Bilingual {
            switch self {
            case .follow: Bilingual("查看进度、答复补正", "see how things stand, and answer what is asked")
            case .apply: Bilingual("代为申请、补正、撤回和申请复核", "also apply, withdraw and ask for reviews")
            }
        }
    }

    /// A mandate ends by itself after a year at the latest.
    public static let longestDays = 366

    public let id: Identifier<Mandate>
    /// Whom it is from.
    public let person: Identifier<Principal>
    public let personName: String
    /// The account of whom it is for.
    public let agent: String
    public let scope: Scope
    /// The last day on which it holds.
    public let endsOn: CalendarDay
    public let givenAt: Instant
    public let revokedAt: Instant?

    public func holds(on day: CalendarDay) -> Bool { revokedAt == nil && day <= endsOn }
}

/// Why a mandate is not given or not used.
public enum MandateRefused: Error, Hashable, Sendable {
    /// No applicant has an account of that name, or it is not known who they are.
    case noSuchAgent
    case toOneself
    /// It would end before it begins, or after more than a year.
    case endsWrongly
    /// It was never given, ended, or taken back.
    case doesNotHold
}
