import Catalog
import Foundation
import Ledger
import Registry
import Vocabulary

@testable import Cases
@testable import Simulation

/// A data file of its own with the small catalog, gone after the test.
struct Installation {
    let store: SQLiteStore
    let casework: Casework
    let path: String

    /// Opens an installation for one test.
    static func with(
        catalog: Catalog = SmallCatalog.catalog, _ body: (Installation) async throws -> Void
    ) async throws {
        let path = NSTemporaryDirectory() + "lianban-cases-\(UInt64.random(in: .min ... .max)).sqlite"
        let store = try SQLiteStore(path: path)
        defer {
            for end in ["", "-wal", "-shm", ".backup", ".backup-wal", ".backup-shm"] {
                try? FileManager.default.removeItem(atPath: path + end)
            }
        }
        try await store.migrate(Casework.migrations)
        let installation = Installation(
            store: store,
            casework: Casework(store: store, shelf: CatalogShelf(current: catalog), register: Register(indexKey: [7])),
            path: path)
        do {
            try await body(installation)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    static let morning = Instant("2024-06-07", hour: 9, minute: 0)
    static let wenNa = "530102199802153125"
    static let liJun = "11010519491231002X"

    /// Hands in an application.
    @discardableResult
    func submit(
        _ items: [ItemCode], by number: String = wenNa, client: String = "web", key: String? = nil, body: String = "a",
        region: String = "530102", at: Instant = morning
    ) async throws -> IntakeReceipt {
        try await casework.submit(
            Self.request(items, by: number, region: region), by: Submitter(client: client, verification: .register),
            key: key.map { IdempotencyKey($0, body: Array(body.utf8)) }, at: at)
    }

    static func request(_ items: [ItemCode], by number: String = wenNa, region: String = "530102") -> IntakeRequest {
        let chosen = SmallCatalog.blueprint.items.filter { items.contains($0.code) }
        return IntakeRequest(
            bundle: Blueprint.bundle, items: items, region: region,
            answers: Answers([
                .init("full_name", "文娜"), .init("citizen_id", .string(number)), .init("phone", "13888005678"),
            ]),
            materials: [MaterialReceipt(Blueprint.form, .uploaded, upload: "u")]
                + chosen.filter(\.hasTolerableProof).map { MaterialReceipt($0.proof, .later) },
            commitments: chosen.filter(\.hasStatement).map(\.code))
    }

    /// Rows of a table.
    func count(_ table: String) async throws -> Int {
        try await store.read { try $0.first(.assembled("SELECT count(*) FROM \(table)")) { $0.int(0) } ?? 0 }
    }

    /// Changes the data behind everybody's back.
    func damage(_ sql: String) async throws {
        try await store.write { try $0.script(sql) }
    }

    func violations() async throws -> [String] {
        try await casework.verify().violations.map { "\($0.invariant): \($0.detail)" }
    }

    /// Days of random work on several applications.
    func busyWeeks(applications: Int = 4, seed: UInt64 = 3) async throws {
        var random = SeededGenerator(seed: seed)
        var numbers: [CaseNumber] = []
        for index in 0..<applications {
            let items: [ItemCode] =
                random.once(in: 2) ? SmallCatalog.blueprint.items.map(\.code) : [.registration, .startup, .fund]
            let region = ["530102", "530103", "530802"][random.below(3)]
            let receipt = try await submit(
                items, by: random.once(in: 2) ? Self.wenNa : Self.liJun, key: "k\(index)", region: region)
            numbers.append(receipt.application.number)
        }
        var now = Self.morning
        for _ in 0..<40 {
            now = now.adding(seconds: random.below(86_400))
            try await casework.wake(at: now)
            for number in numbers {
                let application = try await casework.application(number)
                let act = Behaviour(blueprint: SmallCatalog.blueprint, application: application).anything(&random)
                do {
                    try await casework.act(act.command, on: number, by: act.actor, at: now)
                } catch is Refusal { continue }
            }
        }
    }
}

extension SQLiteStore {
    /// How SQLite goes about a query.
    func plan(_ statement: Statement, _ values: [SQLValue]) async throws -> [String] {
        try await read { try $0.query(.assembled("EXPLAIN QUERY PLAN " + statement.sql), values) { $0.text(3) } }
    }
}
