import Foundation

/// What an expression may use besides its facts: the clock, and how much work it may do.
public struct Environment: Sendable {
    /// The moment that `now()` and `today()` give.
    public var now: @Sendable () -> CivilDateTime
    /// How many iterations, calls and copied elements one evaluation may spend before it is stopped.
    public var stepLimit: Int

    public init(stepLimit: Int = 20_000_000, now: @escaping @Sendable () -> CivilDateTime = Environment.systemClock) {
        self.now = now
        self.stepLimit = stepLimit
    }

    public static let standard = Environment()

    /// A clock that stands still, for tests and for decisions as of a day.
    public static func fixed(at moment: CivilDateTime) -> Environment { Environment { moment } }

    /// The machine's clock in UTC.
    public static let systemClock: @Sendable () -> CivilDateTime = {
        let moment = Date().timeIntervalSince1970
        let seconds = Int(moment.rounded(.down))
        let nanosecond = min(999_999_999, max(0, Int((moment - Double(seconds)) * 1e9)))
        return CivilDateTime(universalSeconds: seconds, nanosecond: nanosecond, zone: .utc)
            ?? CivilDateTime(date: CivilDate(daysSince1970: 0)!, time: CivilTime(nanoseconds: 0, zone: .utc))
    }
}

/// Something that made an evaluation give `null` although its text is correct.
public enum EvaluationProblem: Hashable, Sendable, CustomStringConvertible {
    /// More work than ``Environment/stepLimit``; the whole result is `null`.
    case stepLimitReached(Int)
    /// Functions that call each other, or values that contain each other, too deeply; the whole result is `null`.
    case nestingTooDeep

    public var description: String {
        switch self {
        case .stepLimitReached(let limit): "stopped after \(limit) steps"
        case .nestingTooDeep: "stopped because functions or values are nested too deeply"
        }
    }
}
