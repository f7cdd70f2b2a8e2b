import Foundation

/// One body that waits for a connection.
final class WaitingBody: @unchecked Sendable {
    // Handed from the enqueuing task to the lines' threads through the line's lock; one thread holds it at a time.
    let run: (any Session) throws -> Void
    private let settleBody: ((any Error)?) -> Void
    /// How often it was tried.
    var attempts = 0
    /// Since when it waits.
    let since = ContinuousClock.now
    /// When waiting any longer helps nobody.
    let deadline: ContinuousClock.Instant
    /// Whether its commands may take as long as they need, as those of a migration.
    let isUnhurried: Bool
    /// Whether it may share a transaction with others of its kind.
    let isBatchable: Bool

    /// - Parameters:
    ///   - run: the body; it may run more than once.
    ///   - settle: told the outcome exactly once: nil when it succeeded.
    init(
        deadline: ContinuousClock.Instant, isUnhurried: Bool, isBatchable: Bool,
        run: @escaping (any Session) throws -> Void,
        settle: @escaping ((any Error)?) -> Void
    ) {
        self.deadline = deadline
        self.isUnhurried = isUnhurried
        self.isBatchable = isBatchable
        self.run = run
        settleBody = settle
    }

    func settle(_ error: (any Error)?) { settleBody(error) }
}

/// Bodies that wait for one of several connections, first come first served, up to a limit.
///
/// Bodies that may share a transaction gather while others of their kind are on their way, until they fill one or have waited a
/// little: the fewer transactions, the less work, and more of them at a time do not bring more on few processors. What may not
/// share goes at once.
final class WaitingLine: @unchecked Sendable {
    enum Next {
        /// One body, or several that may share a transaction.
        case bodies([WaitingBody])
        /// Nothing came in the time.
        case nothing
        /// The line is closed and empty.
        case ended
    }

    private let capacity: Int
    private let patience: Duration
    private let condition = NSCondition()
    // Guarded by `condition`.
    private var bodies: [WaitingBody?] = []
    private var head = 0
    private var isClosed = false
    /// Lanes that carry out bodies which may share a transaction.
    private var batching = 0

    /// - Parameters:
    ///   - capacity: bodies that wait at most.
    ///   - patience: how long bodies gather at most.
    init(capacity: Int, patience: Duration = .milliseconds(25)) {
        self.capacity = capacity
        self.patience = patience
    }

    var count: Int { condition.withLock { bodies.count - head } }

    /// Puts a body at the end, or says why not.
    func add(_ body: WaitingBody) -> StorageFailure? {
        condition.withLock {
            if isClosed { return .closed }
            guard bodies.count - head < capacity else { return .overloaded(retryAfterSeconds: 1) }
            bodies.append(body)
            // Of those that gather, the first and the one that makes them enough are looked at.
            let waiting = bodies.count - head
            if !body.isBatchable || batching == 0 || waiting == 1 || waiting == Self.most { condition.signal() }
            return nil
        }
    }

    /// Puts a body that was tried before at the front again; it is never refused.
    func putBack(_ body: WaitingBody) {
        condition.withLock {
            if head > 0 {
                head -= 1
                bodies[head] = body
            } else {
                bodies.insert(body, at: 0)
            }
            condition.signal()
        }
    }

    /// Most bodies that share a transaction.
    static let most = 16

    /// Waits for the next body, and takes further ones along that may share its transaction.
    ///
    /// Whoever got bodies says ``finished(_:)`` when they are carried out.
    func next(within seconds: Double) -> Next {
        condition.withLock {
            let limit = Date(timeIntervalSinceNow: seconds)
            while true {
                if head < bodies.count, let first = bodies[head] {
                    let wait = gatheringTime(first)
                    guard wait > .zero else { break }
                    _ = condition.wait(until: Date(timeIntervalSinceNow: wait.seconds))
                } else if isClosed {
                    return .ended
                } else if !condition.wait(until: limit), head == bodies.count {
                    return isClosed ? .ended : .nothing
                }
            }
            var taken = [takeFirst()].compactMap { $0 }
            if taken.first?.isBatchable == true {
                batching += 1
                while taken.count < Self.most, head < bodies.count, bodies[head]?.isBatchable == true,
                    let next = takeFirst()
                {
                    taken.append(next)
                }
            }
            // Somebody else looks at what is left.
            if head < bodies.count { condition.signal() }
            return .bodies(taken)
        }
    }

    /// The bodies that were handed out are carried out, or back in the line.
    func finished(_ bodies: [WaitingBody]) {
        if bodies.first?.isBatchable == true { condition.withLock { batching -= 1 } }
    }

    /// How much longer the next bodies should gather, of which this is the first. They hold up nobody who may not share.
    private func gatheringTime(_ first: WaitingBody) -> Duration {
        let waiting = bodies[head...]
        guard batching > 0, !isClosed, waiting.count < Self.most, waiting.allSatisfy({ $0?.isBatchable == true }) else {
            return .zero
        }
        return first.since + patience - .now
    }

    /// Takes out the bodies whose time has run out.
    func overdue(at now: ContinuousClock.Instant) -> [WaitingBody] {
        condition.withLock {
            let waiting = bodies[head...].compactMap { $0 }
            let late = waiting.filter { $0.deadline <= now }
            if !late.isEmpty {
                bodies = waiting.filter { $0.deadline > now }
                head = 0
            }
            return late
        }
    }

    /// Whether the line is closed and empty.
    var isOver: Bool { condition.withLock { isClosed && head == bodies.count } }

    /// Takes nothing more in; what waits is still handed out.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    private func takeFirst() -> WaitingBody? {
        let first = bodies[head]
        bodies[head] = nil
        head += 1
        if head == bodies.count || head > 4_096 {
            bodies.removeFirst(head)
            head = 0
        }
        return first
    }
}
