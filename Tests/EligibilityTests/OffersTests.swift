import Catalog
import Eligibility
import FEEL
import Foundation
import Ledger
import Registry
import Testing
import Vocabulary

@Suite struct `Bringing policies to people` {
    @Test func `who is entitled is found among everybody, with the reason`() async throws {
        try await Province.inStores { province in
            let wenNa = try await province.person(["person_category": #""graduate""#, "graduated_on": #""2023-07-01""#])
            _ = try await province.person(["person_category": #""graduate""#, "graduated_on": #""2019-07-01""#])
            let liuYang = try await province.person(["person_category": #""hardship""#])
            _ = try await province.person([:])
            var found: [Entitlements.Found] = []
            let run = try await province.entitlements.find(province.schemes(on: "2024-06-07")) { found.append($0) }
            #expect(run.people == 4)
            #expect(run.interpreted.isEmpty)
            #expect(Set(found.map(\.subject)) == [wenNa, liuYang])
            let hers = try #require(found.first { $0.subject == wenNa })
            #expect(hers.entitlement.amount == Money(yuan: 3_000))
            #expect(hers.because.contains { $0.sentence.zh.contains("人员类别") })
        }
    }

    @Test func `nobody is told who has not agreed, and everybody is told once`() async throws {
        try await Province.inStores { province in
            let wenNa = try await province.person(["person_category": #""graduate""#, "graduated_on": #""2023-07-01""#])
            let liuYang = try await province.person(["person_category": #""hardship""#])
            try await province.agree(wenNa)
            #expect(try await province.refresh("2024-06-07").offers == 1)
            #expect(try await province.refresh("2024-06-07") == .init())
            #expect(try await province.refresh("2024-06-08").offers == 0)
            #expect(try await province.offers(wenNa).map(\.policy) == ["start"])
            #expect(try await province.offers(liuYang).isEmpty)
            // Consent given later brings what was waiting.
            try await province.agree(liuYang)
            #expect(try await province.refresh("2024-06-08").offers == 1)
            #expect(try await province.offers(liuYang).map(\.amount) == [Money(yuan: 5_000)])
        }
    }

    @Test func `a new fact leads to the policies that read it, and to no others`() async throws {
        try await Province.inStores { province in
            let wenNa = try await province.person(["person_category": #""migrant""#])
            try await province.agree(wenNa)
            #expect(try await province.refresh("2024-06-07").offers == 0)
            try await province.record("business_licensed", "true", wenNa)
            let licensed = try await province.refresh("2024-06-07")
            #expect(licensed.decided == 1)
            #expect(try await province.offers(wenNa).map(\.policy) == ["licence"])
            // No policy reads where somebody lives.
            try await province.record("residence_region", #""530102""#, wenNa)
            #expect(try await province.refresh("2024-06-07").decided == 0)
            // What ends the entitlement ends the standing offer, and its return is no second offer.
            try await province.record("business_licensed", "false", wenNa)
            _ = try await province.refresh("2024-06-07")
            #expect(try await province.offers(wenNa).isEmpty)
            try await province.record("business_licensed", "true", wenNa)
            #expect(try await province.refresh("2024-06-07").offers == 0)
            #expect(try await province.offers(wenNa).map(\.policy) == ["licence"])
        }
    }

    @Test func `time passes and entitlements end`() async throws {
        try await Province.inStores { province in
            let wenNa = try await province.person(["person_category": #""graduate""#, "graduated_on": #""2023-07-01""#])
            try await province.agree(wenNa)
            _ = try await province.refresh("2024-06-07")
            #expect(try await province.offers(wenNa).count == 1)
            _ = try await province.refresh("2026-06-07")
            #expect(try await province.offers(wenNa).isEmpty)
        }
    }

    @Test func `one person is told no more than so often`() async throws {
        try await Province.inStores { province in
            let wenNa = try await province.person(["person_category": #""hardship""#, "business_licensed": "true"])
            try await province.agree(wenNa)
            let limits = OfferLimits(most: 1, days: 30)
            #expect(try await province.refresh("2024-06-07", limits).offers == 1)
            // The larger first.
            #expect(try await province.offers(wenNa).map(\.policy) == ["start"])
            #expect(try await province.refresh("2024-06-20", limits).offers == 0)
            #expect(try await province.refresh("2024-07-10", limits).offers == 1)
            #expect(try await province.offers(wenNa).count == 2)
        }
    }

    @Test func `a changed policy is run over everybody again, and the others are not`() async throws {
        try await Province.inStores { province in
            for _ in 0..<3 {
                try await province.agree(province.person(["business_licensed": "true"]))
            }
            #expect(try await province.refresh("2024-06-07").offers == 3)
            var changed = province
            changed.licence = #"business_licensed and person_category = "graduate""#
            let tally = try await changed.refresh("2024-06-07")
            #expect(tally.people == 3)
            #expect(tally.decided == 3)
            #expect(try await province.store.read { try Offers.standing(after: .start, limit: 9, in: $0) }.isEmpty)
        }
    }

    @Test func `a run that is cut short anywhere is made good by the next`() async throws {
        try await Province.inStores { province in
            var people: [Identifier<Subject>] = []
            for _ in 0..<4 {
                let person = try await province.person(["person_category": #""hardship""#, "business_licensed": "true"])
                try await province.agree(person)
                people.append(person)
            }
            // Every write fails once; before it, half of them as if the machine had stopped after the commit.
            var runs = 0
            var writes = 0
            while true {
                let broken = BreakingStore(province.store, after: writes)
                runs += 1
                do {
                    _ = try await Entitlements(store: broken, register: province.register, page: 2)
                        .refresh(province.schemes(on: "2024-06-07"), limits: .init(), at: province.moment("2024-06-07"))
                    break
                } catch is BreakingStore.Stopped {
                    writes += 1
                    if writes % 3 == 0 {
                        try await province.record("business_licensed", "true", people[writes / 3 % 4])
                    }
                }
                #expect(runs < 60)
            }
            #expect(runs > 4)
            for person in people {
                #expect(try await province.offers(person).map(\.policy).sorted() == ["licence", "start"])
            }
            #expect(try await province.refresh("2024-06-07").offers == 0)
            let all = try await province.store.read { try Offers.standing(after: .start, limit: 100, in: $0) }
            #expect(all.count == 8)
        }
    }
}
