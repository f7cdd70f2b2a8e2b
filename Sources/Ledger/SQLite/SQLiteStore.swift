import CSQLite
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// The embedded store: one data file in WAL mode with `synchronous=FULL`, one writer that commits waiting writes
/// together, and readers that never wait for it.
public final class SQLiteStore: Store {
    public struct Options: Sendable {
        /// Writes that may wait before new ones are refused.
        public var queueCapacity = 4_096
        /// Writes committed by one fsync at most.
        public var largestBatch = 128
        /// Pages in the write-ahead log after which it is copied back into the data file.
        public var checkpointPages: Int32 = 8_000
        public var readers = 4
        /// How long the writer waits for others when several write at once, in seconds, and how many are enough.
        public var gathering = 0.001
        public var gatheredBatch = 24
        public init() {}
    }

    public let dialect = Dialect.sqlite
    public let path: String
    private let pool: DatabasePool
    private let writer: SQLiteWriter
    private let readerSessions = Mutex<[UInt: SQLiteSession]>([:])

    /// Opens or creates the data file.
    public init(path: String, options: Options = Options()) throws {
        self.path = path
        // Once, before the first connection of the process; later calls are refused and change nothing.
        _ = sqlite3_stop_counting_memory()
        var configuration = Configuration()
        configuration.label = "lianban"
        configuration.maximumReaderCount = options.readers
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(
                sql:
                    "PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST"
            )
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL on its own when the pool opens; FULL must come after it.
            try pool.writeWithoutTransaction { db in
                // The writer touches pages all over the indexes, so its cache is larger than a reader's.
                try db.execute(
                    sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -64000")
            }
        } catch let error as DatabaseError {
            throw StorageFailure.failed(
                code: Int(error.extendedResultCode.rawValue), message: "\(path): \(error.message ?? "cannot open")",
                sql: nil)
        }
        writer = SQLiteWriter(pool: pool, options: options)
        writer.start()
    }

    public func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let result = Box<T>()
            let write = PendingWrite(
                attempt: { session in result.value = try body(session) },
                settle: { error in
                    if let error {
                        continuation.resume(throwing: error)
                    } else if let value = result.value {
                        continuation.resume(returning: value)
                    } else {
                        continuation.resume(throwing: StorageFailure.corrupt("a write was settled without being tried"))
                    }
                })
            if let refused = writer.enqueue(write) { continuation.resume(throwing: refused) }
        }
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        do {
            return try await pool.read { [self] db in try body(session(of: db)) }
        } catch let error as DatabaseError {
            throw StorageFailure.failed(
                code: Int(error.extendedResultCode.rawValue), message: error.message ?? "read failed", sql: error.sql)
        }
    }

    public func migrate(_ migrations: [Migration]) async throws {
        try await write { session in
            try session.script(
                "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, sql_text TEXT NOT NULL)")
        }
        for migration in migrations {
            try await write { session in
                let known = try session.first(.migrationNamed, [.text(migration.name)]) { $0.text(0) }
                if let known {
                    guard known == migration.sql else {
                        throw StorageFailure.corrupt("migration \(migration.name) was applied with another text")
                    }
                    return
                }
                try session.script(migration.sql(for: .sqlite))
                try session.execute(.recordMigration, [.text(migration.name), .text(migration.sql)])
            }
        }
    }

    /// The value SQLite holds for a setting on the writing connection, such as `synchronous`.
    public func setting(_ name: String) throws -> Int {
        try pool.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA \(name)") ?? -1 }
    }

    /// Copies the write-ahead log into the data file and empties it, so that nothing of before is left in it.
    public func emptyLog() throws {
        do {
            try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        } catch let error as DatabaseError {
            throw StorageFailure.failed(
                code: Int(error.extendedResultCode.rawValue), message: error.message ?? "the log is in use", sql: nil)
        }
    }

    /// Copies the database online, page by page, into a new file, and checks the copy.
    /// - Parameter progress: pages copied, pages in all.
    public func backup(to target: String, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) throws {
        guard !FileManager.default.fileExists(atPath: target) else {
            throw StorageFailure.failed(
                code: 0, message: "\(target) exists; a backup never overwrites a file", sql: nil)
        }
        let partial = target + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            let copy = try DatabaseQueue(path: partial)
            try pool.backup(to: copy, pagesPerStep: 2_000) { step in
                progress(step.completedPageCount, step.totalPageCount)
            }
            let verdict = try copy.read { db in try String.fetchOne(db, sql: "PRAGMA integrity_check") }
            guard verdict == "ok" else {
                throw StorageFailure.corrupt("the copy fails its check: \(verdict ?? "no answer")")
            }
            try copy.close()
            let descriptor = open(partial, O_RDONLY)
            guard descriptor >= 0, fsync(descriptor) == 0 else {
                throw StorageFailure.failed(code: Int(errno), message: "cannot sync \(partial)", sql: nil)
            }
            Foundation.close(descriptor)
            try FileManager.default.moveItem(atPath: partial, toPath: target)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    /// Writes waiting for the next commit, now.
    public var waitingWrites: Int { writer.waiting }
    /// Commits so far and the writes in them, for metrics.
    public var commits: (count: Int, writes: Int) { writer.commits }

    public func close() async {
        await writer.stop()
        readerSessions.withLock { sessions in
            for session in sessions.values { session.finalizeStatements() }
            sessions.removeAll()
        }
        try? pool.close()
    }

    private func session(of db: Database) -> SQLiteSession {
        guard let connection = db.sqliteConnection else { fatalError("GRDB gave a closed connection") }
        let key = UInt(bitPattern: connection)
        return readerSessions.withLock { sessions in
            if let known = sessions[key] { return known }
            let session = SQLiteSession(connection: connection)
            sessions[key] = session
            return session
        }
    }
}

/// A place for a result that is set on one thread and read after a hand-over.
private final class Box<T>: @unchecked Sendable {
    var value: T?
}

extension Statement {
    static let migrationNamed = Statement("SELECT sql_text FROM migration WHERE name = $1")
    static let recordMigration = Statement("INSERT INTO migration (name, sql_text) VALUES ($1, $2)")
}
