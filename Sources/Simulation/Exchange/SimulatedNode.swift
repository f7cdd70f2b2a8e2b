import Exchange
import Ledger
import Logging
import Vocabulary

/// One node of an installation that carries messages, with a clock of its own; it may be killed, and its clock may be wrong.
final class SimulatedNode: Store, @unchecked Sendable {
    let name: String
    let dialect = Dialect.sqlite
    private unowned let schedule: ExchangeSchedule
    private let inner: SimulatedStore
    private let incarnation: Int
    private let skew: Int
    private var isKilled = false
    private var running: Task<Void, Never>?
    private var held: Duty?

    /// Seconds for which it holds its duty unless it claims it again.
    private static let term = 10

    init(_ name: String, _ schedule: ExchangeSchedule, skew: Int) {
        self.name = name
        self.schedule = schedule
        self.skew = skew
        inner = SimulatedStore(schedule.machine, schedule.executor, capacity: 50)
        incarnation = schedule.machine.incarnation
    }

    /// The node runs no more, or its machine died.
    var isDead: Bool { isKilled || schedule.machine.incarnation != incarnation }

    var now: Instant { schedule.machine.now.adding(seconds: skew) }

    func start() {
        var logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let courier = Courier(
            destination: ExchangeSchedule.destination, store: self, pace: schedule.pace, sender: schedule.department,
            surroundings: SimulatedSurroundings(node: self, schedule: schedule), logger: logger
        ) { { message, _ in Array(message.body.encodedText.utf8) } }
        running = Task(executorPreference: schedule.executor) { [self] in
            await courier.run {
                // A process that is no more does not go on; what it had sent is still on its way.
                if self.isDead {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return nil
                }
                self.held = try await self.claim(self.held)
                return self.held
            }
        }
    }

    /// SIGKILL.
    func kill() {
        isKilled = true
        running?.cancel()
    }

    /// SIGTERM.
    func stop() { running?.cancel() }

    private func claim(_ held: Duty?) async throws -> Duty? {
        let now = now
        if let held, now.adding(seconds: Self.term / 2) < held.until { return held }
        let term = schedule.mutant == .neverLetsGo ? 400 * 86_400 : Self.term
        return try await write { [name] session in
            try Duty.claim(ExchangeSchedule.duty, by: name, at: now, for: term, in: session)
        }
    }

    // MARK: Its store

    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        if isDead { throw StorageFailure.closed }
        let answer = try await inner.write { [self] session in
            let inside = schedule.mutant.map { ForgetfulDelivery(session, $0) } ?? session
            return try body(WatchedDelivery(inside, by: name, schedule))
        }
        if isDead { throw StorageFailure.closed }
        // The connection was lost after the commit: it is done, and nobody knows.
        if schedule.machine.fails(onceIn: 25) { throw StorageFailure.unknownOutcome("the connection was cut") }
        return answer
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        if isDead { throw StorageFailure.closed }
        return try await inner.read { [self] session in
            try body(schedule.mutant.map { ForgetfulDelivery(session, $0) } ?? session)
        }
    }

    func migrate(_ migrations: [Migration]) async throws {}
    func close() async {}
}

/// Virtual time: a rest moves the machine's clock on and lets the others do something.
struct SimulatedSurroundings: Surroundings {
    let node: SimulatedNode
    let schedule: ExchangeSchedule

    func now() -> Instant { node.now }
    func pause(_ duration: Duration) async { await schedule.rest(duration) }
    func luck() -> Double { schedule.luck() }

    func finish<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        try await Task(executorPreference: schedule.executor) { try await work() }.value
    }
}

/// Looks at every outcome that is written down: only the node that holds the duty at that moment may do so.
private final class WatchedDelivery: SessionDecorator {
    private let node: String
    private let schedule: ExchangeSchedule

    init(_ inner: any Session, by node: String, _ schedule: ExchangeSchedule) {
        self.node = node
        self.schedule = schedule
        super.init(inner)
    }

    override func post(_ statement: Statement, _ values: [SQLValue]) throws {
        if statement.sql.contains("outbox") || statement.sql.contains("dead_letter") {
            let holder = try first(Self.holder, [.text(ExchangeSchedule.duty)]) { $0.text(0) }
            if holder != node {
                schedule.breach("fence", "\(node) wrote down an outcome while \(holder ?? "nobody") had the duty")
            }
        }
        try super.post(statement, values)
    }

    private static let holder = Statement("SELECT holder FROM duty WHERE name = $1")
}
