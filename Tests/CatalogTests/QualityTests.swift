import Catalog
import Testing

@Suite struct `A rule of quality catches its mistake` {
    static let service: [Mistake] = [
        Mistake("cited", "basis: [{title: A law, confidence: sure}]", "basis: []", at: "[]"),
        Mistake(
            "unique-matter", "matter: \"5320140020001\"", "matter: \"5320140010001\"",
            at: "\"5320140010001\"\n      version: 1\n      taskType: payment"),
        Mistake(
            "unique-matter", "catalogCode: \"202014002000\"", "catalogCode: \"202014001000\"",
            at: "\"202014001000\"\n      matter: \"5320140020001\""),
        Mistake(
            "promised-within-legal", "promisedLimit: 10 working-days", "promisedLimit: 21 working-days",
            at: "21 working-days"),
        Mistake(
            "promised-within-legal", "legalLimit: 20 working-days", "legalLimit: 13 calendar-days",
            at: "10 working-days"),
        Mistake(
            "instant-means-instant", "projectType: instant", "projectType: commitment", at: "commitment\n      fee"),
        Mistake("instant-means-instant", "projectType: commitment", "projectType: instant", at: "10 working-days"),
        Mistake(
            "result-form", "name: {zh: 登记回执, en: Receipt}", "name: {zh: 登记证, en: Certificate}", at: "receipt, elements"),
        Mistake(
            "result-form", "name: {zh: 登记回执, en: Receipt}", "name: {zh: 关于登记的批复, en: Approval}", at: "receipt, elements"
        ),
        Mistake(
            "result-form", "name: {zh: 登记回执, en: Receipt}", "name: {zh: 登记批文, en: Letter}", at: "receipt, elements"),
        Mistake("result-sample", ", sample: specimen}", "}", at: "{code: letter, name: {zh: 登记回执"),
        Mistake(
            "audience-theme", "audience: [person]\n      themes: [social-insurance]",
            "audience: [person, enterprise]\n      themes: [social-insurance]", at: "[social-insurance]"),
        Mistake("audience-theme", "themes: [social-insurance]", "themes: [founding]", at: "[founding]"),
        Mistake("visit-reason", "      visitReason: {zh: 面签, en: To sign}\n", "", at: "1\n      channels"),
        Mistake("online-no-visit", "onlineDepth: acceptance", "onlineDepth: licence", at: "1\n      visitReason"),
        Mistake(
            "online-channel", "channels: [counter, online]\n      onlineDepth: acceptance",
            "channels: [counter]\n      onlineDepth: acceptance", at: "[counter]"),
        Mistake("no-visit-by-post", "channels: [counter, online]", "channels: [counter]", at: "[counter]"),
        Mistake(
            "fee-basis", "fee: {charged: false}",
            "fee: {charged: true, charges: [{name: {zh: 工本费, en: Card}, amount: \"10\"}]}", at: "{charged: true"),
        Mistake("fee-basis", "fee: {charged: false}", "fee: {charged: true, basis: A rule}", at: "{charged: true"),
        Mistake(
            "free-no-payment", "fee: {charged: false}", "fee: {charged: false, payOnline: true}",
            at: "{charged: false, payOnline"),
        Mistake(
            "phones-differ", "complaintPhone: \"12345\"", "complaintPhone: \"12333\"",
            at: "\"12333\"\n    organisationCode"),
        Mistake(
            "phones-differ", "      handlingArea: county\n", "      handlingArea: county\n      phone: \"12345\"\n",
            at: "projectType: instant"),
        Mistake(
            "department-office", "organisationCode: \"00501001\"", "organisationCode: \"0050100\"", at: "\"0050100\""),
        Mistake("department-office", "    phone: \"12333\"\n", "", at: "code: hrss\n"),
        Mistake("department-office", "department: hrss", "department: tax", at: "tax\n      audience"),
    ]

    static let flow: [Mistake] = [
        Mistake(
            "flow-shape", "      - {code: accept, kind: accept, name: {zh: 受理, en: Acceptance}, actor: counter}\n", "",
            at: "- {code: decide, kind: decide, name: {zh: 决定, en: Decision}, actor: approver}"),
        Mistake("flow-shape", "kind: decide", "kind: review", at: "- {code: accept"),
        Mistake("flow-shape", "kind: publicize", "kind: issue", at: "{code: publicize"),
        Mistake("stage-codes", "code: issue", "code: decide", at: "decide, kind: issue"),
        Mistake(
            "special-outside-clock", "actor: approver, limit: 5", "actor: approver, clockRuns: true, limit: 5",
            at: "true, limit: 5"),
        Mistake(
            "special-outside-clock", "actor: approver, limit: 5 working-days}", "actor: approver}",
            at: "{code: publicize"),
        Mistake(
            "stages-within-promise", "limit: 8 working-days", "limit: 11 working-days",
            at:
                "- {code: accept, kind: accept, name: {zh: 受理, en: Acceptance}, actor: counter}\n      - {code: publicize"
        ),
        Mistake("thresholds", "{yellow: 3, red: 1}", "{yellow: 1, red: 3}", at: "{yellow: 1"),
    ]

    static let forms: [Mistake] = [
        Mistake("field-once", "- person_kind\n", "- full_name\n", at: "full_name\n    materials"),
        Mistake("derived-not-asked", "- person_kind\n", "- birth_year\n", at: "birth_year\n    materials"),
        Mistake(
            "derived-not-asked", "{element: person_kind, text", "{element: birth_year, text", at: "{element: birth_year"
        ),
        Mistake("sensitive-marked", "type: citizenID, sensitive: true", "type: citizenID", at: "{code: citizen_id"),
        Mistake(
            "prefill-source", "maxLength: 20}", "maxLength: 20, prefill: [registr]}", at: "registr]",
            nearest: "register"),
        Mistake("bounds", "maxLength: 20", "maxLength: 0", at: "0}"),
        Mistake("bounds", "type: money}", "type: integer, min: 5, max: 4}", at: "4}"),
        Mistake("tolerance", ", tolerance: 5 working-days", "", at: "{material: licence, source: uploaded"),
        Mistake("tolerance", "tolerable: true, ", "", at: "{material: licence, source: uploaded"),
        Mistake(
            "material-once", "{material: statement,", "{material: licence,",
            at: "{material: licence, source: commitment"),
        Mistake("commitment-statement", "source: shared, from: tax", "source: commitment", at: "commitment}"),
        Mistake(
            "commitment-statement", "      - {material: statement, source: commitment}\n", "", at: "version: \"1\""),
        Mistake(
            "effect-once", "      - {element: paid, value: paid}\n",
            "      - {element: paid, value: paid}\n      - {element: paid, value: amount}\n",
            at: "{element: paid, value: amount}"),
        Mistake("effect-sources", "value: paid", "value: wants_money", at: "{element: paid, value"),
    ]

    static let expressions: [Mistake] = [
        Mistake("pure-rule", "birth_year < 2010", "birth_year < today().year", at: "today()"),
        Mistake("rule-type", "birth_year < 2010", "birth_year(citizen_id) < 2010", at: "birth_year(citizen_id)"),
        Mistake("rule-type", "birth_year < 2010", "birth_year < \"2010\"", at: "birth_year < \"2010\""),
        Mistake("rule-type", "birth_year < 2010", "substring(birth_year) = null", at: "substring(birth_year)"),
        Mistake(
            "rule-type", "offered: wants_money and person_kind = \"graduate\"", "offered: wants_money = \"yes\"",
            at: "wants_money = \"yes\""),
        Mistake(
            "rule-type", "offered: wants_money and person_kind = \"graduate\"", "offered: wants_money and amount",
            at: "amount\n"),
        Mistake(
            "known-code", "when: person_kind = \"graduate\"}\n    materials",
            "when: person_kind = \"graduat\"}\n    materials", at: "\"graduat\"", nearest: "graduate"),
        Mistake(
            "known-code", "offered: wants_money and person_kind = \"graduate\"",
            "offered: 'wants_money and person_kind in (\"graduate\", \"vetaran\")'",
            at: "\"vetaran\"", nearest: "veteran"),
        Mistake(
            "truth-valued", "offered: wants_money and person_kind = \"graduate\"", "offered: person_kind",
            at: "person_kind\n        because"),
        Mistake("value-type", "value: letter_number", "value: decided_on", at: "decided_on"),
        Mistake("value-type", "from: decided_on", "from: full_name", at: "full_name}"),
        Mistake(
            "value-type", "derived: 'number(substring(citizen_id, 7, 4))'", "derived: 'substring(citizen_id, 7, 4)'",
            at: "'substring"),
    ]

    static let bundles: [Mistake] = [
        Mistake("member-once", "item: money", "item: letter", at: "letter\n        offered"),
        Mistake("known-member", "offers: [money]", "offers: [letter]", at: "[letter]\n      - item"),
        Mistake("usable-member", "version: 1\n", "version: 1\n      state: suspended\n", at: "letter\n        because"),
        Mistake(
            "reachable",
            "      - item: letter\n        because: {zh: 都要登记, en: Everybody registers}\n        offers: [money]\n", "",
            at: "code: letter\n    name"),
        Mistake(
            "question-once", "{element: person_kind, text", "{element: wants_money, text",
            at: "{element: wants_money, text: {zh: 要"),
        Mistake(
            "question-matters", "offered: wants_money and person_kind = \"graduate\"", "offered: wants_money",
            at: "{element: person_kind, text"),
        Mistake(
            "offer-asked", "offered: wants_money and person_kind = \"graduate\"", "offered: amount > 0",
            at: "amount > 0"),
        Mistake("condition-known", "{holds: birth_year < 2010", "{holds: amount > 1", at: "code: letter\n    name"),
        Mistake("dependency-cycle", "offers: [money]", "requires: [{anyOf: [money]}]", at: "[{anyOf: [money]}]"),
        Mistake(
            "requirement-met", "anyOf: [letter]\n            unless: letter_number != null", "anyOf: []",
            at: "anyOf: []"),
        Mistake(
            "requirement-met", "            unless: letter_number != null\n        feeds:",
            "        excludes: [letter]\n        feeds:", at: "anyOf: [letter]"),
        Mistake("feed-source", "element: letter_number, to", "element: full_name, to", at: "full_name, to"),
        Mistake(
            "feed-source", "to: letter_number}", "to: person_kind}",
            at: "{from: letter, element: letter_number, to: person_kind}"),
        Mistake("feed-source", "      - letter_number\n", "", at: "letter_number}\n    scenes"),
        Mistake(
            "feed-order", "        requires:\n          - anyOf: [letter]\n            unless: letter_number != null\n",
            "", at: "letter, element"),
        Mistake("scene", "items: [letter, money]", "items: [letter ]", at: "[letter ]"),
        Mistake("scene", "wants_money: \"true\"", "wants_money: \"false\"", at: "[letter, money]"),
        Mistake("scene", "birth_year < 2010", "birth_year < 1990", at: "{person_kind: graduate"),
    ]

    @Test(arguments: service) func `of identity and service`(_ mistake: Mistake) { mistake.check() }
    @Test(arguments: flow) func `of the flow`(_ mistake: Mistake) { mistake.check() }
    @Test(arguments: forms) func `of forms, materials and effects`(_ mistake: Mistake) { mistake.check() }
    @Test(arguments: expressions) func `of rules`(_ mistake: Mistake) { mistake.check() }
    @Test(arguments: bundles) func `of bundles and dependencies`(_ mistake: Mistake) { mistake.check() }

    @Test func `and no rule is without a test`() {
        let tested = Set([Self.service, Self.flow, Self.forms, Self.expressions, Self.bundles].joined().map(\.rule))
        // These have tests of their own: here, and where policies are checked.
        let apart: Set = ["scene-once", "rows-apart", "no-gap", "rule-ends", "input-once", "amount-number"]
        #expect(Set(Catalog.rules.map(\.name)).subtracting(tested) == apart)
    }

    @Test func `two scenes of one code are refused`() throws {
        let scene = try #require(SmallCatalog.text.range(of: "      - code: wen-na"))
        let again = SmallCatalog.text + SmallCatalog.text[scene.lowerBound...].replacing("\n\n", with: "\n")
        let found = Catalog.examine(files: [CatalogFile(path: "small.yaml", text: again)]).diagnostics
        #expect(found.map(\.rule) == ["scene-once"])
    }

    @Test func `a stored catalog is read without the rules of quality`() throws {
        let text = SmallCatalog.edited([("promisedLimit: 10 working-days", "promisedLimit: 21 working-days")])
        let files = [CatalogFile(path: "small.yaml", text: text)]
        #expect(throws: CatalogInvalid.self) { try Catalog(files: files) }
        #expect(try Catalog(stored: files).items["money"]?.promisedLimit.count == 21)
    }

    @Test func `a doubt does not make a catalog invalid`() throws {
        let catalog = try SmallCatalog.catalog(("{holds: birth_year < 2010", "{holds: amount > 1"))
        #expect(catalog.items.count == 2)
    }
}
