import Ledger
import Testing
import Vocabulary

@Suite(.serialized) struct `A duty among nodes` {
    private let noon = Instant(microseconds: 1_717_732_800_000_000)

    @Test(arguments: StoreUnderTest.available)
    func `one node holds it until its time is over, and each change of hands counts up`(kind: StoreUnderTest)
        async throws
    {
        try await kind.withStore { store in
            try await store.migrate(Duty.migrations)
            let noon = noon
            let first = try await store.write { try Duty.claim("notices", by: "a", at: noon, for: 10, in: $0) }
            #expect(first?.epoch == 1)
            let refused = try await store.write {
                try Duty.claim("notices", by: "b", at: noon.adding(seconds: 9), for: 10, in: $0)
            }
            #expect(refused == nil)
            let kept = try await store.write {
                try Duty.claim("notices", by: "a", at: noon.adding(seconds: 9), for: 10, in: $0)
            }
            #expect(kept?.epoch == 1)
            let taken = try await store.write {
                try Duty.claim("notices", by: "b", at: noon.adding(seconds: 19), for: 10, in: $0)
            }
            #expect(taken?.epoch == 2)
            let other = try await store.write { try Duty.claim("alarms", by: "a", at: noon, for: 10, in: $0) }
            #expect(other?.epoch == 1)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `who lost it without knowing writes nothing`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.migrate(Duty.migrations)
            let noon = noon
            let old = try #require(
                try await store.write { try Duty.claim("notices", by: "a", at: noon, for: 10, in: $0) })
            let new = try #require(
                try await store.write {
                    try Duty.claim("notices", by: "b", at: noon.adding(seconds: 10), for: 10, in: $0)
                })
            await #expect(throws: Duty.Lost.self) {
                try await store.write { session in
                    try old.fence(in: session)
                    try Thing.insert(1, in: session)
                }
            }
            try await store.write { session in
                try new.fence(in: session)
                try Thing.insert(2, in: session)
            }
            #expect(try await store.things == [2])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a duty given back is free at once, and its old epoch stands no more`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.migrate(Duty.migrations)
            let noon = noon
            let old = try #require(
                try await store.write { try Duty.claim("alarms", by: "a", at: noon, for: 10, in: $0) })
            try await store.write { try old.release(in: $0) }
            let next = try await store.write {
                try Duty.claim("alarms", by: "b", at: noon.adding(seconds: 1), for: 10, in: $0)
            }
            #expect(next?.epoch == 2)
            await #expect(throws: Duty.Lost.self) { try await store.write { try old.fence(in: $0) } }
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `of many that claim at once one has it`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.migrate(Duty.migrations)
            let noon = noon
            let winners = try await withThrowingTaskGroup(of: Int.self) { group in
                for node in 0..<20 {
                    group.addTask {
                        let duty = try await store.write {
                            try Duty.claim("notices", by: "n\(node)", at: noon, for: 10, in: $0)
                        }
                        return duty == nil ? 0 : 1
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(winners == 1)
        }
    }
}
