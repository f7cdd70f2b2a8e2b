import Ledger
import Vocabulary

/// A message with its body, ready to be sent.
struct ReadyMessage: Sendable {
    let message: OutboxMessage
    /// nil when the store does not hold what the message is about.
    let body: [UInt8]?
}

/// What lies on a courier's desk: what is ready to go, what is under way, and what came back and is to be noted. Pure.
struct Tray {
    private let pace: Pace
    private(set) var breaker: Breaker
    private var rate: RateAllowance
    private var ready: [ReadyMessage] = []
    private(set) var underWay = 0
    /// Messages that must not be fetched again: ready, under way, or not noted yet.
    private(set) var taken: Set<Identifier<OutboxMessage>> = []
    private(set) var returned: [(message: OutboxMessage, step: NextStep)] = []

    /// Messages whose outcome is noted in one transaction.
    static let batch = 64

    init(pace: Pace, at now: Instant) {
        self.pace = pace
        breaker = Breaker(threshold: pace.breaksAfter)
        rate = RateAllowance(perSecond: pace.rate, at: now)
    }

    /// Whether more should be fetched: there is room, and what is ready runs out.
    func wantsMore(at now: Instant) -> Bool {
        ready.count < pace.concurrency && breaker.allowance(at: now, of: pace.concurrency) > 0
    }

    /// Whether what came back should be noted now, and not wait for company.
    func shouldNote() -> Bool { !returned.isEmpty && (returned.count >= Self.batch || ready.isEmpty) }

    mutating func add(_ messages: [ReadyMessage]) {
        for message in messages where taken.insert(message.message.id).inserted { ready.append(message) }
    }

    /// The next message that may be sent now.
    mutating func next(at now: Instant) -> ReadyMessage? {
        guard !ready.isEmpty, underWay < breaker.allowance(at: now, of: pace.concurrency), rate.take(at: now) else {
            return nil
        }
        underWay += 1
        return ready.removeFirst()
    }

    mutating func cameBack(_ message: OutboxMessage, _ delivery: Delivery, at now: Instant, luck: Double) {
        underWay -= 1
        switch delivery {
        // A destination that refuses a message is there.
        case .delivered, .refused: breaker.succeeded()
        case .unavailable: breaker.failed(at: now)
        }
        returned.append((message, pace.next(message, after: delivery, at: now, luck: luck)))
        if breaker.isOpen { putBack() }
    }

    /// Takes what is to be noted, at most one batch.
    mutating func takeReturned() -> [(message: OutboxMessage, step: NextStep)] {
        let batch = Array(returned.prefix(Self.batch))
        returned.removeFirst(batch.count)
        return batch
    }

    /// The outcomes are stored, so the outbox tells the truth about these messages again.
    mutating func noted(_ messages: [OutboxMessage]) {
        for message in messages { taken.remove(message.id) }
    }

    /// The outcomes could not be stored; they are tried again.
    mutating func keep(_ batch: [(message: OutboxMessage, step: NextStep)]) { returned = batch + returned }

    /// Another node has taken over: what is ready or came back is its business.
    mutating func clear() {
        putBack()
        noted(returned.map(\.message))
        returned = []
    }

    private mutating func putBack() {
        for message in ready { taken.remove(message.message.id) }
        ready = []
    }
}
