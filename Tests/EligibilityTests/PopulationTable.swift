import Eligibility
import FEEL
import Foundation
import Ledger
import TestPrograms

extension PopulationTable {
    /// A new SQLite store, and a PostgreSQL one where that is installed, both filled.
    func withStores(_ body: ([(name: String, store: any Store)]) async throws -> Void) async throws {
        let path = "/tmp/lianban-people-\(UInt64.random(in: .min ... .max)).sqlite"
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        var stores: [(name: String, store: any Store)] = [("SQLite", try SQLiteStore(path: path))]
        if PostgresServer.isInstalled {
            stores.append(("PostgreSQL", try PostgresStore(address: PostgresServer.shared.get().schema())))
        } else {
            print(PostgresServer.isMissing)
        }
        for entry in stores { try await fill(entry.store) }
        try await body(stores)
        for entry in stores { await entry.store.close() }
    }
}
