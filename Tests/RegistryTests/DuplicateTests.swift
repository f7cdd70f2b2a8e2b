import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Registry

@Suite struct `Finding duplicates` {
    private static let noon = `Whose word counts`.noon

    /// Identity numbers that are all different and all valid.
    private static func number(_ serial: Int) -> String {
        let body = "530102" + "19900101" + String(format: "%03d", serial + 1)
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(body.utf8, weights).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
        return body + String(Array("10X98765432")[sum % 11])
    }

    private static func facts(_ values: [String: String]) -> [Fact] {
        values.sorted { $0.key < $1.key }.map {
            Fact(
                element: $0.key, value: .string($0.value), source: "import:street", validFrom: "2024-01-01", asOf: noon)
        }
    }

    private func compare(_ world: RegisterWorld) async throws -> Int {
        try await DuplicateWork(store: world.store, register: world.register).finish()
    }

    private func candidates(_ world: RegisterWorld) async throws -> [DuplicateCandidate] {
        try await world.store.read { [register = world.register] in
            try register.candidates(limit: 100, in: $0).candidates
        }
    }

    @Test func `files that agree in name, birthday and phone are candidates, strangers are not`() async throws {
        try await RegisterWorld.with { world in
            let same = ["full_name": "文娜", "birthday": "1998-02-15", "phone": "13888005678"]
            let a = try await world.enter(Self.number(1), Self.facts(same))
            let b = try await world.enter(Self.number(2), Self.facts(same))
            _ = try await world.enter(
                Self.number(3), Self.facts(["full_name": "李军", "birthday": "1949-12-31", "phone": "13888005679"]))
            #expect(try await candidates(world).isEmpty)
            #expect(try await compare(world) == 3)
            let found = try await candidates(world)
            #expect(found.map { [$0.first, $0.second] } == [[min(a, b), max(a, b)]])
            #expect(found.first?.score == 85)
            // Nothing new: nobody is compared again.
            #expect(try await compare(world) == 0)
        }
    }

    @Test func `one mistyped digit of the number speaks for a duplicate`() {
        func score(_ number: String) -> DuplicateCandidate {
            DuplicateSearch.compare(
                Likeness(.new(), name: "文娜", birthday: "1998-02-15", number: "530102199802153125"),
                Likeness(.new(), name: "文娜", birthday: "1998-02-15", number: number))
        }
        #expect(!score("53010219980215814X").because.contains(.numberOffByOne))
        #expect(score("53010219980215314X").because.contains(.numberOffByOne))
    }

    @Test func `who comes later is found by whoever is there, and a corrected fact takes the pair away`() async throws {
        try await RegisterWorld.with { world in
            let same = ["full_name": "文娜", "phone": "13888005678"]
            let a = try await world.enter(Self.number(1), Self.facts(same))
            #expect(try await compare(world) == 1)
            _ = try await world.enter(Self.number(2), Self.facts(same))
            #expect(try await compare(world) == 1)
            #expect(try await candidates(world).count == 1)
            try await world.store.write { [register = world.register] session in
                try register.record(Self.facts(["phone": "13888009999", "full_name": "文那"]), about: a, in: session)
            }
            #expect(try await compare(world) == 1)
            #expect(try await candidates(world).isEmpty)
        }
    }

    @Test func `what somebody decided is not pointed at again, until files that were joined are parted`() async throws {
        try await RegisterWorld.with { world in
            let same = ["full_name": "文娜", "birthday": "1998-02-15", "phone": "13888005678"]
            var files: [Identifier<Subject>] = []
            for serial in 1...3 { files.append(try await world.enter(Self.number(serial), Self.facts(same))) }
            _ = try await compare(world)
            #expect(try await candidates(world).count == 3)
            let (a, b, c, all) = (files[0], files[1], files[2], files)
            try await world.store.write { [register = world.register] session in
                try register.tellApart(c, a, by: "hailan", reason: "two people", at: Self.noon, in: session)
                try register.merge(b, into: a, by: "hailan", reason: "one person", at: Self.noon, in: session)
                // News of them change nothing about that.
                for file in all { try register.compareLater(file, in: session) }
            }
            #expect(try await compare(world) == 3)
            #expect(try await candidates(world).isEmpty)
            try await world.store.write { [register = world.register] session in
                try register.split(b, by: "hailan", reason: "two after all", at: Self.noon, in: session)
            }
            _ = try await compare(world)
            #expect(Set(try await candidates(world).flatMap { [$0.first, $0.second] }) == [a, b, c])
            #expect(try await candidates(world).count == 2)
        }
    }

    @Test func `a telephone that very many share tells nothing`() async throws {
        try await RegisterWorld.with { world in
            for serial in 0...DuplicateSearch.largestBlock {
                _ = try await world.enter(
                    Self.number(serial),
                    Self.facts(["full_name": "某\(serial % 2)", "phone": "13888005678", "residence_address": "翠湖南路1号"]))
            }
            _ = try await compare(world)
            // The last to come met a full block; what was found before stays for a person to decide.
            let last = try await world.store.read { [register = world.register] session in
                try register.find(number: Self.number(DuplicateSearch.largestBlock), in: session)
            }
            let again = try #require(last)
            try await world.store.write { [register = world.register] in try register.compareLater(again, in: $0) }
            _ = try await compare(world)
            #expect(try await !candidates(world).contains { $0.first == again || $0.second == again })
        }
    }

    @Test func `pages follow one another without gap, and each reads along an index`() async throws {
        try await RegisterWorld.with { world in
            for serial in 0..<30 {
                let phone = "138880056\(10 + serial / 2)"
                _ = try await world.enter(
                    Self.number(serial), Self.facts(["full_name": "某\(serial / 2)", "phone": phone]))
            }
            _ = try await compare(world)
            var seen: [DuplicateCandidate] = []
            var place: CandidatePlace?
            repeat {
                let from = place
                let page = try await world.store.read { [register = world.register] in
                    try register.candidates(after: from, limit: 4, in: $0)
                }
                seen += page.candidates
                // An address brings the place along as text.
                place = page.next.flatMap { CandidatePlace($0.description) }
            } while place != nil
            #expect(seen.count == 15 && Set(seen.map(\.first)).count == 15)
            #expect(CandidatePlace("85.x.y") == nil && CandidatePlace("") == nil && CandidatePlace("101") == nil)
            let plan = try await world.store.read { session in
                try session.query(
                    .assembled("EXPLAIN QUERY PLAN " + Statement.nextCandidates.sql),
                    [.integer(101), .bytes([]), .bytes([]), .integer(20)]
                ) { $0.text(3) }
            }
            #expect(
                plan.contains { $0.contains("duplicate_candidate_rank") }
                    && !plan.contains { $0.contains("TEMP B-TREE") })
        }
    }

    @Test func `no telephone lies open in what is kept for comparing`() async throws {
        try await RegisterWorld.with { world in
            _ = try await world.enter(Self.number(1), Self.facts(["full_name": "文娜", "phone": "13888005678"]))
            _ = try await compare(world)
            let blocks = try await world.store.read {
                try $0.query(.assembled("SELECT digest FROM likeness_block")) { $0.bytes(0) }
            }
            #expect(blocks.count == 1 && blocks[0] != Array(Digest.sha256(Array("p13888005678".utf8)).prefix(16)))
        }
    }
}
