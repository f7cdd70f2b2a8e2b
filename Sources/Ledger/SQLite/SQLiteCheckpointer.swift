import Foundation
import GRDBSQLite
import Synchronization

/// Copies the write-ahead log back into the data file on a connection and a thread of its own, so that the writer need not
/// stand still while many pages are written and synced.
///
/// A log that grows all the while never comes to its end this way: when a copy has finished, the writer copies the little
/// that was added since by itself, and then starts the log anew.
final class SQLiteCheckpointer: Sendable {
    enum State { case idle, copying, copied }

    private let path: String
    private let state = Mutex(State.idle)
    private let queue = DispatchQueue(label: "ledger-checkpointer")

    init(path: String) {
        self.path = path
    }

    /// Starts a copy unless one is on its way.
    /// - Returns: whether a copy has finished since it was last asked, so that little is left for the writer to copy.
    func advance() -> Bool {
        state.withLock { state in
            switch state {
            case .idle:
                state = .copying
                queue.async { [self] in
                    copy()
                    self.state.withLock { $0 = .copied }
                }
                return false
            case .copying: return false
            case .copied:
                state = .idle
                return true
            }
        }
    }

    /// Waits for a copy on its way.
    func finish() { queue.sync {} }

    /// A copy that fails leaves everything in the log, which is as good; the next one tries again.
    private func copy() {
        var connection: OpaquePointer?
        defer { sqlite3_close(connection) }
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK,
            sqlite3_exec(connection, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0", nil, nil, nil)
                == SQLITE_OK
        else { return }
        sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
}
