import Vocabulary

/// From where a courier looks into its outbox: from the beginning once a minute, and else from where it found something the
/// last time it did. Pure.
///
/// While somebody holds an old snapshot, PostgreSQL keeps every delivered message, and looking from the beginning passes all of
/// them: this keeps the usual look short however long the snapshot is held.
struct Lookout {
    private var start = Instant(microseconds: 0)
    private var wholeAt: Instant?

    /// Seconds between two looks from the beginning: so long may a message wait that was put in with an old time.
    static let interval = 60
    /// Seconds by which a message's time may lie before the moment at which it can be seen.
    static let margin = 120

    /// Where to begin now.
    mutating func begin(at now: Instant) -> (since: Instant, isWhole: Bool) {
        if let wholeAt, now >= wholeAt, now < wholeAt.adding(seconds: Self.interval) { return (start, false) }
        wholeAt = now
        return (Instant(microseconds: 0), true)
    }

    /// Notes the time of the first message that a look from the beginning found.
    mutating func saw(_ first: Instant?, at now: Instant) {
        start = min(first ?? now, now).adding(seconds: -Self.margin)
    }
}
