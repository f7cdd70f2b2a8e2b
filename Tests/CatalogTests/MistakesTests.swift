import Catalog
import Testing

/// One mistake made in the small catalog: what is replaced by what, the rule that must notice, and where.
struct Mistake: CustomTestStringConvertible {
    let rule: String
    let from: String
    let to: String
    /// The snippet of the spoilt text at which the mistake is reported.
    let at: String
    let nearest: String?

    init(_ rule: String, _ from: String, _ to: String, at: String, nearest: String? = nil) {
        self.rule = rule
        self.from = from
        self.to = to
        self.at = at
        self.nearest = nearest
    }

    var testDescription: String { "\(rule): \(to)" }

    func check() {
        let text = SmallCatalog.edited([(from, to)])
        let found = Catalog.examine(files: [CatalogFile(path: "small.yaml", text: text)]).diagnostics
        guard let match = found.first(where: { $0.rule == rule }) else {
            Issue.record("not noticed; found \(found)")
            return
        }
        let expected = place(of: at, in: text)
        #expect(match.position.file == "small.yaml")
        #expect(match.position.line == expected?.line, "\(match)")
        #expect(match.position.column == expected?.column, "\(match)")
        #expect(match.nearest == nearest, "\(match)")
        #expect(!match.message.zh.isEmpty && !match.message.en.isEmpty)
    }
}

@Suite struct `A mistake of form is reported where it stands` {
    static let mistakes: [Mistake] = [
        Mistake("unknown-key", "maxLength: 20}", "maxLenght: 20}", at: "maxLenght", nearest: "maxLength"),
        Mistake("unknown-key", "legalLimit: 15", "legalLimits: 15", at: "legalLimits", nearest: "legalLimit"),
        Mistake("unknown-key", "sections:", "secsions:", at: "secsions", nearest: "sections"),
        Mistake("missing-key", "    promisedLimit: instant\n", "", at: "code: letter\n"),
        Mistake("missing-key", "name: {zh: 登记, en: Registration}", "name: {zh: 登记}", at: "{zh: 登记}"),
        Mistake("missing-key", "  - code: letter\n    name", "  - name", at: "name: {zh: 登记, en"),
        Mistake("wrong-shape", "name: {zh: 登记, en: Registration}", "name: 登记", at: "登记\n"),
        Mistake(
            "wrong-shape", "    fields:\n      - full_name", "    fields: yes\n    x:\n      - full_name", at: "yes"),
        Mistake("wrong-value", "type: money", "type: mony", at: "mony", nearest: "money"),
        Mistake("wrong-value", "15 working-days", "15 worked-days", at: "15 worked"),
        Mistake("wrong-value", "version: 1", "version: one", at: "one\n"),
        Mistake("wrong-value", "2024-04-01", "2024-04-31", at: "2024-04-31"),
        Mistake("wrong-value", "sensitive: true", "sensitive: treu", at: "treu", nearest: "true"),
        Mistake("wrong-value", "\"202014001000\"", "\"20201400\"", at: "\"20201400\""),
        Mistake("wrong-value", "\"530102199802153125\"", "\"530102199802153124\"", at: "\"530102199802153124\""),
        Mistake("wrong-value", "{from: 2024-04-01}", "{from: 2024-04-01, to: 2023-01-01}", at: "2023-01-01"),
        Mistake("bad-code", "code: licence", "code: Licence", at: "Licence"),
        Mistake("bad-code", "code: amount", "code: if", at: "if,"),
        Mistake("duplicate-code", "code: veteran", "code: graduate", at: "{code: graduate, name: {zh: 退"),
        Mistake("duplicate-key", "version: 1\n", "version: 1\n      version: 2\n", at: "version: 1"),
        Mistake("anchor", "basis: [{title: A law", "basis: &a [{title: A law", at: "&a"),
        Mistake("overlapping-dates", "code: statement", "code: licence", at: "{code: licence, name: {zh: 声明"),
    ]

    @Test(arguments: mistakes) func `with line, column and the nearest name`(_ mistake: Mistake) { mistake.check() }

    @Test(arguments: ["a: [", "a:\n\t- b", "a: \"b", "a: b: c", "{", "- a\nb: c", "a: *b", "%YAML 9.9\n---\na: b"])
    func `malformed YAML has a position`(_ text: String) {
        let found = Catalog.examine(files: [CatalogFile(path: "bad.yaml", text: text)]).diagnostics
        #expect(found.count >= 1)
        #expect(found.allSatisfy { $0.position.file == "bad.yaml" && $0.position.line >= 1 && $0.position.column >= 1 })
    }

    @Test func `all mistakes are found in one run`() {
        let found = SmallCatalog.diagnostics(
            ("type: money", "type: mony"), ("legalLimit: 15", "legalLimits: 15"),
            ("department: hrss", "department: hrs"),
            ("birth_year <", "birth_yaer <"), ("themes: [social-insurance]", "themes: [social]"))
        #expect(
            Set(found.map(\.rule)).isSuperset(of: ["wrong-value", "unknown-key", "missing-key", "unknown-reference"]))
        #expect(found.contains { $0.rule == "unknown-name" && $0.nearest == "birth_year" })
        #expect(found == found.sorted { $0.position < $1.position })
    }

    @Test func `an unreadable file does not blame the others for names it would have defined`() {
        let files = [
            CatalogFile(path: "a.yaml", text: "elements: ["),
            CatalogFile(path: "b.yaml", text: SmallCatalog.text.replacing("elements:", with: "x:")),
        ]
        let found = Catalog.examine(files: files).diagnostics
        #expect(found.contains { $0.rule == "syntax" && $0.position.file == "a.yaml" })
        #expect(!found.contains { $0.rule == "unknown-reference" })
    }

    @Test func `the same path twice is refused`() {
        let file = CatalogFile(path: "small.yaml", text: SmallCatalog.text)
        #expect(Catalog.examine(files: [file, file]).diagnostics.map(\.rule) == ["duplicate-file"])
    }

    @Test func `a diagnostic reads like a compiler's`() throws {
        let found = try #require(SmallCatalog.diagnostics(("maxLength: 20}", "maxLenght: 20}")).first)
        #expect(
            found.line(.en)
                == "small.yaml:\(found.position.line):62: error: [unknown-key] there is no key “maxLenght” here (did you mean `maxLength`?)"
        )
        #expect(found.line(.zh).hasSuffix("没有名为“maxLenght”的键（是否想写 `maxLength`？）"))
    }
}

@Suite struct `A name that does not exist is reported where it stands` {
    static let mistakes: [Mistake] = [
        Mistake("unknown-reference", "department: hrss", "department: hrs", at: "hrs\n", nearest: "hrss"),
        Mistake("unknown-reference", "- full_name", "- fullname", at: "fullname", nearest: "full_name"),
        Mistake("unknown-reference", "list: kind", "list: kinds", at: "kinds", nearest: "kind"),
        Mistake("unknown-reference", "material: statement", "material: statment", at: "statment", nearest: "statement"),
        Mistake("unknown-reference", "actor: counter", "actor: conter", at: "conter", nearest: "counter"),
        Mistake("unknown-reference", "item: money", "item: monney", at: "monney", nearest: "money"),
        Mistake("unknown-reference", "anyOf: [letter]", "anyOf: [lettre]", at: "lettre", nearest: "letter"),
        Mistake(
            "unknown-reference", "themes: [social-insurance]", "themes: [social-insurence]", at: "social-insurence",
            nearest: "social-insurance"),
        Mistake("unknown-reference", "section: about", "section: abuot", at: "abuot", nearest: "about"),
        Mistake(
            "unknown-reference", "answers: {person_kind: graduate", "answers: {persn_kind: graduate",
            at: "graduate, wants_money", nearest: "person_kind"),
        Mistake("unknown-name", "birth_year < 2010", "birth_yaer < 2010", at: "birth_yaer", nearest: "birth_year"),
        Mistake(
            "unknown-name", "offered: wants_money and person_kind = \"graduate\"", "offered: 'true = wants_mony'",
            at: "wants_mony",
            nearest: "wants_money"),
        Mistake("unknown-name", "from: decided_on", "from: decided_no", at: "decided_no", nearest: "decided_on"),
        Mistake("bad-expression", "birth_year < 2010", "birth_year < < 2010", at: "< 2010"),
        Mistake(
            "bad-expression", "offered: wants_money and person_kind = \"graduate\"", "offered: 'wants_money and ('",
            at: "'\n"),
        Mistake("derivation-cycle", "type: money}\n", "type: money, derived: amount + 1}\n", at: "amount + 1"),
    ]

    @Test(arguments: mistakes) func `with line, column and the nearest name`(_ mistake: Mistake) { mistake.check() }

    @Test func `a decision's date is known to effects only`() {
        let found = SmallCatalog.diagnostics(
            ("offered: wants_money and person_kind = \"graduate\"", "offered: decided_on != null"))
        #expect(found.map(\.rule) == ["unknown-name"])
    }

    @Test func `a mistake inside a folded rule is found on its own line`() throws {
        let text = SmallCatalog.edited([
            (
                "holds: birth_year < 2010, message: {zh: 年龄不足, en: Too young}}",
                "message: {zh: 年龄不足, en: Too young}, holds: 'true'}\n      - message: {zh: 甲, en: A}\n        holds: |\n          birth_year < 2010\n          and birth_yaer > 1900"
            )
        ])
        let found = Catalog.examine(files: [CatalogFile(path: "small.yaml", text: text)]).diagnostics
        let match = try #require(found.first { $0.rule == "unknown-name" })
        let expected = try #require(place(of: "birth_yaer", in: text))
        #expect(match.position.line == expected.line)
        #expect(match.position.column == expected.column)
    }
}
