import Foundation

/// One body that waits for a connection.
final class WaitingBody: @unchecked Sendable {
    // Handed from the enqueuing task to the lines' threads through the line's lock; one thread holds it at a time.
    let run: (any Session) throws -> Void
    private let settleBody: ((any Error)?) -> Void
    /// How often it was tried.
    var attempts = 0
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
    private let condition = NSCondition()
    // Guarded by `condition`.
    private var bodies: [WaitingBody?] = []
    private var head = 0
    private var isClosed = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { condition.withLock { bodies.count - head } }

    /// Puts a body at the end, or says why not.
    func add(_ body: WaitingBody) -> StorageFailure? {
        condition.withLock {
            if isClosed { return .closed }
            guard bodies.count - head < capacity else { return .overloaded(retryAfterSeconds: 1) }
            bodies.append(body)
            condition.signal()
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
    /// - Parameter lanes: how many lanes share what waits; nil takes bodies one by one.
    func next(within seconds: Double, sharedBy lanes: Int? = nil) -> Next {
        condition.withLock {
            let limit = Date(timeIntervalSinceNow: seconds)
            while head == bodies.count {
                if isClosed { return .ended }
                guard condition.wait(until: limit) else {
                    if head < bodies.count { break }
                    return isClosed ? .ended : .nothing
                }
            }
            guard let first = takeFirst() else { return .nothing }
            var taken = [first]
            if let lanes, first.isBatchable {
                let share = min(Self.most, 1 + (bodies.count - head) / lanes)
                while taken.count < share, head < bodies.count, bodies[head]?.isBatchable == true,
                    let next = takeFirst()
                {
                    taken.append(next)
                }
            }
            return .bodies(taken)
        }
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
