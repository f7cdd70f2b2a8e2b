import Foundation
import GRDB
import GRDBSQLite

/// The one thread that writes. It takes whatever waits, up to a limit, and commits it with one fsync.
final class SQLiteWriter: @unchecked Sendable {
    private let pool: DatabasePool
    private let options: SQLiteStore.Options
    private let checkpointer: SQLiteCheckpointer
    private let condition = NSCondition()
    // Guarded by `condition`.
    private var queue: [PendingWrite] = []
    private var stopping = false
    private var stopped: [CheckedContinuation<Void, Never>] = []
    private var finished = false
    private var commitCount = 0
    private var writeCount = 0
    private var lastBatch = 0

    init(pool: DatabasePool, options: SQLiteStore.Options) {
        self.pool = pool
        checkpointer = SQLiteCheckpointer(path: pool.path)
        self.options = options
        queue.reserveCapacity(options.largestBatch)
    }

    var waiting: Int {
        condition.withLock { queue.count }
    }

    var commits: (count: Int, writes: Int) {
        condition.withLock { (commitCount, writeCount) }
    }

    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "ledger-writer"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Puts a write into the queue, or says why not.
    func enqueue(_ write: PendingWrite) -> StorageFailure? {
        condition.withLock {
            if stopping { return .closed }
            guard queue.count < options.queueCapacity else { return .overloaded(retryAfterSeconds: 1) }
            queue.append(write)
            if queue.count == 1 || queue.count == options.gatheredBatch { condition.signal() }
            return nil
        }
    }

    /// Commits what waits, then ends the thread.
    func stop() async {
        await withCheckedContinuation { continuation in
            condition.withLock {
                stopping = true
                if finished {
                    continuation.resume()
                } else {
                    stopped.append(continuation)
                    condition.signal()
                }
            }
        }
    }

    private func run() {
        var transactor: SQLiteTransactor?
        while let batch = nextBatch() {
            do {
                try pool.writeWithoutTransaction { db in
                    guard let connection = db.sqliteConnection else { throw StorageFailure.closed }
                    let current = transactor ?? SQLiteTransactor(connection: connection)
                    transactor = current
                    GroupCommit.commit(batch, through: current)
                    if current.logPages > options.checkpointPages, checkpointer.advance() { current.checkpoint() }
                }
            } catch {
                for write in batch { write.settle(error) }
            }
        }
        transactor?.close()
        checkpointer.finish()
        condition.withLock {
            finished = true
            for continuation in stopped { continuation.resume() }
            stopped = []
        }
    }

    private func nextBatch() -> [PendingWrite]? {
        condition.withLock {
            while queue.isEmpty && !stopping { condition.wait() }
            if lastBatch > 1 { gather() }
            guard !queue.isEmpty else { return nil }
            let count = min(queue.count, options.largestBatch)
            let batch = Array(queue.prefix(count))
            queue.removeFirst(count)
            lastBatch = count
            commitCount += 1
            writeCount += count
            return batch
        }
    }
}

extension SQLiteWriter {
    /// Waits a moment for more to come: when many write at once, each commit costs work that all in it share. Who writes
    /// alone never waits. Called with `condition` locked.
    private func gather() {
        let deadline = Date(timeIntervalSinceNow: options.gathering)
        while queue.count < options.gatheredBatch, !stopping, condition.wait(until: deadline) {}
    }
}

/// Transactions on the writing connection.
final class SQLiteTransactor: Transactor {
    private let connection: OpaquePointer
    private let sqlite: SQLiteSession
    /// Pages in the write-ahead log after the last commit.
    private(set) var logPages: Int32 = 0

    var session: any Session { sqlite }
    var isOpen: Bool { sqlite.isInTransaction }

    init(connection: OpaquePointer) {
        self.connection = connection
        sqlite = SQLiteSession(connection: connection)
        let pages = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            connection,
            { context, _, _, count in
                if let context {
                    Unmanaged<SQLiteTransactor>.fromOpaque(context).takeUnretainedValue().logPages = count
                }
                return SQLITE_OK
            }, pages)
    }

    func begin() throws { try sqlite.execute(.begin, []) }
    func openSavepoint() throws {
        sqlite.clearFault()
        try sqlite.execute(.openSavepoint, [])
    }

    /// - Throws: the failure of a statement, also when the write has swallowed it; PostgreSQL would have given it up too.
    func keepSavepoint() throws {
        if let fault = sqlite.fault { throw fault }
        try sqlite.execute(.keepSavepoint, [])
    }

    func undoSavepoint() throws {
        sqlite.clearFault()
        try sqlite.execute(.undoSavepoint, [])
        try sqlite.execute(.keepSavepoint, [])
    }

    func commit() throws { try sqlite.execute(.commit, []) }

    func abandon() {
        guard isOpen else { return }
        // A rollback can only fail when SQLite has already rolled back.
        _ = try? sqlite.execute(.rollback, [])
    }

    /// Copies the log back into the data file without waiting for readers.
    func checkpoint() {
        var inLog: Int32 = 0
        var copied: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, &inLog, &copied)
        if code == SQLITE_OK && copied == inLog { logPages = 0 }
    }

    func close() {
        sqlite3_wal_hook(connection, nil, nil)
        sqlite.finalizeStatements()
    }
}

extension Statement {
    static let begin = Statement("BEGIN IMMEDIATE")
    static let commit = Statement("COMMIT")
    static let rollback = Statement("ROLLBACK")
    static let openSavepoint = Statement("SAVEPOINT one_write")
    static let keepSavepoint = Statement("RELEASE one_write")
    static let undoSavepoint = Statement("ROLLBACK TO one_write")
}
