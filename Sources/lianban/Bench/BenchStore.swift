import ArgumentParser
import Foundation
import Ledger

/// Where a measurement keeps its data: in a file of its own, or in a schema of its own in a database.
struct BenchStore: ParsableArguments {
    @Option(help: "A folder on the disk to measure; the temporary folder when not given.") var folder: String?
    @Option(
        help: "Measure this store instead: postgres://…; it works in a schema of its own there, removed at the end.")
    var store: String?

    /// Runs a measurement on an empty store, and removes it afterwards.
    func measuring(_ measure: (StorePlace, BenchFolder) async throws -> Void) async throws {
        let folder = try BenchFolder(beside: folder)
        defer { folder.remove() }
        guard let store else { return try await measure(StorePlace(file: folder.path("server.sqlite")), folder) }
        let given = try StorePlace(parsing: store, keyFile: folder.path("key"))
        guard case .postgres(let address) = given.kind else { return try await measure(given, folder) }
        let schema = "bench_\(ProcessInfo.processInfo.processIdentifier)"
        let database = try PostgresStore(address: address)
        try await database.write { try $0.script("CREATE SCHEMA \(schema)") }
        let separator = address.contains("?") ? "&" : "?"
        let place = StorePlace(
            .postgres(address: address + separator + "options=-csearch_path%3D\(schema)"), keyFile: given.keyFile)
        do {
            try await measure(place, folder)
        } catch {
            try? await database.write { try $0.script("DROP SCHEMA \(schema) CASCADE") }
            await database.close()
            throw error
        }
        try await database.write { try $0.script("DROP SCHEMA \(schema) CASCADE") }
        await database.close()
    }
}
