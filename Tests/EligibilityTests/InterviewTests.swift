import Catalog
import Eligibility
import FEEL
import Testing
import Vocabulary

@Suite struct `Asking the fewest questions` {
    let catalog: Catalog

    init() throws { catalog = try Shipped.catalog.get() }

    private func matters(_ rules: [String]) throws -> [Matter] {
        try rules.map { Matter(condition: try FEEL.Expression(parsing: $0), of: catalog) }
    }

    /// Plays an interview to its end with somebody who knows everything.
    private func play(
        _ matters: [Matter], _ person: [ElementCode: FEEL.Value],
        knowing known: Circumstances = Circumstances(on: Shipped.day),
        roundSize: Int = 1
    ) -> Interview {
        Interview(about: matters, of: catalog, knowing: known, roundSize: roundSize) { .value(person[$0] ?? .null) }
    }

    private func guide() throws -> [Matter] {
        try #require(catalog.bundles[Shipped.bundle]).items.compactMap { member in
            member.offered.map { Matter(condition: $0, of: catalog) }
        }
    }

    @Test func `one matter that fails early ends at once`() throws {
        let rules = try matters([#"business_licensed and first_business and person_category = "graduate""#])
        let interview = Interview(about: rules, of: catalog, knowing: .said(["business_licensed": false])) { _ in nil }
        #expect(interview.open == [])
        #expect(interview.outlooks[0].outcome.value == false)
    }

    @Test func `what decides several matters is asked first`() throws {
        let rules = try matters([
            #"first_business and person_category = "graduate""#, "pension_covered and first_business",
            "first_business and wants_loan",
        ])
        let interview = Interview(about: rules, of: catalog, knowing: Circumstances(on: Shipped.day)) { _ in nil }
        #expect(interview.open == ["first_business"])
        #expect(play(rules, ["first_business": false]).answered == ["first_business"])
    }

    @Test func `what the register knows is never asked, and an answer does not overrule it`() throws {
        let rules = try matters(["pension_covered and first_business"])
        var known = Circumstances(on: Shipped.day)
        known["pension_covered"] = KnownFact(true, from: .register(source: "department:hrss"), asOf: Shipped.day)
        let interview = play(rules, ["pension_covered": false, "first_business": true], knowing: known)
        #expect(interview.answered == ["first_business"])
        #expect(interview.outlooks[0].outcome.value == true)
        known.answer("pension_covered", false)
        #expect(known["pension_covered"]?.value == true)
    }

    @Test func `what a person does not know stays open and is not asked again`() throws {
        let rules = try matters(["pension_covered and first_business"])
        let interview = Interview(about: rules, of: catalog, knowing: Circumstances(on: Shipped.day)) { element in
            element == "pension_covered" ? .unknown : .value(true)
        }
        #expect(interview.skipped == ["pension_covered"])
        #expect(interview.open == [])
        #expect(interview.outlooks[0].outcome.missing == ["pension_covered"])
    }

    @Test func `questions stand together only when all of them will be needed`() throws {
        // Both are in the section on the business; the second matters whatever the answer to the first is.
        let both = try matters(["business_licensed", "first_business"])
        let round = Interview(about: both, of: catalog, knowing: Circumstances(on: Shipped.day), roundSize: 3) { _ in
            nil
        }
        #expect(Set(round.open) == ["business_licensed", "first_business"])
        let chained = try matters(["business_licensed and first_business"])
        let single = Interview(about: chained, of: catalog, knowing: Circumstances(on: Shipped.day), roundSize: 3) {
            _ in nil
        }
        #expect(single.open.count == 1)
    }

    @Test func `a derived fact asks for what it is made of`() throws {
        let interview = Interview(
            about: try matters(["age >= 16 and pension_covered"]), of: catalog,
            knowing: .said(["pension_covered": true])
        ) { _ in nil }
        #expect(interview.open == ["citizen_id"])
        #expect(
            Matter(condition: try FEEL.Expression(parsing: "age >= 16"), of: catalog).decide(
                .said(["citizen_id": "530102199802153125"])) == true)
    }

    @Test func `the guide arrives at every scene's items`() throws {
        for scene in try #require(catalog.bundles[Shipped.bundle]).scenes {
            let interview = play(try guide(), scene.answers)
            let items = catalog.suggest(in: Shipped.bundle) { interview.circumstances.value($0) ?? .null }
                .filter { $0.verdict == .included }.map(\.item)
            #expect(Set(items) == Set(scene.items), "\(scene.code)")
        }
    }

    @Test func `the guide asks a hired worker five questions, and no founder more than nine`() throws {
        let guide = try guide()
        let scenes = try #require(catalog.bundles[Shipped.bundle]).scenes
        #expect(play(guide, try Shipped.scene("migrant-worker").answers).answered.count <= 5)
        for scene in scenes { #expect(play(guide, scene.answers).answered.count <= 9, "\(scene.code)") }
    }

    @Test func `stopping early never gives another outcome than asking everything`() throws {
        var random = SplitMix(seed: 11)
        var asked = 0
        var all = 0
        for round in 0..<150 {
            let rules = (0..<(1 + round % 4)).map { _ in RandomRule.make(&random, depth: 1 + round % 3) }
            let matters = try matters(rules)
            let person = RandomRule.person(&random)
            let interview = play(matters, person, roundSize: 1 + round % 3)
            let complete = Circumstances.said(person)
            for (matter, outlook) in zip(matters, interview.outlooks) {
                #expect(outlook.outcome.value == matter.decide(complete), "\(rules) \(person)")
            }
            asked += interview.answered.count
            all += Set(matters.flatMap(\.sources)).count
            try expectRelevant(interview, matters, rules)
        }
        #expect(asked < all)
    }

    /// Every question could still change some outcome at the moment it was asked: brute force over all that was unknown.
    private func expectRelevant(_ interview: Interview, _ matters: [Matter], _ rules: [String]) throws {
        var known: [ElementCode: FEEL.Value] = [:]
        for element in interview.answered {
            let couldMatter = matters.contains { matter in
                guard matter.sources.contains(element) else { return false }
                let open = matter.sources.filter { known[$0] == nil && $0 != element }
                var people = [known]
                for name in open {
                    people = people.flatMap { person in
                        RandomRule.values[name]!.map { value in person.merging([name: value]) { $1 } }
                    }
                }
                return people.contains { person in
                    let outcomes = RandomRule.values[element]!.map { value in
                        matter.decide(.said(person.merging([element: value]) { $1 }))
                    }
                    return outcomes.contains { $0 != outcomes[0] }
                }
            }
            #expect(couldMatter, "\(element) in \(rules) after \(known)")
            known[element] = interview.circumstances.value(element.rawValue)
        }
    }

    @Test func `the order it finds is close to the best and better than the order of writing`() throws {
        var random = SplitMix(seed: 5)
        var (planned, written) = (0, 0)
        for _ in 0..<60 {
            let matters = try matters((0..<4).map { _ in RandomRule.make(&random, depth: 2) })
            let person = RandomRule.person(&random)
            planned += play(matters, person).answered.count
            var circumstances = Circumstances(on: Shipped.day)
            while let name = matters.lazy.flatMap({ $0.outlook(circumstances).outcome.missing }).first {
                circumstances.answer(ElementCode(name), person[ElementCode(name)]!)
                written += 1
            }
        }
        #expect(planned <= written)
    }
}
