import Ledger
import Vocabulary

/// How an attempt to deliver a message went.
public enum Delivery: Equatable, Sendable {
    case delivered
    /// The destination could not be reached, or could not take anything at the moment.
    case unavailable(String, retryAfter: Int? = nil)
    /// The destination does not want this message.
    case refused(String)

    /// Reads an HTTP answer's status.
    /// - Parameter retryAfter: the header of that name in seconds.
    public init(status: Int, retryAfter: String?, detail: String) {
        let told = detail.isEmpty ? "\(status)" : "\(status) \(detail)"
        switch status {
        case 200..<300: self = .delivered
        case 408, 425, 429, 500...: self = .unavailable(told, retryAfter: retryAfter.flatMap { Int($0) })
        default: self = .refused(told)
        }
    }
}

/// What becomes of a message after an attempt.
public enum NextStep: Equatable, Sendable {
    case forget
    /// - refusals: how often the destination has refused it by now.
    case repeatAt(Instant, because: String, refusals: Int)
    /// Nobody tries again unless somebody asks for it.
    case giveUp(String)
}

extension Pace {
    /// Decides what becomes of a message. Pure.
    ///
    /// A destination that is down is waited for, and only a message that it refuses again and again is given up: a system that
    /// rests for six hours finds every item when it comes back.
    /// - Parameter luck: at least 0 and below 1; spreads repetitions so that they do not come all at once.
    public func next(_ message: OutboxMessage, after delivery: Delivery, at now: Instant, luck: Double) -> NextStep {
        switch delivery {
        case .delivered: return .forget
        case .refused(let reason):
            let refused = message.refusals + 1
            guard refused < refusals else { return .giveUp(reason) }
            return .repeatAt(wait(message.attempts, at: now, luck: luck), because: reason, refusals: refused)
        case .unavailable(let reason, let retryAfter):
            let age = message.id.moment.seconds(until: now)
            guard age < Double(patience) * 3_600 else { return .giveUp("\(reason), for \(patience) hours") }
            let usual = wait(message.attempts, at: now, luck: luck)
            let asked = now.adding(seconds: min(max(0, retryAfter ?? 0), longestRetry))
            return .repeatAt(max(usual, asked), because: reason, refusals: message.refusals)
        }
    }

    /// Twice as long each time, between half of it and all of it.
    private func wait(_ attempts: Int, at now: Instant, luck: Double) -> Instant {
        let full = Double(min(longestRetry, firstRetry << min(attempts, 20)))
        return now.adding(microseconds: Int64(full * (0.5 + luck / 2) * 1_000_000))
    }
}
