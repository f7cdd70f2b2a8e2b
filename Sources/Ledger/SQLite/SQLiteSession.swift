import Foundation
import GRDBSQLite

/// A session on one SQLite connection, with its statements prepared once.
///
/// Used by one thread at a time: the writer's thread, or a reader inside GRDB's serialized access.
final class SQLiteSession: Session, @unchecked Sendable {
    let dialect = Dialect.sqlite
    private let connection: OpaquePointer
    private var prepared: [OpaquePointer?] = []
    /// The first failure since it was last cleared.
    private(set) var fault: (any Error)?

    init(connection: OpaquePointer) {
        self.connection = connection
    }

    deinit {
        finalizeStatements()
    }

    /// Frees the prepared statements; must run before the connection closes.
    func finalizeStatements() {
        for statement in prepared where statement != nil { sqlite3_finalize(statement) }
        prepared = []
    }

    /// Starts anew after a savepoint.
    func clearFault() { fault = nil }

    @discardableResult
    func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        let handle = try bound(statement, values)
        defer { sqlite3_reset(handle) }
        var code = sqlite3_step(handle)
        while code == SQLITE_ROW { code = sqlite3_step(handle) }
        guard code == SQLITE_DONE else { throw failure(code, statement) }
        return Int(sqlite3_changes(connection))
    }

    func post(_ statement: Statement, _ values: [SQLValue]) throws {
        try execute(statement, values)
    }

    func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws {
        let handle = try bound(statement, values)
        defer { sqlite3_reset(handle) }
        let row = SQLiteRow(handle: handle)
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code, statement) }
            guard try read(row) else { return }
        }
    }

    func script(_ sql: String) throws {
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, sql: sql) }
    }

    /// Whether a transaction is open; SQLite closes it by itself after some errors.
    var isInTransaction: Bool { sqlite3_get_autocommit(connection) == 0 }

    private func bound(_ statement: Statement, _ values: [SQLValue]) throws -> OpaquePointer {
        let handle = try handle(of: statement)
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(handle, place)
                case .integer(let number): sqlite3_bind_int64(handle, place, number)
                case .real(let number): sqlite3_bind_double(handle, place, number)
                case .text(var text):
                    try text.withUTF8 { buffer in
                        if let start = buffer.baseAddress, memchr(start, 0, buffer.count) != nil {
                            throw record(.zeroByteInText)
                        }
                        return buffer.withMemoryRebound(to: CChar.self) {
                            sqlite3_bind_text(handle, place, $0.baseAddress ?? emptyText, Int32($0.count), transient)
                        }
                    }
                case .bytes(let bytes):
                    bytes.withUnsafeBytes { buffer in
                        buffer.isEmpty
                            ? sqlite3_bind_zeroblob(handle, place, 0)
                            : sqlite3_bind_blob(handle, place, buffer.baseAddress, Int32(buffer.count), transient)
                    }
                }
            guard code == SQLITE_OK else { throw failure(code, statement) }
        }
        return handle
    }

    private func handle(of statement: Statement) throws -> OpaquePointer {
        if statement.place < prepared.count, let known = prepared[statement.place] { return known }
        while prepared.count <= statement.place { prepared.append(nil) }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(
            connection, statement.numberedForSQLite, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw failure(code, statement) }
        prepared[statement.place] = handle
        return handle
    }

    private func failure(_ code: Int32, _ statement: Statement) -> StorageFailure {
        failure(code, sql: statement.sql, duplicateIsConflict: statement.duplicateIsConflict)
    }

    private func failure(_ code: Int32, sql: String, duplicateIsConflict: Bool = false) -> StorageFailure {
        let message = String(cString: sqlite3_errmsg(connection))
        let extended = sqlite3_extended_errcode(connection)
        switch code & 0xff {
        case SQLITE_FULL: return record(.full)
        case SQLITE_BUSY, SQLITE_LOCKED: return record(.conflict)
        case SQLITE_CONSTRAINT where duplicateIsConflict && (extended == primaryKeyTaken || extended == uniqueKeyTaken):
            return record(.conflict)
        case SQLITE_CONSTRAINT: return record(.constraint(message))
        case SQLITE_CORRUPT, SQLITE_NOTADB: return record(.corrupt(message))
        default: return record(.failed(code: Int(extended), message: message, sql: sql))
        }
    }

    private func record(_ failure: StorageFailure) -> StorageFailure {
        if fault == nil { fault = failure }
        return failure
    }
}

/// The row a prepared statement stands on.
struct SQLiteRow: Row {
    let handle: OpaquePointer

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }
    func real(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

    func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, Int32(column)))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}

// SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE, whose macros Swift does not see.
private let primaryKeyTaken: Int32 = 19 | 6 << 8
private let uniqueKeyTaken: Int32 = 19 | 8 << 8
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = {
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    pointer.pointee = 0
    return UnsafePointer(pointer)
}()

extension Statement {
    /// The text with `?1` for `$1`: SQLite would take the latter as a name and number names as they come.
    fileprivate var numberedForSQLite: String {
        var bytes = Array(sql.utf8)
        for place in bytes.indices.dropLast() where bytes[place] == UInt8(ascii: "$") {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place + 1]) { bytes[place] = UInt8(ascii: "?") }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
