import CPQ
import Synchronization

/// The store for more than one machine: a PostgreSQL database, used by any number of nodes at once.
///
/// Every write is a transaction of its own; PostgreSQL joins the commits of several connections in one flush by itself.
/// A write is acknowledged when the server has it on disk, and on its synchronous standbys when it has any.
///
/// Address the server itself, or a pooler that keeps named prepared statements apart.
public final class PostgresStore: Store {
    public struct Options: Sendable {
        /// Connections that write. Four to eight are best on two to four cores.
        public var writers = 8
        /// Connections that read.
        public var readers = 4
        /// Bodies that may wait for a connection before new ones are refused; for writes and for reads each.
        public var queueCapacity = 4_096
        /// How long a body may wait for a connection, the time of a failover included.
        public var longestWait = Duration.seconds(20)
        /// After this the server ends a statement. Our statements take milliseconds; together with `answerGrace` this is how
        /// long a server that was stopped in its tracks goes unnoticed.
        public var statementTimeout = Duration.seconds(10)
        /// After this the server ends the wait for a row that another transaction holds; the body runs again.
        public var lockTimeout = Duration.seconds(5)
        /// After this the server ends a transaction whose node has stopped in the middle.
        public var idleTransactionTimeout = Duration.seconds(30)
        /// How much longer an answer may take than a statement, before the connection counts as lost; also that of a commit.
        public var answerGrace = Duration.seconds(5)
        /// How often a body is tried in all.
        public var attempts = 12
        /// How long a connection may be idle before it is asked for a sign of life.
        public var healthCheckInterval = Duration.seconds(10)
        public init() {}
    }

    public let dialect = Dialect.postgres
    let tally = PostgresTally()
    private let options: Options
    private let writers: WaitingLine
    private let readers: WaitingLine
    private let ending: Ending

    /// Connects once, to see that the database is there and fit, and starts the connections.
    /// - Parameter address: `postgres://user:password@host:port/database`, with the parameters libpq knows; several hosts may
    ///   be named, of which the one that takes writes is used.
    /// - Throws: `StorageFailure.unavailable` when the server cannot be reached; `.failed` when the address is malformed or the
    ///   database's encoding or text order is not ours.
    public init(address: String, options: Options = Options()) throws {
        try Self.validate(address)
        self.options = options
        writers = WaitingLine(capacity: options.queueCapacity)
        readers = WaitingLine(capacity: options.queueCapacity)
        var terms = PostgresConnection.Terms(
            address: address, statementTimeout: options.statementTimeout, lockTimeout: options.lockTimeout,
            idleTransactionTimeout: options.idleTransactionTimeout, grace: options.answerGrace)
        do {
            try PostgresConnection(terms).assureFit()
        } catch let fault as PostgresFault {
            throw fault.failure
        }
        let lanes =
            (0..<max(1, options.writers)).map { _ in PostgresLane.Kind.writing }
            + (0..<max(1, options.readers)).map { _ in .reading }
        ending = Ending(lanes: lanes.count)
        for (index, kind) in lanes.enumerated() {
            // Readers follow the primary too, so that a write is seen by every read that starts after its acknowledgement.
            terms.attributes = kind == .writing ? "read-write" : "primary"
            let lane = PostgresLane(
                kind, line: kind == .writing ? writers : readers, terms: terms, options: options, tally: tally)
            lane.start(number: index + 1) { [ending] in ending.laneEnded() }
        }
    }

    deinit {
        writers.close()
        readers.close()
    }

    /// Runs `body` in a transaction of its own. It runs again after a lost race, and on another connection after a lost
    /// one, up to the limit of the options.
    /// - Throws: `StorageFailure.unknownOutcome` when the connection was lost after the commit was sent, or when the wait for
    ///   the synchronous standbys was cancelled: the write may exist, so repeat it only under its idempotency key.
    public func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await wait(in: writers, body)
    }

    @discardableResult
    public func writeBatched<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await wait(in: writers, isBatchable: true, body)
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await wait(in: readers, body)
    }

    /// A write that may take as long as it needs.
    func writeUnhurried<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await wait(in: writers, isUnhurried: true) { session in
            try session.script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            return try body(session)
        }
    }

    /// Writes and reads waiting for a connection, now.
    public var waitingWrites: Int { writers.count }
    public var waitingReads: Int { readers.count }

    /// The value the server holds for a setting, such as `synchronous_standby_names`.
    public func setting(_ name: String) async throws -> String {
        try await read { session in
            try session.first(.currentSetting, [.text(name)]) { $0.text(0) } ?? ""
        }
    }

    public func close() async {
        writers.close()
        readers.close()
        await ending.wait()
    }

    private func wait<T: Sendable>(
        in line: WaitingLine, isUnhurried: Bool = false, isBatchable: Bool = false,
        _ body: @escaping @Sendable (any Session) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let result = Result<T>()
            let waiting = WaitingBody(
                deadline: .now + (isUnhurried ? .seconds(86_400) : options.longestWait), isUnhurried: isUnhurried,
                isBatchable: isBatchable,
                run: { session in result.value = try body(session) },
                settle: { error in
                    if let error {
                        continuation.resume(throwing: error)
                    } else if let value = result.value {
                        continuation.resume(returning: value)
                    } else {
                        continuation.resume(throwing: StorageFailure.corrupt("a body was settled without being run"))
                    }
                })
            if let refused = line.add(waiting) {
                tally.count { $0.overloaded += 1 }
                continuation.resume(throwing: refused)
            }
        }
    }

    /// A place for a result that is set on one thread and read after a hand-over.
    private final class Result<T>: @unchecked Sendable {
        var value: T?
    }

    private static func validate(_ address: String) throws {
        // libpq's own words would quote parts of the address, and with them perhaps of the password.
        let isKnown = address.hasPrefix("postgres://") || address.hasPrefix("postgresql://")
        let parsed = isKnown ? PQconninfoParse(address, nil) : nil
        guard let parsed else {
            throw StorageFailure.failed(
                code: 0,
                message: "the address is not postgres://user:password@host:port/database with its special characters"
                    + " written as %XX", sql: nil)
        }
        PQconninfoFree(parsed)
    }
}

/// Counts the lanes down when a store closes.
private final class Ending: Sendable {
    private struct State {
        var lanes: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(lanes: Int) {
        state = Mutex(State(lanes: lanes))
    }

    func laneEnded() {
        let waiting = state.withLock { state in
            state.lanes -= 1
            return state.lanes == 0 ? state.waiting : []
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.lanes > 0 { state.waiting.append(continuation) }
                return state.lanes == 0
            }
            if isOver { continuation.resume() }
        }
    }
}

extension PostgresConnection {
    /// Sees that the database orders text as SQLite does, by code point, and keeps it as UTF-8.
    fileprivate func assureFit() throws {
        try send(.databaseTraits)
        guard let answer = try collect() else {
            throw StorageFailure.corrupt("the database does not say how it keeps text")
        }
        let row = PostgresRow(result: answer.result, row: 0)
        guard row.text(0) == "UTF8", row.flag(1) else {
            throw StorageFailure.failed(
                code: 0,
                message: "the database keeps text as \(row.text(0)) in an order of its own; create it with"
                    + " createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8", sql: nil)
        }
    }
}

extension Statement {
    fileprivate static let databaseTraits = Statement(
        """
        SELECT current_setting('server_encoding'), 'B' < 'a' AND 'Z' < '_' AND 'a-b' < 'ab' AND 'é' < '一' AND '一' < '重'
        """)
    fileprivate static let currentSetting = Statement("SELECT current_setting($1)")
}
