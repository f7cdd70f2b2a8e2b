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

    @Test func `begins undetermined, except for what everybody needs`() {
        let verdicts = verdicts([:])
        #expect(verdicts["employment-registration"] == .included)
        #expect(verdicts["medical-insurance-registration"] == .undetermined(missing: ["medical_covered"]))
        #expect(
            verdicts["startup-loan"] == .undetermined(missing: ["employment_kind", "business_licensed", "wants_loan"]))
        #expect(
            verdicts["insurance-subsidy"] == .undetermined(missing: ["person_category", "employment_kind"]))
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
                "{element: wants_money, text: {zh: 要补贴吗？, en: Do you want money?}}",
                "{element: amount, text: {zh: 多少？, en: How much?}}"
            ),
            ("offered: wants_money and person_kind = \"graduate\"", "offered: amount > 100 and person_kind != null"),
            ("wants_money: \"true\", ", ""))
        #expect(small.suggest(in: "both", given: facts([:]))[1].verdict == .undetermined(missing: ["amount"]))
        #expect(small.suggest(in: "both", given: facts(["amount": 5]))[1].verdict == .excluded)
    }
}
