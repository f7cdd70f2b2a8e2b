import Foundation

/// One connection on a thread of its own, that takes bodies from a line and carries them out one after another.
///
/// Bodies that may share a transaction do.
///
/// A body runs again when it lost a race (serialization failure, deadlock, a key or version that another writer took first)
/// or when its connection was lost before the commit was sent. Once the commit was sent, a lost connection means
/// `StorageFailure.unknownOutcome`, and nothing runs again.
///
/// Under READ COMMITTED each statement of a body sees its own moment. What the body writes is guarded by conditions, but a
/// refusal has no such guard: so a writing body that refuses after more than one look runs once more on one snapshot, and
/// only what it says there is believed.
final class PostgresLane: @unchecked Sendable {
    enum Kind: String, Sendable { case writing, reading }

    private let kind: Kind
    private let line: WaitingLine
    private let terms: PostgresConnection.Terms
    private let options: PostgresStore.Options
    private let tally: PostgresTally
    // Touched by the lane's thread only, once it has started.
    private var connection: PostgresConnection?

    init(
        _ kind: Kind, line: WaitingLine, terms: PostgresConnection.Terms, options: PostgresStore.Options,
        tally: PostgresTally
    ) {
        self.kind = kind
        self.line = line
        self.terms = terms
        self.options = options
        self.tally = tally
    }

    /// Starts the thread.
    /// - Parameters:
    ///   - number: tells the lanes apart in a list of threads.
    ///   - end: called when the line is closed and everything in it is done.
    func start(number: Int, end: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            run()
            end()
        }
        thread.name = "ledger-\(kind.rawValue)-\(number)"
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func run() {
        while let connection = connected() {
            switch line.next(within: options.healthCheckInterval.seconds) {
            case .ended: return hangUp()
            case .nothing: check(connection)
            case .bodies(let bodies):
                defer { line.finished(bodies) }
                let late = bodies.filter { $0.deadline <= .now }
                for body in late {
                    tally.count { $0.overdue += 1 }
                    body.settle(StorageFailure.overloaded(retryAfterSeconds: 1))
                }
                let timely = late.isEmpty ? bodies : bodies.filter { body in !late.contains { $0 === body } }
                if connection.isHungUp() {
                    for body in timely.reversed() { line.putBack(body) }
                } else if timely.count == 1 || !performTogether(timely, on: connection) {
                    for body in timely { perform(body, on: connection) }
                }
            }
        }
    }

    // MARK: The connection

    /// A connection that works, as far as is known; nil when there is nothing left to do.
    private func connected() -> PostgresConnection? {
        if let connection, !connection.isBroken { return connection }
        hangUp()
        var delay = 0.025
        while !line.isOver {
            do {
                let fresh = try PostgresConnection(terms)
                connection = fresh
                tally.count { $0.open[kind, default: 0] += 1 }
                return fresh
            } catch {
                tally.count { counts in
                    counts.failedConnects += 1
                    counts.lastConnectFailure = error.failure.description
                }
                for body in line.overdue(at: .now) { body.settle(error.failure) }
                // All nodes lose the server at the same moment; they should not come back at the same moment.
                Thread.sleep(forTimeInterval: delay * .random(in: 0.5...1))
                delay = min(delay * 2, 1)
            }
        }
        return nil
    }

    private func hangUp() {
        guard connection != nil else { return }
        connection = nil
        tally.count { $0.open[kind, default: 0] -= 1 }
    }

    /// Asks an idle connection for a sign of life.
    private func check(_ connection: PostgresConnection) {
        guard !connection.isHungUp() else { return }
        do {
            try connection.collect()
        } catch {
            // A connection that does not answer is broken now, and replaced before the next body comes.
        }
    }

    // MARK: The bodies

    private enum Next { case settled, again(beginning: Statement), elsewhere }

    /// Carries several bodies out in one transaction, whose commit acknowledges all of them.
    /// - Returns: false when one of them did not get through. Nothing remains then, and each is to run by itself, where only
    ///   the one concerned meets its fault.
    private func performTogether(_ bodies: [WaitingBody], on connection: PostgresConnection) -> Bool {
        let session = PostgresSession(on: connection, beginning: .beginWrite)
        do {
            for body in bodies {
                body.attempts += 1
                session.beginBody()
                try body.run(session)
            }
            try session.commit()
        } catch {
            session.rollback()
            guard let failure = session.fault?.failure, case .unknownOutcome = failure else {
                tally.count { $0.splitBatches += 1 }
                return false
            }
            tally.count { $0.unknownOutcomes += bodies.count }
            for body in bodies { body.settle(failure) }
            return true
        }
        tally.count { counts in
            counts.commits += 1
            counts.writes += bodies.count
        }
        for body in bodies { body.settle(nil) }
        return true
    }

    private func perform(_ body: WaitingBody, on connection: PostgresConnection) {
        if body.isUnhurried { connection.patience = nil }
        defer { connection.waitAsUsual() }
        var beginning: Statement = kind == .writing ? .beginWrite : .beginRead
        while true {
            body.attempts += 1
            switch attempt(body, PostgresSession(on: connection, beginning: beginning)) {
            case .settled: return
            case .again(let next): beginning = next
            case .elsewhere: return line.putBack(body)
            }
        }
    }

    private func attempt(_ body: WaitingBody, _ session: PostgresSession) -> Next {
        let thrown: any Error
        do {
            try body.run(session)
            switch kind {
            case .writing:
                try session.commit()
                tally.count { counts in
                    counts.commits += 1
                    counts.writes += 1
                }
                body.settle(nil)
            case .reading:
                body.settle(nil)
                session.end()
            }
            return .settled
        } catch {
            thrown = error
        }
        session.rollback()
        return next(for: body, after: session, thrown)
    }

    private func next(for body: WaitingBody, after session: PostgresSession, _ thrown: any Error) -> Next {
        let mayRunAgain = body.attempts < options.attempts
        switch session.unmet == nil ? session.fault?.remedy : nil {
        case .reconnect where mayRunAgain:
            tally.count { $0.lostConnections += 1 }
            return .elsewhere
        case .rerun where mayRunAgain, nil where mayRunAgain && thrown as? StorageFailure == .conflict:
            tally.count { $0.reruns += 1 }
            // Two that collided should not collide again.
            Thread.sleep(forTimeInterval: 0.000_5 * Double(1 << min(body.attempts, 7)) * .random(in: 0...1))
            return .again(beginning: kind == .writing ? .beginWrite : .beginRead)
        case nil
        where mayRunAgain && kind == .writing && session.beginning === Statement.beginWrite && session.answersSeen > 1
            && session.unmet == nil:
            return .again(beginning: .beginSnapshotWrite)
        default:
            let failure = session.isFaultUnseen ? session.fault?.failure ?? thrown : thrown
            tally.count { counts in
                if case StorageFailure.unknownOutcome = failure {
                    counts.unknownOutcomes += 1
                } else {
                    counts.refusals += 1
                }
            }
            body.settle(failure)
            return .settled
        }
    }
}

extension Duration {
    var seconds: Double { Double(milliseconds) / 1_000 }
}
