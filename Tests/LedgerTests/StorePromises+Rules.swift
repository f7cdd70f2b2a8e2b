import Ledger
import Testing
import Vocabulary

/// What every store promises about broken rules and about its tables.
@Suite(.serialized) struct `What every store promises about rules` {
    enum Breach: String, CaseIterable, Sendable {
        case takenKey = "INSERT INTO thing (shard_key, id, amount) VALUES (1, 1, 0)"
        case check = "INSERT INTO thing (shard_key, id, amount) VALUES (1, 2, -1)"
        case missing = "INSERT INTO thing (shard_key, id) VALUES (1, 2)"
        case reference = "INSERT INTO part (shard_key, thing, id) VALUES (1, 9, 1)"
    }

    @Test(arguments: StoreUnderTest.available, Breach.allCases)
    func `a broken rule of the schema is a constraint`(kind: StoreUnderTest, breach: Breach) async throws {
        try await kind.withStore { store in
            try await store.write { try Thing.insert(1, in: $0) }
            let failure = await failure { try await store.write { try $0.execute(.assembled(breach.rawValue), []) } }
            guard case .constraint = failure else {
                Issue.record("\(breach) gives \(String(describing: failure))")
                return
            }
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a failure of a posted statement reaches the writer and leaves nothing`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let failure = await failure {
                try await store.write { session in
                    try Thing.post(1, in: session)
                    try Thing.post(1, in: session)
                    try Thing.post(2, in: session)
                }
            }
            guard case .constraint = failure else {
                Issue.record("a taken key gives \(String(describing: failure))")
                return
            }
            let kept = try await store.things
            #expect(kept == [])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a body that swallows a failure is refused all the same`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let failure = await failure {
                try await store.write { session in
                    try Thing.insert(1, in: session)
                    do { try Thing.insert(1, in: session) } catch {}
                }
            }
            guard case .constraint = failure else {
                Issue.record("a swallowed failure gives \(String(describing: failure))")
                return
            }
            let kept = try await store.things
            #expect(kept == [])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a body may turn a failure into words of its own`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            await #expect(throws: ThingRefused.self) {
                try await store.write { session in
                    try Thing.insert(1, in: session)
                    do { try Thing.insert(1, in: session) } catch { throw ThingRefused() }
                }
            }
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `after a statement that makes no sense the store works on`(kind: StoreUnderTest) async throws {
        try await kind.withStore(writers: 1) { store in
            for _ in 0..<3 {
                let failure = await failure { try await store.write { try $0.execute(.nonsense, []) } }
                guard case .failed(_, _, let sql) = failure else {
                    Issue.record("nonsense gives \(String(describing: failure))")
                    return
                }
                #expect(sql == Statement.nonsense.sql)
            }
            try await store.write { try Thing.insert(1, in: $0) }
            #expect(try await store.things == [1])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `migrations run once when two nodes start together`(kind: StoreUnderTest) async throws {
        let place = try kind.place()
        let nodes = try (0..<3).map { _ in try place.open() }
        try await withThrowingTaskGroup { group in
            for node in nodes {
                group.addTask { try await node.migrate(LedgerSchema.migrations + [.promises, .countedOnce]) }
            }
            try await group.waitForAll()
        }
        #expect(try await nodes[0].things == [1])
        for node in nodes { await node.close() }
        place.remove()
    }

    @Test(arguments: StoreUnderTest.available)
    func `rows that are posted one after the other arrive in order and all, and one bad row undoes all`(
        kind: StoreUnderTest
    ) async throws {
        try await kind.withStore { store in
            let seen = try await store.write { session in
                for id in 1...40 { try Thing.post(id, amount: id, in: session) }
                // Sees what was posted before it, and comes before what is posted after it.
                let changed = try Thing.change(40, from: 40, to: 7, in: session)
                for id in 41...43 { try Thing.post(id, in: session) }
                return changed
            }
            #expect(seen)
            #expect(try await store.things == Array(1...43))
            #expect(try await store.amount(of: 40) == 7)
            for bad in [(id: 44, amount: -1), (id: 3, amount: 0)] {
                let failure = await failure {
                    try await store.write { session in
                        for id in 50...60 { try Thing.post(id, in: session) }
                        try Thing.post(bad.id, amount: bad.amount, in: session)
                        for id in 61...70 { try Thing.post(id, in: session) }
                    }
                }
                guard case .constraint = failure else {
                    Issue.record("\(bad) gave \(String(describing: failure))")
                    continue
                }
                #expect(try await store.things == Array(1...43))
            }
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a migration that was changed later is refused`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let changed = Migration("promises-1", "CREATE TABLE other (id BIGINT PRIMARY KEY)")
            let failure = await failure { try await store.migrate([changed]) }
            #expect(failure == .corrupt("migration promises-1 was applied with another text"))
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a migration that fails leaves nothing and can be put right`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let half = "CREATE TABLE other (id BIGINT PRIMARY KEY); INSERT INTO other (id) VALUES (1)"
            await #expect(throws: StorageFailure.self) {
                try await store.migrate([Migration("other-1", half + "; INSERT INTO other (id) VALUES (1)")])
            }
            try await store.migrate([Migration("other-1", half)])
            let rows = try await store.read { try $0.first(.assembled("SELECT count(*) FROM other")) { $0.int(0) } }
            #expect(rows == 1)
        }
    }

    private func failure(of work: () async throws -> some Any) async -> StorageFailure? {
        do {
            _ = try await work()
            return nil
        } catch {
            return error as? StorageFailure
        }
    }
}

extension Migration {
    /// Fails when it runs a second time.
    fileprivate static let countedOnce = Migration(
        "promises-2", "INSERT INTO thing (shard_key, id, amount) VALUES (1, 1, 0)")
}

extension Statement {
    fileprivate static let nonsense = Statement("SELECT nothing FROM nowhere")
}
