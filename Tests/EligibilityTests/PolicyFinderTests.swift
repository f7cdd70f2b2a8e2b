import Catalog
import Eligibility
import FEEL
import Testing
import Vocabulary

@Suite struct `Finding what a person is entitled to` {
    let catalog: Catalog
    let finder: PolicyFinder

    init() throws {
        catalog = try Shipped.catalog.get()
        finder = PolicyFinder(catalog, on: Shipped.day, for: .person)
    }

    /// A founder in Kunming.
    private static let founder: [ElementCode: FEEL.Value] = [
        "residence_region": "530102", "business_region": "530102", "person_category": "graduate",
        "business_licensed": true,
        "business_live": true, "business_kind": "individual", "partners": 1, "interest_subsidies": 0,
        "other_loans": false,
        "bad_credit": false, "under_enforcement": false, "age": 26,
    ]

    private func search(
        _ said: [ElementCode: FEEL.Value], knowing known: Circumstances = Circumstances(on: Shipped.day),
        only policy: PolicyCode? = nil, on day: CalendarDay = Shipped.day
    ) -> PolicyFinder.Search {
        let finder = policy.map { PolicyFinder(catalog, on: day, only: [$0]) } ?? finder
        return finder.search(knowing: known) { said[$0].map { .value($0) } }
    }

    @Test func `a founder is told the amount, the row and the article`() throws {
        let finding = search(Self.founder, only: "guaranteed-startup-loan").findings[0]
        #expect(finding.verdict == .eligible(.fixed(200_000)))
        #expect(finding.version?.name == "2024")
        let row = try #require(finding.grounds.first { $0.isStatement })
        #expect(row.sentence.zh == "个人不超过 20 万元")
        #expect(finding.grounds.allSatisfy { $0.holds == true && $0.citation != nil })
    }

    @Test func `the version in force on the day decides`() {
        let later = CalendarDay(year: 2025, month: 6, day: 7)!
        let finding = search(
            Self.founder, knowing: Circumstances(on: later), only: "guaranteed-startup-loan", on: later
        )
        .findings[0]
        #expect(finding.verdict == .eligible(.fixed(300_000)))
    }

    @Test func `a policy that names no amount entitles all the same`() {
        #expect(search(Self.founder, only: "yunling-startup-loan").findings[0].verdict == .eligible(.fixed(nil)))
    }

    @Test func `outside the pilot the place is the reason`() throws {
        var said = Self.founder
        said["business_region"] = "530302"
        let finding = search(said, only: "yunling-startup-loan").findings[0]
        #expect(finding.verdict == .ineligible)
        #expect(finding.version == nil)
        #expect(finding.grounds.first?.facts.first?.element == "business_region")
    }

    @Test func `a failed condition is the whole reason, with its article`() throws {
        var said = Self.founder
        said["other_loans"] = true
        let finding = search(said, only: "guaranteed-startup-loan").findings[0]
        #expect(finding.verdict == .ineligible)
        let ground = try #require(finding.grounds.first)
        #expect(finding.grounds.count == 1)
        #expect(ground.holds == false)
        #expect(ground.citation?.title.contains("创业担保贷款政策") == true)
        // The catalog marks loans as something one can pay back.
        #expect(finding.nearest?.steps == [.change("other_loans", from: true, to: false)])
    }

    @Test func `nobody is asked for a number that names them`() {
        var said = Self.founder
        said["age"] = nil
        let search = search(said, only: "yunling-startup-loan")
        #expect(search.interview.open == ["age"])
    }

    @Test func `the register's identity number answers the age, with its source`() throws {
        var known = Circumstances(on: Shipped.day)
        known["citizen_id"] = KnownFact(
            "530102199802153125", from: .register(source: "department:public-security"), asOf: Shipped.day)
        var said = Self.founder
        said["age"] = nil
        let finding = search(said, knowing: known, only: "yunling-startup-loan").findings[0]
        #expect(finding.verdict == .eligible(.fixed(nil)))
        let fact = try #require(finding.grounds.flatMap(\.facts).first { $0.element == "age" })
        #expect(fact.known?.origin == .register(source: "department:public-security"))
    }

    @Test func `an interview about all policies ends, and asks less than everything`() throws {
        var random = SplitMix(seed: 4)
        let everything = Set(finder.rules.flatMap { $0.decision.sources })
        for _ in 0..<2 {
            let person = PolicyPeople.random(everything, catalog, &random)
            var said: [ElementCode: FEEL.Value] = [:]
            var rounds = 0
            while rounds < 40 {
                let open = search(said).interview.open
                if open.isEmpty { break }
                for element in open { said[element] = person[element] ?? .null }
                rounds += 1
            }
            #expect(said.count < everything.count)
            // Stopping early never gives another outcome than asking everything.
            let complete = Circumstances.said(person)
            for (finding, rule) in zip(search(said).findings, finder.rules) where rule.decision.isSettled(complete) {
                let late = rule.decide(complete)
                switch (finding.verdict, late) {
                case (.eligible, .eligible), (.ineligible, .ineligible): break
                default: Issue.record("\(rule.policy.code): \(finding.verdict) is not \(late)")
                }
            }
        }
    }

    @Test func `what is advised leads to the policy`() {
        var random = SplitMix(seed: 9)
        let everything = Set(finder.rules.flatMap { $0.decision.sources })
        var found = 0
        for _ in 0..<3 {
            var person = PolicyPeople.random(everything, catalog, &random)
            for finding in search(person).findings {
                guard let nearest = finding.nearest else { continue }
                found += 1
                var day = Shipped.day
                let before = person
                for step in nearest.steps {
                    switch step {
                    case .change(let element, _, let to): person[element] = to
                    case .wait(let until): day = until
                    }
                }
                if case .ineligible = finding.rule.decide(.said(person, on: day)) {
                    Issue.record("\(finding.rule.policy.code): \(nearest)")
                }
                person = before
            }
        }
        #expect(found > 0)
    }
}

/// Random people for policies.
enum PolicyPeople {
    static func random(
        _ elements: Set<ElementCode>, _ catalog: Catalog, _ random: inout SplitMix
    ) -> [ElementCode: FEEL.Value] {
        var person: [ElementCode: FEEL.Value] = [:]
        for code in elements.sorted() {
            switch catalog.elements[code]?.type {
            case .boolean?: person[code] = .boolean(Bool.random(using: &random))
            case .code(let list)?:
                person[code] = catalog.codeLists[list]?.values.randomElement(using: &random).map { .string($0.code) }
            case .region?: person[code] = ["530102", "530802", "510903"].randomElement(using: &random)
            case .integer?, .decimal?, .money?: person[code] = .number(Int.random(in: 0...70, using: &random))
            case .date?, .month?:
                person[code] = CivilDate(daysSince1970: 19_880 - Int.random(in: 0...1_500, using: &random)).map {
                    .date($0)
                }
            default: person[code] = .null
            }
        }
        return person
    }
}
