import Foundation
import GRDBSQLite
import Ledger

/// The statements one application makes, recorded from a real intake.
struct RecordedWrite {
    var statements: [(sql: String, values: [SQLValue])] = []
}

/// A store that passes everything on and keeps a record of what each write did.
final class RecordingStore: Store, @unchecked Sendable {
    private let inner: any Store
    private let lock = NSLock()
    private var recorded: [RecordedWrite] = []

    init(_ inner: any Store) { self.inner = inner }

    var dialect: Dialect { inner.dialect }
    var writes: [RecordedWrite] { lock.withLock { recorded } }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await inner.write { [self] session in
            let recording = RecordingSession(session)
            let value = try body(recording)
            lock.withLock { recorded.append(recording.record) }
            return value
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    func migrate(_ migrations: [Migration]) async throws { try await inner.migrate(migrations) }
    func close() async { await inner.close() }
}

private final class RecordingSession: Session {
    private let inner: any Session
    var record = RecordedWrite()

    init(_ inner: any Session) { self.inner = inner }

    var dialect: Dialect { inner.dialect }

    func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        record.statements.append((statement.sql, values))
        return try inner.execute(statement, values)
    }

    func post(_ statement: Statement, _ values: [SQLValue]) throws { _ = try execute(statement, values) }

    func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws {
        try inner.each(statement, values, read)
    }

    func script(_ sql: String) throws { try inner.script(sql) }
}

/// The limit of the machine: the same rows through SQLite's C interface, with the same batching, and nothing else.
struct BareLimit {
    enum Failure: Error, CustomStringConvertible {
        case sqlite(String)
        var description: String {
            switch self {
            case .sqlite(let message): "the bare run failed: \(message)"
            }
        }
    }

    /// Writes the recorded applications into a fresh file, `batch` of them in each transaction.
    /// - Returns: applications per second.
    static func run(_ writes: [RecordedWrite], batch: Int, path: String, schema: [Migration]) throws -> Double {
        var connection: OpaquePointer?
        guard sqlite3_open(path, &connection) == SQLITE_OK, let connection else {
            throw Failure.sqlite("cannot open \(path)")
        }
        defer { sqlite3_close(connection) }
        func script(_ sql: String) throws {
            guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
                throw Failure.sqlite(String(cString: sqlite3_errmsg(connection)))
            }
        }
        try script(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000"
        )
        for migration in schema { try script(migration.sql(for: .sqlite)) }
        var prepared: [String: OpaquePointer] = [:]
        defer { for statement in prepared.values { sqlite3_finalize(statement) } }
        for write in writes {
            for (sql, _) in write.statements where prepared[sql] == nil {
                var handle: OpaquePointer?
                guard
                    sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
                        == SQLITE_OK
                else {
                    throw Failure.sqlite(String(cString: sqlite3_errmsg(connection)))
                }
                prepared[sql] = handle
            }
        }
        let plan = writes.map { write in
            write.statements.compactMap { entry in
                prepared[entry.sql].map { BoundRow(handle: $0, values: entry.values) }
            }
        }
        let start = ContinuousClock.now
        var index = 0
        while index < plan.count {
            try script("BEGIN IMMEDIATE")
            for write in plan[index..<min(index + batch, plan.count)] {
                for row in write { try row.step(connection) }
            }
            try script("COMMIT")
            index += batch
        }
        let seconds =
            Double((ContinuousClock.now - start).components.attoseconds) / 1e18
            + Double((ContinuousClock.now - start).components.seconds)
        return Double(writes.count) / seconds
    }
}

/// A row whose values lie ready in memory, so that the bare run does nothing but bind and step.
private struct BoundRow {
    let handle: OpaquePointer
    private let values: [Value]

    private enum Value {
        case null
        case integer(Int64)
        case text(UnsafeMutableBufferPointer<CChar>)
        case bytes(UnsafeMutableBufferPointer<UInt8>)
    }

    init(handle: OpaquePointer, values: [SQLValue]) {
        self.handle = handle
        self.values = values.map { value in
            switch value {
            case .null: return .null
            case .integer(let number): return .integer(number)
            case .real(let number): return .integer(Int64(number))
            case .text(let text):
                // Kept for the whole run; the process ends after it.
                let buffer = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.utf8.count)
                _ = buffer.initialize(from: text.utf8.map { CChar(bitPattern: $0) })
                return .text(buffer)
            case .bytes(let bytes):
                let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
                _ = buffer.initialize(from: bytes)
                return .bytes(buffer)
            }
        }
    }

    func step(_ connection: OpaquePointer) throws {
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            switch value {
            case .null: sqlite3_bind_null(handle, place)
            case .integer(let number): sqlite3_bind_int64(handle, place, number)
            case .text(let buffer): sqlite3_bind_text(handle, place, buffer.baseAddress, Int32(buffer.count), nil)
            case .bytes(let buffer): sqlite3_bind_blob(handle, place, buffer.baseAddress, Int32(buffer.count), nil)
            }
        }
        let code = sqlite3_step(handle)
        sqlite3_reset(handle)
        guard code == SQLITE_DONE else { throw BareLimit.Failure.sqlite(String(cString: sqlite3_errmsg(connection))) }
    }
}
