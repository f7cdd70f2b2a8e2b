import Catalog
import FEEL
import Testing
import Vocabulary

@Suite struct `The situation guide` {
    let catalog: Catalog

    init() throws { catalog = try Shipped.catalog.get() }

    private func verdicts(_ answers: [String: FEEL.Value]) -> [ItemCode: Suggestion.Verdict] {
        Dictionary(
            uniqueKeysWithValues: catalog.suggest(in: Shipped.bundle, given: facts(answers)).map {
                ($0.item, $0.verdict)
            })
    }

    /// Asks until nothing can change; returns the questions and the items.
    private func play(_ scene: Scene) -> (asked: [ElementCode], items: [ItemCode]) {
        var known: [String: FEEL.Value] = [:]
        var asked: [ElementCode] = []
        while let question = catalog.nextQuestion(in: Shipped.bundle, given: facts(known)), asked.count < 30 {
            asked.append(question.element)
            known[question.element.rawValue] = scene.lookup(question.element.rawValue)
        }
        let items = catalog.suggest(in: Shipped.bundle, given: facts(known)).filter { $0.verdict == .included }.map(
            \.item)
        return (asked, items)
    }

    @Test func `begins undetermined, except for what everybody needs`() {
        let verdicts = verdicts([:])
        #expect(verdicts["employment-registration"] == .included)
        #expect(verdicts["medical-insurance-registration"] == .undetermined(missing: ["medical_covered"]))
        #expect(
            verdicts["startup-loan"] == .undetermined(missing: ["employment_kind", "business_licensed", "wants_loan"]))
    }

    @Test func `arrives at every scene's items by its questions alone`() throws {
        for scene in try #require(catalog.bundles[Shipped.bundle]).scenes {
            #expect(Set(play(scene).items) == Set(scene.items), "\(scene.code)")
        }
    }

    @Test func `asks the graduate every question, in order, and the hired worker five`() throws {
        let all = try #require(catalog.bundles[Shipped.bundle]).situation.map(\.element)
        #expect(play(try Shipped.scene("graduate-startup")).asked == all)
        #expect(
            play(try Shipped.scene("migrant-worker")).asked == [
                "person_category", "employment_kind", "medical_covered", "wants_archive_transfer", "wants_housing_fund",
            ])
    }

    @Test func `does not ask what can change nothing any more`() {
        let veteran: [String: FEEL.Value] = [
            "person_category": "veteran", "employment_kind": "self-employed", "business_licensed": true,
        ]
        #expect(catalog.nextQuestion(in: Shipped.bundle, given: facts(veteran))?.element == "wants_loan")
    }

    @Test func `an answer that a later question could not change settles the item`() {
        #expect(verdicts(["employment_kind": "employed"])["startup-loan"] == .excluded)
        #expect(verdicts(["person_category": "veteran"])["startup-subsidy"] == .excluded)
        #expect(verdicts(["person_category": "veteran"])["insurance-subsidy"] == .excluded)
    }

    @Test func `says why an item is in or out, in both languages`() {
        let suggestions = catalog.suggest(
            in: Shipped.bundle, given: facts(["medical_covered": true, "wants_housing_fund": true]))
        let medical = suggestions.first { $0.item == "medical-insurance-registration" }
        #expect(medical?.verdict == .excluded)
        #expect(medical?.because == .init("您已参加基本医疗保险", "You are covered already"))
        #expect(suggestions.first { $0.item == "housing-fund-account" }?.because.zh == "您愿意缴存住房公积金")
        #expect(suggestions.first { $0.item == "archive-transfer" }?.because.zh == "取决于：需要转递人事档案")
    }

    @Test func `an open number leaves the item undetermined`() throws {
        let small = try SmallCatalog.catalog(
            (
                "{element: wants_money, text: {zh: 要补贴吗？, en: Do you want money?}, when: person_kind = \"graduate\"}",
                "{element: amount, text: {zh: 多少？, en: How much?}}"
            ),
            ("offered: wants_money", "offered: amount > 100"), ("wants_money: \"true\", ", ""))
        #expect(small.suggest(in: "both", given: facts([:]))[1].verdict == .undetermined(missing: ["amount"]))
        #expect(small.nextQuestion(in: "both", given: facts([:]))?.element == "amount")
        #expect(small.suggest(in: "both", given: facts(["amount": 5]))[1].verdict == .excluded)
        #expect(small.nextQuestion(in: "both", given: facts(["amount": 5])) == nil)
    }

    @Test func `stopping early never gives another outcome than asking everything`() throws {
        let situation = try #require(catalog.bundles[Shipped.bundle]).situation
        var random = SplitMix(seed: 7)
        for _ in 0..<150 {
            let everything = Dictionary(
                uniqueKeysWithValues: situation.map { question -> (String, FEEL.Value) in
                    (question.element.rawValue, catalog.anyAnswer(to: question.element, &random))
                })
            var known: [String: FEEL.Value] = [:]
            while let question = catalog.nextQuestion(in: Shipped.bundle, given: facts(known)), known.count < 30 {
                known[question.element.rawValue] = everything[question.element.rawValue]
            }
            // What is not asked because an earlier answer rules it out does not count as answered.
            var complete: [String: FEEL.Value] = [:]
            for question in situation {
                let isAsked = question.when.map { catalog.evaluate($0, given: facts(complete)).boolean == true } ?? true
                if isAsked { complete[question.element.rawValue] = everything[question.element.rawValue] }
            }
            let early = catalog.suggest(in: Shipped.bundle, given: facts(known))
            let late = catalog.suggest(in: Shipped.bundle, given: facts(complete))
            #expect(early.map(\.verdict) == late.map(\.verdict), "\(everything)")
        }
    }
}

extension Catalog {
    /// A random answer to a question with countable answers.
    func anyAnswer(to element: ElementCode, _ random: inout SplitMix) -> FEEL.Value {
        switch elements[element]?.type {
        case .boolean: .boolean(random.next() % 2 == 0)
        case .code(let list): codeLists[list]?.values.randomElement(using: &random).map { .string($0.code) } ?? .null
        default: .null
        }
    }
}

/// A small seeded generator, so that a failing run can be repeated.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
