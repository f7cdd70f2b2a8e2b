import Ledger
import Testing
import Vocabulary

/// What the history tree promises on every store.
@Suite struct `The history of a store` {
    static let now: Instant = "2024-06-07T09:00:00+08:00"

    /// Appends one transaction of events to a stream of shard 1.
    static func append(_ count: Int, to stream: UInt8, after version: Int = 0, in store: any Store) async throws {
        try await store.write { session in
            let rows = (1...count).map { offset in
                EventLog.row(
                    StoredEvent(
                        version: version + offset, kind: "noted", item: offset % 2 == 0 ? "a" : nil, actor: "officer:1",
                        at: now,
                        body: ["n": .integer(version + offset), "stream": .integer(stream)]), stream: [stream], shard: 1
                )
            }
            try EventLog.append(rows, in: session)
        }
    }

    static func check(_ tree: AuditTree, _ kept: [Checkpoint], _ key: SigningKey) async throws -> AuditReport {
        try await tree.read { try tree.check(keeping: kept, signedBy: key, in: $0) }
    }

    @Test(arguments: StoreUnderTest.available)
    func `covers every event once, across tiles and turns`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let key = try SigningKey.generate(.ed25519)
            let tree = AuditTree(store: store, holder: [1])
            #expect(try await tree.checkpoint(origin: "t", key: key, at: Self.now) == nil)
            var kept: [Checkpoint] = []
            for turn in 0..<5 {
                for stream in UInt8(0)..<13 { try await Self.append(9, to: stream, after: turn * 9, in: store) }
                #expect(try await Self.check(tree, kept, key).waiting == 117)
                try await tree.catchUp(at: Self.now)
                if let made = try await tree.checkpoint(origin: "t", key: key, at: Self.now) { kept.append(made) }
            }
            let report = try await Self.check(tree, kept, key)
            #expect(report.violations == [])
            #expect(report.entries == 585)
            #expect(report.waiting == 0)
            #expect(report.checkpoints == 5)
            #expect(kept.map(\.size) == [117, 234, 351, 468, 585])
            #expect(kept.last?.root == report.root)
            let last = try #require(kept.last)
            for stream in UInt8(0)..<13 {
                let proof = try await tree.read { try tree.prove(44, of: [stream], shard: 1, in: $0) }
                #expect(proof.holds)
                #expect(proof.checkpoint == last)
            }
            let links = try await tree.read { try AuditTree.consistency(from: 117, to: 585, in: $0) }
            #expect(MerkleProof.verifies(consistency: links, from: 117, kept[0].root, to: 585, last.root))
        }
    }

    @Test func `tells when another node signs with a key of its own`() async throws {
        try await StoreUnderTest.sqlite.withStore { store in
            let (key, other) = (try SigningKey.generate(.ed25519), try SigningKey.generate(.ed25519))
            let tree = AuditTree(store: store, holder: [1])
            #expect(try await tree.isSigned(by: key), "nobody has signed yet")
            try await Self.append(1, to: 1, after: 0, in: store)
            try await tree.catchUp(at: Self.now)
            _ = try await tree.checkpoint(origin: "t", key: other, at: Self.now)
            #expect(try await !tree.isSigned(by: key))
            #expect(try await tree.isSigned(by: other))
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `never doubles an event when several nodes keep it`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let key = try SigningKey.generate(.ed25519)
            let nodes = (UInt8(1)...4).map { AuditTree(store: store, holder: [$0]) }
            for stream in UInt8(0)..<50 { try await Self.append(3, to: stream, in: store) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (offset, node) in nodes.enumerated() {
                    // Each comes after the lease of the one before has run out.
                    group.addTask { try await node.catchUp(at: Self.now.adding(seconds: offset * 60)) }
                }
                try await group.waitForAll()
            }
            for (offset, node) in nodes.enumerated() {
                try await node.catchUp(at: Self.now.adding(seconds: 3_600 * (offset + 1)))
            }
            let report = try await Self.check(nodes[0], [], key)
            #expect(report.violations == [])
            #expect(report.entries == 150)
        }
    }

    @Test func `notices every kind of tampering and names an entry`() async throws {
        try await StoreUnderTest.sqlite.withStore { store in
            let key = try SigningKey.generate(.ed25519)
            let tree = AuditTree(store: store, holder: [1])
            for stream in UInt8(0)..<6 { try await Self.append(4, to: stream, in: store) }
            try await tree.catchUp(at: Self.now)
            let kept = [try #require(try await tree.checkpoint(origin: "t", key: key, at: Self.now))]
            var generator = SystemRandomNumberGenerator()
            let outcome = try await Tampering.play(
                rounds: 300, on: store, tree: tree, keeping: kept, signedBy: key, using: &generator)
            #expect(outcome.rounds == 300)
            #expect(outcome.missed == [])
            #expect(outcome.detected == 300)
            #expect(try await Self.check(tree, kept, key).isClean)
        }
    }

    @Test func `names the very entry that was edited`() async throws {
        try await StoreUnderTest.sqlite.withStore { store in
            let key = try SigningKey.generate(.sm2)
            let tree = AuditTree(store: store, holder: [1])
            for stream in UInt8(0)..<6 { try await Self.append(4, to: stream, in: store) }
            try await tree.catchUp(at: Self.now)
            try await store.write { try $0.script("UPDATE event SET at = at + 1 WHERE stream = x'03' AND version = 2") }
            let bad = try #require(try await Self.check(tree, [], key).firstBad)
            #expect(bad.position == 13)
            #expect(bad.stream == [3])
            #expect(bad.version == 2)
        }
    }
}
