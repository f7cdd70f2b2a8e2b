import Catalog
import Eligibility
import FEEL
import Foundation
import Ledger
import Registry
import Synchronization
import TestPrograms
import Vocabulary

/// A small register with two policies: `start` pays graduates and people in difficulty, `licence` those with a business.
struct Province {
    let store: any Store
    let register = Register(indexKey: [UInt8](repeating: 7, count: 32))
    var licence = "business_licensed"

    var entitlements: Entitlements { Entitlements(store: store, register: register, page: 3) }

    func schemes(on day: CalendarDay) throws -> Schemes {
        let start = [
            #"person_category in ("graduate", "hardship")"#,
            #"person_category != "graduate" or graduated_on + @"P2Y" >= applied_on"#,
        ]
        return Schemes(
            [
                Scheme(
                    policy: "start", name: .init("创业补贴", "startup subsidy"), version: .init("2024-1"),
                    conditions: try start.map { .init(try Expression(parsing: $0), citation: nil) },
                    amount: try Expression(parsing: #"if person_category = "hardship" then 5000 else 3000"#)),
                Scheme(
                    policy: "licence", name: .init("经营补贴", "business subsidy"), version: .init("1"),
                    conditions: [.init(try Expression(parsing: licence), citation: nil)], amount: .constant(.null)),
            ], of: try Shipped.catalog.get(), on: day)
    }

    func moment(_ day: CalendarDay) -> Instant { Instant(day, hour: 8, minute: 0) }

    func person(_ facts: [String: String]) async throws -> Identifier<Subject> {
        let id = Identifier<Subject>.new()
        try await store.write { session in
            try Register.enter(id, kind: .person, at: "2024-01-01T00:00:00Z", in: session)
        }
        for (element, value) in facts.sorted(by: { $0.key < $1.key }) { try await record(element, value, id) }
        return id
    }

    func record(_ element: String, _ value: String, _ person: Identifier<Subject>) async throws {
        let fact = Fact(
            element: element, value: try JSON(parsing: value), source: "department:hrss",
            validFrom: "2020-01-01", asOf: .now)
        try await store.write { [register] session in try register.record(fact, about: person, in: session) }
    }

    func agree(_ person: Identifier<Subject>) async throws {
        try await store.write { session in
            try Offers.setConsent(true, of: person, at: "2024-01-01T00:00:00Z", in: session)
        }
    }

    func refresh(_ day: CalendarDay, _ limits: OfferLimits = .init()) async throws -> Entitlements.Tally {
        try await entitlements.refresh(schemes(on: day), limits: limits, at: moment(day))
    }

    func offers(_ person: Identifier<Subject>) async throws -> [Offer] {
        try await store.read { session in try Offers.standing(of: person, in: session) }
    }

    static let migrations = LedgerSchema.migrations + RegistrySchema.migrations + EligibilitySchema.migrations

    /// A new province in SQLite, and one in PostgreSQL where that is installed.
    static func inStores(_ body: (Province) async throws -> Void) async throws {
        let path = "/tmp/lianban-province-\(UInt64.random(in: .min ... .max)).sqlite"
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        var stores: [any Store] = [try SQLiteStore(path: path)]
        if PostgresServer.isInstalled {
            stores.append(try PostgresStore(address: PostgresServer.shared.get().schema()))
        }
        for store in stores {
            try await store.migrate(migrations)
            try await body(Province(store: store))
            await store.close()
        }
    }
}

/// A store that stops at one write: an even one before it is committed, an odd one after.
final class BreakingStore: Store {
    struct Stopped: Error {}

    private let inner: any Store
    private let last: Int
    private let writes = Atomic<Int>(0)

    init(_ inner: any Store, after last: Int) {
        self.inner = inner
        self.last = last
    }

    var dialect: Dialect { inner.dialect }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        let number = writes.wrappingAdd(1, ordering: .relaxed).oldValue
        if number == last, last % 2 == 0 { throw Stopped() }
        let value = try await inner.write(body)
        if number == last { throw Stopped() }
        return value
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    func migrate(_ migrations: [Migration]) async throws { try await inner.migrate(migrations) }
    func close() async {}
}
