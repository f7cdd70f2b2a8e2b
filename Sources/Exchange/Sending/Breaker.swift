import Vocabulary

/// Leaves a destination alone that keeps failing, and tries it with a single message from time to time. Pure.
public struct Breaker: Equatable, Sendable {
    /// Failures in a row.
    public private(set) var failures = 0
    /// Until when nothing is sent; nil while the destination works.
    public private(set) var restsUntil: Instant?
    private var rests = 0
    private let threshold: Int

    /// The first rest in seconds; each further one is twice as long, up to `longestRest`.
    static let firstRest = 5
    static let longestRest = 120

    public init(threshold: Int) { self.threshold = max(1, threshold) }

    public var isOpen: Bool { restsUntil != nil }

    /// How many deliveries may be under way now: all, none, or the one that tries whether the destination is back.
    public func allowance(at now: Instant, of concurrency: Int) -> Int {
        guard let restsUntil else { return concurrency }
        return now < restsUntil ? 0 : 1
    }

    public mutating func succeeded() {
        failures = 0
        rests = 0
        restsUntil = nil
    }

    public mutating func failed(at now: Instant) {
        failures += 1
        guard failures >= threshold else { return }
        // Deliveries that were under way when it opened fail too, and do not make the rest longer.
        if let restsUntil, now < restsUntil { return }
        restsUntil = now.adding(seconds: min(Self.longestRest, Self.firstRest << min(rests, 10)))
        rests += 1
    }
}

/// So many a second and no more, with one second's worth saved up at most. Pure.
public struct RateAllowance: Equatable, Sendable {
    private let perSecond: Double
    private var saved: Double
    private var since: Instant

    public init(perSecond: Int, at now: Instant) {
        self.perSecond = Double(max(1, perSecond))
        saved = self.perSecond
        since = now
    }

    /// Takes one; false when there is none left at the moment.
    public mutating func take(at now: Instant) -> Bool {
        // A clock that was set back neither gives nor takes.
        saved = min(perSecond, saved + max(0, since.seconds(until: now)) * perSecond)
        since = now
        guard saved >= 1 else { return false }
        saved -= 1
        return true
    }
}
