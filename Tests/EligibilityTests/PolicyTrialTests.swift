import Catalog
import Eligibility
import FEEL
import Foundation
import Testing
import Vocabulary

@Suite struct `The worked example of the guide` {
    let catalog: Catalog
    let policy: Policy

    init() throws {
        let files = try Catalog.files(in: URL(fileURLWithPath: "catalog"))
        let text = try String(contentsOfFile: "docs/examples/return-home-subsidy.yaml", encoding: .utf8)
        let (found, codes, diagnostics) = Catalog.examine(
            files: files, draft: CatalogFile(path: "draft.yaml", text: text))
        try #require(diagnostics.isEmpty, "\(diagnostics)")
        catalog = try #require(found)
        policy = try #require(catalog.policies[codes[0]])
    }

    private func trial(_ answers: [ElementCode: FEEL.Value], on day: CalendarDay = "2026-03-02") -> PolicyTrial {
        var circumstances = Circumstances(on: day)
        for (element, value) in answers { circumstances.answer(element, value) }
        return policy.trial(circumstances, of: catalog)
    }

    private func liGang(_ more: [ElementCode: FEEL.Value] = [:]) throws -> [ElementCode: FEEL.Value] {
        let started = try FEEL.Expression(parsing: "@\"2025-06-01\"").evaluate(in: [:])
        let facts: [ElementCode: FEEL.Value] = [
            "residence_region": "530802", "person_category": "migrant", "employees": 4, "first_business": true,
            "started_on": started,
        ]
        return facts.merging(more) { $1 }
    }

    @Test func `Li Gang gets the higher sum, and reads why`() throws {
        let trial = trial(try liGang())
        #expect(trial.verdict == .eligible && trial.amount == 10_000 && trial.version == "2026")
        #expect(trial.because.map(\.citation?.article) == ["第五条"])
    }

    @Test func `a condition that does not hold is named with its article`() throws {
        let late = try FEEL.Expression(parsing: "@\"2026-01-15\"").evaluate(in: [:])
        let trial = trial(try liGang(["started_on": late]))
        #expect(trial.verdict == .ineligible && trial.amount == nil)
        #expect(trial.because.map(\.citation?.article) == ["第四条"])
    }

    @Test func `people whom no row names are told so`() throws {
        #expect(trial(try liGang(["person_category": "graduate"])).because.map(\.citation?.article) == ["第二条"])
    }

    @Test func `nothing is decided while a fact could still change it`() throws {
        var facts = try liGang()
        facts["first_business"] = nil
        #expect(trial(facts).verdict == .undetermined && trial(facts).missing == ["first_business"])
        facts["person_category"] = "graduate"
        #expect(trial(facts).verdict == .ineligible)
    }

    @Test func `an amount that is still open says what it waits for`() throws {
        var facts = try liGang()
        facts["employees"] = nil
        #expect(
            trial(facts).verdict == .eligible && trial(facts).amount == nil && trial(facts).missing == ["employees"])
    }

    @Test func `outside its days and its province there is nothing`() throws {
        #expect(trial(try liGang(), on: "2027-01-01").because.first?.words.en.contains("no version") == true)
        #expect(trial(try liGang(["residence_region": "510903"])).verdict == .ineligible)
    }
}

@Suite struct `A policy made ready once` {
    @Test func `says the same of everybody, on whatever day, as the outlook of its model does`() throws {
        let catalog = try Shipped.catalog.get()
        var random = SplitMix(seed: 21)
        let elements = Set(catalog.elements.codes)
        let days: [CalendarDay] = ["2023-12-31", "2024-06-07", "2025-03-01"]
        var verdicts: Set<PolicyTrial.Verdict> = []
        for policy in catalog.policies {
            let prepared = PreparedPolicy(policy, of: catalog)
            for round in 0..<9 {
                var person = Circumstances(on: days[round % days.count])
                for (element, value) in PolicyPeople.random(elements, catalog, &random)
                where round % 2 == 0 || Bool.random(using: &random) {
                    person.answer(element, value)
                }
                let trial = prepared.trial(person)
                #expect(trial == policy.trial(person, of: catalog))
                let short = prepared.trial(person, isExplained: false)
                #expect(
                    short.verdict == trial.verdict && short.amount == trial.amount
                        && (short.because.isEmpty || short.version == nil))
                let outlook = policy.model(on: person.day).map {
                    Matter(condition: $0.eligible, of: catalog).outlook(person).outcome
                }
                switch trial.verdict {
                case .eligible: #expect(outlook?.value == true)
                case .undetermined: #expect(outlook?.value == nil && outlook != nil)
                case .ineligible: #expect(outlook?.value != true)
                }
                verdicts.insert(trial.verdict)
            }
        }
        #expect(verdicts.count == 3)
    }
}
