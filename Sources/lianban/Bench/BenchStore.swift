import ArgumentParser
import Foundation
import Ledger

extension BenchFolder {
    /// Runs a measurement on an empty store of its own, and removes it afterwards: a file in this folder, or a schema of the
    /// PostgreSQL database at `address`.
    func withStore(_ address: String?, _ measure: (StorePlace) async throws -> Void) async throws {
        guard let address else { return try await measure(StorePlace(file: path("server.sqlite"))) }
        let given = try StorePlace(parsing: address, keyFile: path("key"))
        guard case .postgres(let address) = given.kind else { return try await measure(given) }
        let schema = "bench_\(ProcessInfo.processInfo.processIdentifier)"
        let database = try PostgresStore(address: address)
        try await database.write { try $0.script("CREATE SCHEMA \(schema)") }
        let separator = address.contains("?") ? "&" : "?"
        let place = StorePlace(
            .postgres(address: address + separator + "options=-csearch_path%3D\(schema)"), keyFile: given.keyFile)
        do {
            try await measure(place)
        } catch {
            try? await database.write { try $0.script("DROP SCHEMA \(schema) CASCADE") }
            await database.close()
            throw error
        }
        try await database.write { try $0.script("DROP SCHEMA \(schema) CASCADE") }
        await database.close()
    }
}
