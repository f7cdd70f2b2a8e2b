import Testing
import Vocabulary

@testable import Ledger

@Suite struct `Looking through the history` {
    typealias World = `The history of a store`
    static let begin: Instant = "2024-01-05T09:00:00+08:00"

    /// Ten streams of nine events, one an hour; a checkpoint every seven hours, and one at the end.
    static func fill(_ store: any Store, _ key: SigningKey) async throws {
        let tree = AuditTree(store: store, holder: [1])
        for hour in 0..<90 {
            let stream = UInt8(hour % 10)
            try await store.write { session in
                let event = StoredEvent(
                    version: hour / 10 + 1, kind: hour % 3 == 0 ? "granted" : "noted",
                    item: hour % 2 == 0 ? "loan" : nil,
                    actor: hour % 5 == 0 ? "officer:hai-lan" : "applicant:1", at: begin.adding(seconds: hour * 3_600),
                    body: ["hour": .integer(hour)])
                try EventLog.append(event, to: [stream], shard: Int64(stream), in: session)
            }
            let now = begin.adding(seconds: hour * 3_600 + 1)
            guard hour % 7 == 0 || hour == 89 else { continue }
            try await tree.catchUp(at: now)
            _ = try await tree.checkpoint(origin: "t", key: key, at: now)
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `finds by actor, kind, item, stream and time, page by page`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            try await Self.fill(store, .generate(.ed25519))
            func hours(_ filter: AuditSearch.Filter, limit: Int = 7) async throws -> Set<Int> {
                var found: [Int] = []
                var next: Int?
                repeat {
                    let from = next
                    let page = try await store.read { try AuditSearch(filter).page(from: from, limit: limit, in: $0) }
                    #expect(page.entries.count <= limit)
                    found += page.entries.map { Int(Self.begin.seconds(until: $0.at)) / 3_600 }
                    next = page.next
                } while next != nil
                #expect(Set(found).count == found.count)
                return Set(found)
            }
            #expect(try await hours(.init()) == Set(0..<90))
            #expect(try await hours(.init(actor: "officer:")) == Set(stride(from: 0, to: 90, by: 5)))
            #expect(try await hours(.init(actor: "officer:hai")) == [])
            #expect(try await hours(.init(kind: "granted", item: "loan")) == Set(stride(from: 0, to: 90, by: 6)))
            #expect(try await hours(.init(stream: [4])) == Set(stride(from: 4, to: 90, by: 10)))
            let from = Self.begin.adding(seconds: 20 * 3_600), to = Self.begin.adding(seconds: 40 * 3_600)
            #expect(try await hours(.init(from: from, to: to)) == Set(20..<40))
        }
    }

    @Test(arguments: StoreUnderTest.available)
    func `archives prove themselves, one after the other, and changes show`(kind: StoreUnderTest) async throws {
        try await kind.withStore { store in
            let key = try SigningKey.generate(.sm2)
            try await Self.fill(store, key)
            let later = Self.begin.adding(seconds: 400 * 86_400)
            func archive(_ from: Int, _ before: Instant) async throws -> ([String], AuditArchive.Outcome) {
                try await store.read { session in
                    var lines: [String] = []
                    let outcome = try AuditArchive.write(from: from, before: before, now: later, in: session) {
                        lines.append($0)
                    }
                    return (lines, outcome)
                }
            }
            func check(_ lines: [String]) throws -> Int {
                var check = AuditArchiveCheck(signedBy: key)
                for line in lines { try check.take(line) }
                guard check.checkpoint != nil else { throw AuditFault.malformed("breaks off") }
                return check.count
            }
            let (first, one) = try await archive(0, Self.begin.adding(seconds: 30 * 3_600))
            #expect(one.first == 0 && one.count == 29)
            #expect(try check(first) == one.count)
            let (second, two) = try await archive(one.count, Self.begin.adding(seconds: 100 * 3_600))
            #expect(one.count + two.count == 90)
            #expect(try check(second) == two.count)
            for index in second.indices {
                var lines = second
                lines.remove(at: index)
                #expect(throws: (any Error).self) { try check(lines) }
                lines = second
                lines[index] = lines[index].replacing("hour", with: "houR").replacing("\"first\":", with: "\"first\":1")
                    .replacing("— t ", with: "— t A")
                #expect(throws: (any Error).self) { try check(lines) }
            }
            await #expect(throws: AuditArchive.Refused.tooYoung) {
                _ = try await archive(0, later.adding(seconds: -183 * 86_400))
            }
            await #expect(throws: AuditArchive.Refused.nothing) { _ = try await archive(0, Self.begin) }
        }
    }

    @Test func `a witness gets every checkpoint once and in order`() async throws {
        try await StoreUnderTest.sqlite.withStore { store in
            let key = try SigningKey.generate(.ed25519)
            let tree = AuditTree(store: store, holder: [1])
            for turn in 0..<4 {
                try await World.append(3, to: 1, after: turn * 3, in: store)
                try await tree.catchUp(at: Self.begin.adding(seconds: turn))
                _ = try await tree.checkpoint(origin: "t", key: key, at: Self.begin.adding(seconds: turn))
            }
            func waiting(_ witness: String) async throws -> [Int] {
                try await store.read { try AuditWitness.waiting(for: witness, limit: 10, in: $0).map(\.size) }
            }
            #expect(try await waiting("https://a.example/") == [3, 6, 9, 12])
            let second = try await store.read {
                try AuditWitness.waiting(for: "https://a.example/", limit: 2, in: $0)[1]
            }
            try await store.write { try AuditWitness.took(second, "https://a.example/", at: Self.begin, in: $0) }
            #expect(try await waiting("https://a.example/") == [9, 12])
            #expect(try await waiting("https://b.example/") == [3, 6, 9, 12])
        }
    }
}
