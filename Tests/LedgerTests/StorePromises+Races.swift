import Ledger
import Testing
import Vocabulary

/// What every store promises when many want the same.
@Suite(.serialized) struct `What every store promises in a race` {
    @Test(arguments: StoreUnderTest.available)
    func `conditional changes lose no increment`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.write { try Thing.insert(1, in: $0) }
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask {
                        for _ in 0..<20 { try await increment(in: store) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.amount(of: 1) == 200)
        }
    }

    /// Reads, then changes what is still as it was read.
    private func increment(in store: any Store) async throws {
        while true {
            do {
                return try await store.write { session in
                    let amount = try Thing.amount(1, in: session) ?? 0
                    guard try Thing.change(1, from: amount, to: amount + 1, in: session) else {
                        throw StorageFailure.conflict
                    }
                }
            } catch StorageFailure.conflict {
                continue
            }
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `an envelope never gives more than it holds`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.write { try Thing.insert(1, amount: 505, in: $0) }
            let paid = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await store.write { try $0.execute(.takeTen, [.integer(1), .integer(1)]) } }
                }
                return try await group.reduce(0, +)
            }
            #expect(paid == 50)
            #expect(try await store.amount(of: 1) == 5)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `of a hundred who claim a key one has it and all see the same winner`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let key = Digest.sha256(Array("530102200206073125".utf8))
            let outcomes = try await withThrowingTaskGroup(of: (won: Bool, sees: [UInt8]?).self) { group in
                for contender in 0..<100 {
                    group.addTask {
                        try await store.write { session in
                            let won = try Directory.claim(
                                .subject, key, shard: 1, target: [UInt8(contender)], at: .now, in: session)
                            return (won, try Directory.find(.subject, key, in: session)?.target)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter(\.won).count == 1)
            #expect(Set(outcomes.map(\.sees)).count == 1)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `two nodes never give the same serial`(kind: StoreUnderTest) async throws {
        let place = try kind.place()
        let nodes = [try place.open(), try place.open()]
        try await nodes[0].migrate(LedgerSchema.migrations)
        let given = try await withThrowingTaskGroup(of: [Int].self) { group in
            for node in nodes {
                // Two of each node's own, so that leases of one process race as well.
                for serials in [Serials(store: node), Serials(store: node, firstBlock: 2, largestBlock: 16)] {
                    for _ in 0..<10 {
                        group.addTask {
                            var numbers: [Int] = []
                            for _ in 0..<10 {
                                numbers += try await serials.next(["office-20240607", "office-20240607"])
                            }
                            return numbers
                        }
                    }
                }
            }
            return try await group.reduce([], +)
        }
        for node in nodes { await node.close() }
        place.remove()
        #expect(given.count == 800)
        #expect(Set(given).count == 800)
        #expect(given.allSatisfy { $0 >= 1 })
    }

    @Test(arguments: StoreUnderTest.available)
    func `of many who append the same version one succeeds and the rest meet a conflict`(kind: StoreUnderTest)
        async throws
    {
        try await kind.withStore { store in
            let outcomes = await withTaskGroup(of: String.self) { group in
                for writer in 0..<20 {
                    group.addTask {
                        do {
                            try await store.write { session in
                                try EventLog.append(
                                    .accepted(1, by: "officer:\(writer)"), to: [7], shard: 1, in: session)
                            }
                            return "stored"
                        } catch StorageFailure.conflict {
                            return "conflict"
                        } catch {
                            return "\(error)"
                        }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == ["stored": 1, "conflict": 19])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `writers of one stream that read before they append leave a history without gaps`(kind: StoreUnderTest)
        async throws
    {
        try await kind.withStore { store in
            try await withThrowingTaskGroup { group in
                for writer in 0..<8 {
                    group.addTask {
                        var appended = 0
                        while appended < 5 {
                            do {
                                try await store.write { session in
                                    let last = try EventLog.events(of: [7], shard: 1, in: session).last?.version ?? 0
                                    try EventLog.append(
                                        .accepted(last + 1, by: "officer:\(writer)"), to: [7], shard: 1, in: session)
                                }
                                appended += 1
                            } catch StorageFailure.conflict {
                                continue
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let history = try await store.read { try EventLog.events(of: [7], shard: 1, in: $0) }
            #expect(history.map(\.version) == Array(1...40))
            #expect(Dictionary(grouping: history, by: \.actor).values.allSatisfy { $0.count == 5 })
        }
    }
}

extension StoredEvent {
    static func accepted(_ version: Int, by actor: String) -> StoredEvent {
        StoredEvent(
            version: version, kind: "accepted", item: nil, actor: actor,
            at: Instant(microseconds: 1_717_754_000_000_000),
            body: ["note": "已受理"])
    }
}

extension Statement {
    fileprivate static let takeTen = Statement(
        "UPDATE thing SET amount = amount - 10 WHERE shard_key = $1 AND id = $2 AND amount >= 10")
}
