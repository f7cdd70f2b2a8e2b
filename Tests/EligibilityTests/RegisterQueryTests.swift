import Catalog
import Eligibility
import FEEL
import Foundation
import Ledger
import Registry
import Testing
import Vocabulary

/// Policies read backwards over the register itself: columns and database must find the same people.
@Suite struct `Policies over the register` {
    /// Everything that is found, in an order of its own.
    private func all(
        _ find: ((Entitlements.Found) throws -> Void) async throws -> (people: Int, interpreted: Set<String>)
    ) async throws -> (found: [String], people: Int, interpreted: Set<String>) {
        var found: [String] = []
        let run = try await find { found.append("\($0.subject) \($0.entitlement) \($0.because.map(\.sentence.zh))") }
        return (found.sorted(), run.people, run.interpreted)
    }

    @Test func `the database finds whom the columns find, for every policy of the catalog`() async throws {
        let catalog = try Shipped.catalog.get()
        try await Province.inStores { province in
            let schemes = Schemes(catalog.schemes(on: Shipped.day), of: catalog, on: Shipped.day)
            try await RandomRegister(catalog: catalog, schemes: schemes, seed: 12).fill(province, people: 250)
            let columns = try await all { try await province.entitlements.find(schemes, $0) }
            let database = try await all { try await province.entitlements.findInStore(schemes, $0) }
            #expect(database.found == columns.found)
            #expect(database.people == columns.people)
            #expect(columns.people > 200 && columns.people < 250)
            let policies = Set(columns.found.map { $0.split(separator: " ")[2] })
            #expect(policies.count >= 3 && columns.found.count >= 10, "\(columns.found.count) of \(policies)")
            // Reasons are the policy's own, not the rule's.
            #expect(!columns.found.contains { $0.contains("starts with") || $0.contains("不满足") })
            let inDatabase = schemes.all.count - database.interpreted.count
            #expect(inDatabase * 10 >= schemes.all.count * 7, "only \(inDatabase): \(database.interpreted)")
        }
    }

    @Test func `joined files are one person, found under the file that is kept`() async throws {
        try await Province.inStores { province in
            let wenNa = try await province.person(["person_category": #""graduate""#])
            let second = try await province.person(["graduated_on": #""2023-07-01""#])
            try await province.agree(wenNa)
            #expect(try await province.refresh("2024-06-07").offers == 0)
            let register = province.register
            try await province.store.write { session in
                try register.merge(second, into: wenNa, by: "officer", reason: "one person", at: .now, in: session)
            }
            #expect(try await province.refresh("2024-06-07").offers == 1)
            let schemes = try province.schemes(on: "2024-06-07")
            for found in [
                try await all { try await province.entitlements.find(schemes, $0) },
                try await all { try await province.entitlements.findInStore(schemes, $0) },
            ] {
                #expect(found.people == 1)
                #expect(found.found.count == 1 && found.found[0].hasPrefix("\(wenNa) "))
            }
            // What is recorded in the other file later is the person's too.
            try await province.record("business_licensed", "true", second)
            #expect(try await province.refresh("2024-06-07").offers == 1)
            #expect(Set(try await province.offers(wenNa).map(\.policy)) == ["start", "licence"])
            #expect(try await province.offers(second).isEmpty)
            try await province.store.write { session in
                try register.split(second, by: "officer", reason: "two people", at: .now, in: session)
            }
            _ = try await province.refresh("2024-06-08")
            #expect(try await province.offers(wenNa).isEmpty)
        }
    }

    @Test func `what is kept under a consent to something else entitles nobody to offers`() async throws {
        try await Province.inStores { province in
            let wenNa = try await province.person([:])
            let liuYang = try await province.person([:])
            for (person, consent) in [(wenNa, "share-with-banks"), (liuYang, "policy-offers")] {
                let fact = Fact(
                    element: "business_licensed", value: true, source: "import:bank", validFrom: "2020-01-01",
                    asOf: .now,
                    consent: consent)
                try await province.store.write { [register = province.register] session in
                    try register.record(fact, about: person, in: session)
                }
                try await province.agree(person)
            }
            let schemes = try province.schemes(on: "2024-06-07")
            #expect(
                try await all { try await province.entitlements.find(schemes, $0) }.found.map { $0.prefix(36) } == [
                    "\(liuYang)"
                ])
            #expect(try await all { try await province.entitlements.findInStore(schemes, $0) }.found.count == 1)
            #expect(try await province.refresh("2024-06-07").offers == 1)
            #expect(try await province.offers(wenNa).isEmpty)
        }
    }
}

/// People whose facts come from several sources that may disagree, begin and end, and are kept in joined files.
struct RandomRegister {
    let catalog: Catalog
    let schemes: Schemes
    let seed: UInt64

    func fill(_ province: Province, people: Int) async throws {
        let rules = schemes.all.map(\.rule)
        let first = GeneratedPeople(of: catalog, for: rules, on: Shipped.day, seed: seed).population(count: 20_000)
        let second = GeneratedPeople(of: catalog, for: rules, on: Shipped.day, seed: seed + 1).population(count: 20_000)
        // Few people at random are entitled to anything; some of those who are come first.
        let entitled = Census(rules, over: first).entitled().flatMap { $0.prefix(people / rules.count) }
        let chosen = Array((entitled + (0..<people).filter { !entitled.contains($0) }).prefix(people))
        let names = schemes.facts.recorded.sorted()
        var random = SplitMix(seed: seed)
        let register = province.register
        let moments: [Instant] = ["2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z"]
        var ids: [Identifier<Subject>] = []
        for row in chosen {
            var facts: [Fact] = []
            for name in names {
                for (population, source) in [
                    (first, "department:hrss"), (second, "import:b"), (second, "import:A"), (first, "applicant"),
                ] where source == "department:hrss" || Int.random(in: 0..<5, using: &random) == 0 {
                    let value = population.value(name, row: row)
                    guard !value.isNull || Int.random(in: 0..<3, using: &random) == 0 else { continue }
                    let from: CalendarDay = Bool.random(using: &random) ? "2020-01-01" : "2024-06-07"
                    let to: CalendarDay? = Int.random(in: 0..<6, using: &random) == 0 ? "2024-06-07" : nil
                    facts.append(
                        Fact(
                            element: name, value: try JSON(parsing: value.json), source: source,
                            validFrom: Int.random(in: 0..<9, using: &random) == 0 ? "2024-06-08" : from,
                            validTo: Int.random(in: 0..<9, using: &random) == 0 && from == "2020-01-01"
                                ? "2024-06-06" : to,
                            asOf: moments[Int.random(in: 0..<2, using: &random)]))
                }
            }
            // A fact that begins after it ends is none.
            let sound = facts.filter { fact in fact.validTo.map { fact.validFrom <= $0 } ?? true }
            let id = Identifier<Subject>.new()
            ids.append(id)
            try await province.store.write { session in
                try Register.enter(id, kind: .person, at: "2024-01-01T00:00:00Z", in: session)
                for fact in sound { try register.record(fact, about: id, in: session) }
            }
        }
        for pair in stride(from: 0, to: 24, by: 2) {
            let (kept, duplicate) = (ids[pair], ids[pair + 1])
            try await province.store.write { session in
                try register.merge(duplicate, into: kept, by: "officer", reason: "one person", at: .now, in: session)
            }
        }
    }
}
