import Vocabulary

/// How long a name stays locked after failures: a pure function of its history.
///
/// Five failures within 15 minutes lock it for 10 minutes. From then on each further failure locks it again, twice as long as
/// before and at most four hours, until a success or a day of quiet.
struct Lockout: Sendable {
    static let failures = 5
    static let window = 15 * 60
    static let firstDelay = 10 * 60
    static let longestDelay = 4 * 3600
    static let memory = 24 * 3600

    /// - Parameter failures: moments of the failures since the last success, oldest first.
    /// - Returns: when the last lock ends, or nil when there is none.
    static func end(after failures: [Instant]) -> Instant? {
        var recent: [Instant] = []
        var delay = 0
        var end: Instant?
        for failure in failures {
            if let locked = end, failure > locked.adding(seconds: memory) {
                (recent, delay, end) = ([], 0, nil)
            }
            if delay > 0 {
                delay = min(delay * 2, longestDelay)
                end = failure.adding(seconds: delay)
                continue
            }
            recent.removeAll { $0.adding(seconds: window) <= failure }
            recent.append(failure)
            if recent.count >= Self.failures {
                delay = firstDelay
                end = failure.adding(seconds: delay)
            }
        }
        return end
    }
}
