/// A place where facts are kept. Writing returns only after the transaction is durable.
public protocol Store: Sendable {
    var dialect: Dialect { get }

    /// Runs `body` in a write transaction, perhaps together with others that wait, and returns after the commit is on disk.
    /// Throwing undoes what `body` wrote and nothing else. `body` may run again after a conflict, so it must not act outside.
    /// - Throws: `StorageFailure.overloaded` at once when too many writes wait; what `body` throws; other storage failures.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T

    /// The same for a short `body` that touches the rows of one person or case alone, so that it may share a transaction with
    /// others of its kind where every transaction has a price. It sees what those before it wrote, as if they had committed.
    @discardableResult
    func writeBatched<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T

    /// Runs `body` on a consistent snapshot; never waits for a writer.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T

    /// Makes a queue's table small again when deleted rows swell it.
    /// - Parameters:
    ///   - bytes: what it may take up.
    ///   - most: rows that may wait in it, or it is left alone.
    func compact(_ table: QueueTable, over bytes: Int, keeping most: Int) async throws -> Compaction

    /// Creates or upgrades the tables; each migration runs once, in its own transaction.
    func migrate(_ migrations: [Migration]) async throws

    /// Finishes what waits and closes. Later calls fail with `StorageFailure.closed`.
    func close() async
}

extension Store {
    public func compact(_ table: QueueTable, over bytes: Int, keeping most: Int) async throws -> Compaction {
        .unneeded
    }

    @discardableResult
    public func writeBatched<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await write(body)
    }
}

/// Why the store could not do what was asked.
public enum StorageFailure: Error, Equatable, Sendable {
    /// Too many writes wait; nothing was done. Try again after the given seconds.
    case overloaded(retryAfterSeconds: Int)
    /// The database cannot be reached; nothing was done. Try again after the given seconds.
    case unavailable(retryAfterSeconds: Int, String)
    /// The disk or quota is full; nothing of the transaction was kept.
    case full
    /// Another transaction changed the same rows first, also after retries.
    case conflict
    /// A constraint of the schema refused the rows.
    case constraint(String)
    /// The connection was lost after the commit was sent, so the write may exist or not. Repeat it only under its
    /// idempotency key.
    case unknownOutcome(String)
    case closed
    case corrupt(String)
    /// - code: SQLite's extended result code, or PostgreSQL's SQLSTATE read as a number of base 36; 0 when there is none.
    case failed(code: Int, message: String, sql: String?)
}

extension StorageFailure {
    /// PostgreSQL cannot keep such a text, and SQLite's functions stop at the zero; so neither store takes it.
    static let zeroByteInText = StorageFailure.constraint("a text holds a zero byte")
}

extension StorageFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .overloaded(let seconds): "too many writes wait; try again in \(seconds) s"
        case .unavailable(_, let detail): "the database cannot be reached: \(detail)"
        case .full: "the disk is full; nothing was stored"
        case .conflict: "another change came first"
        case .constraint(let detail): "the data breaks a rule of the store: \(detail)"
        case .unknownOutcome(let detail): "the connection was lost before the outcome was known: \(detail)"
        case .closed: "the store is closed"
        case .corrupt(let detail): "the stored data is damaged: \(detail)"
        case .failed(let code, let message, let sql):
            "the store failed (\(code)): \(message)\(sql.map { " in \($0)" } ?? "")"
        }
    }
}

/// One step of the schema. Migrations are ordered by their place in the list that the composition root gives.
public struct Migration: Sendable {
    /// `room-number`, for example `cases-1`. Never reused.
    public let name: String
    /// Statements of the shared dialect. `/*CLUSTERED*/` after a table's closing parenthesis asks SQLite to keep the
    /// table in its primary key's order.
    public let sql: String

    public init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }

    public func sql(for dialect: Dialect) -> String {
        sql.replacing("/*CLUSTERED*/", with: dialect == .sqlite ? "WITHOUT ROWID" : "")
    }
}
