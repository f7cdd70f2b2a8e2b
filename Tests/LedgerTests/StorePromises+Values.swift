import Ledger
import Testing
import Vocabulary

/// What every store promises about values and answers.
@Suite(.serialized) struct `What every store promises about values` {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let value: SQLValue

        init(_ description: String, _ value: SQLValue) {
            testDescription = description
            self.value = value
        }
    }

    static let samples = [
        Sample("null", .null), Sample("empty text", .text("")), Sample("Chinese", .text("就业创业")),
        Sample("four-byte characters", .text("𠮷野家 👩‍🌾 é\u{301}")),
        Sample("special characters", .text("'\"\\%_;--\n\r\t$1")),
        Sample("3 MB of text", .text(String(repeating: "联办", count: 500_000))), Sample("no bytes", .bytes([])),
        Sample("a zero byte", .bytes([0])), Sample("zero bytes", .bytes([0, 0, 1, 0])),
        Sample("all bytes", .bytes(Array(0...255))), Sample("3 MB", .bytes([UInt8](repeating: 0xfe, count: 3_000_000))),
    ]

    @Test(arguments: StoreUnderTest.available, samples)
    func `text and bytes come back as they went`(kind: StoreUnderTest, sample: Sample) async throws {
        let value = sample.value
        try await kind.withStore { store in
            let isText = if case .text = value { true } else { false }
            try await store.write { session in
                try session.post(.keep, [.integer(1), isText ? value : .null, isText ? .null : value, .null])
            }
            let back = try await store.read { session in
                try session.first(.kept, [.integer(1)]) { row -> SQLValue in
                    if !row.isNull(0) { return .text(row.text(0)) }
                    return row.isNull(1) ? .null : .bytes(row.bytes(1))
                }
            }
            // Not `back == value`: a failure would print megabytes.
            let isSame = back == value
            #expect(isSame)
        }
    }

    @Test(arguments: StoreUnderTest.available, [Int64.min, -1, 0, 1, 1_717_754_000_000_000, .max])
    func `whole numbers come back as they went`(kind: StoreUnderTest, number: Int64) async throws {
        try await kind.withStore { store in
            try await store.write { try $0.post(.keep, [.integer(number), .null, .null, .null]) }
            let back = try await store.read { try $0.query(.keptIDs) { ($0.integer(0), $0.text(0)) } }
            #expect(back.map(\.0) == [number])
            #expect(back.map(\.1) == [String(number)])
        }
    }

    @Test(arguments: StoreUnderTest.available, [0.0, -0.5, 1.0 / 3, 1e-300, 1.797e308, 2.3e-308])
    func `real numbers come back as they went`(kind: StoreUnderTest, number: Double) async throws {
        try await kind.withStore { store in
            try await store.write { try $0.post(.keep, [.integer(1), .null, .null, .real(number)]) }
            let back = try await store.read { try $0.first(.kept, [.integer(1)]) { $0.real(2) } }
            #expect(back == number)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a text with a zero byte is refused`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            await #expect(throws: StorageFailure.constraint("a text holds a zero byte")) {
                try await store.write { try Thing.insert(1, note: "张\0三", in: $0) }
            }
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `text is ordered by code point`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let words = ["重", "一", "é", "z", "a-b", "ab", "_", "Z", "B", "a", "", "\u{ffee}", "\u{10000}", "10", "9"]
            try await store.write { session in
                for (id, word) in words.enumerated() {
                    try session.post(.keep, [.integer(id), .text(word), .null, .null])
                }
            }
            let ordered = try await store.read { try $0.query(.notesInOrder) { $0.text(0) } }
            #expect(ordered == words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `counts, sums and comparisons are numbers`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.write { session in
                try Thing.insert(1, amount: 4_864_000_000, in: session)
                try Thing.insert(2, amount: 20_000_000_001, in: session)
            }
            let row = try await store.read { session in
                try session.first(.summary) {
                    [$0.integer(0), $0.integer(1), $0.integer(2), $0.integer(3), $0.integer(4)]
                }
            }
            #expect(row == [2, 24_864_000_001, 1, 0, -24_864_000_001])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a statement tells how many rows it changed`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let counts = try await store.write { session in
                for id in 1...5 { try Thing.post(id, amount: id, in: session) }
                return [
                    try session.execute(.raiseAbove, [.integer(1), .integer(2)]),
                    try session.execute(.raiseAbove, [.integer(1), .integer(99)]),
                    try session.execute(.claimThing, [.integer(1), .integer(6)]),
                    try session.execute(.claimThing, [.integer(1), .integer(6)]),
                ]
            }
            #expect(counts == [3, 0, 1, 0])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a query may run inside another`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.write { session in
                for id in 1...5 { try Thing.post(id, amount: id * 10, in: session) }
            }
            let amounts = try await store.read { session in
                try session.query(.idsOfThings) { try Thing.amount($0.int(0), in: session) }
            }
            #expect(amounts == [10, 20, 30, 40, 50])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `the first row ends a query`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.write { session in
                for id in 1...5 { try Thing.post(id, in: session) }
            }
            let found = try await store.read { session in
                [try session.first(.idsOfThings) { $0.int(0) }, try session.first(.countThings) { $0.int(0) }]
            }
            #expect(found == [1, 5])
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `a body may post thousands of rows`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await store.write { session in
                for id in 0..<5_000 { try Thing.post(id, in: session) }
            }
            #expect(try await store.things.count == 5_000)
        }
    }
}

extension Statement {
    fileprivate static let keep = Statement(
        "INSERT INTO thing (shard_key, id, amount, note, raw, ratio) VALUES (1, $1, 0, $2, $3, $4)")
    fileprivate static let kept = Statement("SELECT note, raw, ratio FROM thing WHERE id = $1")
    fileprivate static let keptIDs = Statement("SELECT id FROM thing")
    fileprivate static let notesInOrder = Statement("SELECT note FROM thing ORDER BY note")
    fileprivate static let summary = Statement(
        "SELECT count(*), sum(amount), min(amount) < max(amount), min(amount) > max(amount), -sum(amount) FROM thing")
    fileprivate static let raiseAbove = Statement(
        "UPDATE thing SET amount = amount + 1 WHERE shard_key = $1 AND amount > $2")
    fileprivate static let claimThing = Statement(
        "INSERT INTO thing (shard_key, id, amount) VALUES ($1, $2, 0) ON CONFLICT (shard_key, id) DO NOTHING")
}
