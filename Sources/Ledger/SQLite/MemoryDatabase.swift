import GRDBSQLite

/// A database in memory on one connection, for simulations: what was committed lasts as long as this value, and what was
/// not is lost when the transaction is abandoned.
package final class MemoryDatabase {
    package let transactor: any Transactor
    private let connection: OpaquePointer

    package init() throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(
            ":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            throw StorageFailure.failed(code: Int(code), message: "no database in memory", sql: nil)
        }
        connection = opened
        transactor = SQLiteTransactor(connection: opened)
        try transactor.session.script("PRAGMA foreign_keys = ON")
    }

    deinit {
        (transactor as? SQLiteTransactor)?.close()
        sqlite3_close_v2(connection)
    }
}
