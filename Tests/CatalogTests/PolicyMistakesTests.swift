import Catalog
import FEEL
import Testing

@Suite struct `A mistake in a policy is reported where it stands` {
    static let mistakes: [Mistake] = [
        Mistake("unknown-key", "benefit: once", "benefits: once", at: "benefits", nearest: "benefit"),
        Mistake("wrong-value", "benefit: once", "benefit: twice", at: "twice"),
        Mistake(
            "unknown-reference", "place: letter_number", "place: leter_number", at: "leter", nearest: "letter_number"),
        Mistake(
            "unknown-name", "inputs: [person_kind, birth_year]",
            "inputs: [person_kind, {name: birth_year, value: birth_yer}]",
            at: "birth_yer}", nearest: "birth_year"),
        Mistake("unknown-name", "amount: 100", "amount: 100 * amuont", at: "amuont", nearest: "amount"),
        Mistake(
            "unknown-key", "birth_year: '>= 2000'", "birth_yeer: '>= 2000'", at: "birth_yeer", nearest: "birth_year"),
        Mistake("bad-expression", "'>= 2000'", "'>= >= 2000'", at: ">= 2000'"),
        Mistake("known-code", "'\"veteran\"'", "'\"vetran\"'", at: "\"vetran\"", nearest: "veteran"),
        Mistake("rule-type", "'< 2000'", "'< \"2000\"'", at: "\"2000\""),
        Mistake("amount-number", "amount: 50", "amount: '\"x\"'", at: "'\"x\"'"),
        Mistake("pure-rule", "holds: birth_year > 1900", "holds: birth_year < today().year", at: "today()"),
    ]

    @Test(arguments: mistakes) func `with line, column and the nearest name`(_ mistake: Mistake) { mistake.check() }

    private func message(_ rule: String, _ edits: (String, String)...) throws -> (Diagnostic, text: String) {
        let text = SmallCatalog.edited(edits)
        let found = Catalog.examine(files: [CatalogFile(path: "small.yaml", text: text)]).diagnostics
        return (try #require(found.first { $0.rule == rule }, "\(found)"), text)
    }

    @Test func `rows that overlap are shown with a row that both cover`() throws {
        let (found, text) = try message("rows-apart", ("'< 2000'", "'<= 2000'"))
        #expect(found.message.en.hasPrefix("rows 1 and 2 overlap"))
        #expect(
            found.message.en.contains("birth_year = 2000") && found.message.en.contains("person_kind = \"graduate\""))
        #expect(found.position.line == place(of: "when: {person_kind: '\"graduate\"', birth_year: '<=", in: text)?.line)
    }

    @Test func `a gap is shown with a row that nothing covers`() throws {
        let (found, _) = try message("no-gap", ("'< 2000'", "'< 1999'"))
        #expect(found.message.en.contains("birth_year = 1999") && found.message.zh.contains("没有一行适用于"))
        let (missing, _) = try message(
            "no-gap", ("person_kind: '\"veteran\"'", "person_kind: '\"veteran\"', birth_year: '> 0'"))
        #expect(missing.message.en.contains("person_kind = \"veteran\""))
    }

    @Test func `a table with otherwise may leave gaps`() {
        let found = SmallCatalog.diagnostics(
            ("'< 2000'", "'< 1999'"),
            (
                "            because: {zh: 另有政策, en: Another policy}\n",
                "            because: {zh: 另有政策, en: Another policy}\n        otherwise: {because: {zh: 无, en: None}}\n"
            ))
        #expect(found.isEmpty, "\(found)")
    }

    @Test func `a runaway rule is stopped and named`() throws {
        let (found, _) = try message(
            "rule-ends", ("holds: birth_year > 1900", "holds: 'count(for i in 1..100000000 return i) > birth_year'"))
        #expect(found.message.en.contains("100000 steps"), "\(found)")
    }

    @Test func `two versions never decide on the same day`() throws {
        let text = SmallCatalog.text.replacing(
            "\nbundles:", with: "\n      - {name: \"2\", rows: [{because: {zh: 甲, en: A}}]}\nbundles:")
        let found = Catalog.examine(files: [CatalogFile(path: "small.yaml", text: text)]).diagnostics
        #expect(found.contains { $0.rule == "overlapping-dates" }, "\(found)")
    }

    @Test func `a draft stands in for the policy of the same code`() throws {
        let start = try #require(SmallCatalog.text.range(of: "policies:"))
        let end = try #require(SmallCatalog.text.range(of: "\nbundles:"))
        let head = "defaults:\n  effective: {from: 2024-04-01}\n  source: {title: A draft, confidence: designed}\n"
        let draft =
            head + SmallCatalog.text[start.lowerBound..<end.lowerBound].replacing("amount: 100", with: "amount: 120")
        let (catalog, codes, found) = Catalog.examine(
            files: [CatalogFile(path: "small.yaml", text: SmallCatalog.text)],
            draft: CatalogFile(path: "draft.yaml", text: draft))
        #expect(codes == ["help"] && found.isEmpty, "\(found)")
        let version = try #require(catalog?.policies["help"]?.versions.first)
        #expect(version.source.title == "A draft")
        #expect(version.model.amount.evaluate(in: ["person_kind": "graduate", "birth_year": 2001]) == 120)
    }

    @Test func `an input that is named twice is refused`() throws {
        let found = SmallCatalog.diagnostics(
            ("inputs: [person_kind, birth_year]", "inputs: [person_kind, birth_year, person_kind]"))
        #expect(found.contains { $0.rule == "input-once" }, "\(found)")
    }

    @Test func `what changed in a policy is said in sentences`() throws {
        let changes = CatalogDiff(
            from: try SmallCatalog.catalog(), to: try SmallCatalog.catalog(("amount: 100", "amount: 120"))
        ).changes
        #expect(changes.contains { $0.path.hasPrefix("policies/help") && $0.sentence.en.contains("120") }, "\(changes)")
    }
}

@Suite struct `However the cells of a policy are spoilt` {
    private static let pieces = [
        "<", ">=", "2000", "\"graduate\"", "-", "not(", ")", "[", "]", "..", ",", "null", "?", "some", "x", "in",
        "@\"P1Y\"", "🙂",
        "if", "then", "else", "date(", "for i in 1..9 return", "\"", "'", "{", "}", ":", "and", "or", "\\", "𠮷", "0.1",
        "**",
    ]

    @Test(arguments: 0..<8) func `nothing crashes, and whatever is still a catalog can be asked`(_ seed: Int) {
        var random = SplitMix(seed: UInt64(seed) + 77)
        func text() -> String {
            (0..<Int.random(in: 1...7, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }
                .joined(separator: " ").replacing("'", with: "''")
        }
        for _ in 0..<25 {
            let edits = [
                ("'>= 2000'", "'\(text())'"), ("amount: 50", "amount: '\(text())'"),
                ("holds: birth_year > 1900", "holds: '\(text())'"),
            ]
            let edited = SmallCatalog.edited(edits.filter { _ in Bool.random(using: &random) })
            let (catalog, found) = Catalog.examine(files: [CatalogFile(path: "small.yaml", text: edited)])
            #expect((catalog == nil) == found.contains { $0.severity == .error })
            for version in catalog?.policies.flatMap(\.versions) ?? [] {
                let facts: [String: FEEL.Value] = ["person_kind": "graduate", "birth_year": 1999]
                let verdict = version.model.eligible.evaluate(in: facts)
                #expect(verdict == version.model.eligible.withoutTables.evaluate(in: facts))
                _ = version.model.amount.evaluate(in: facts)
                _ = catalog?.outline(of: PolicyCode("help"))?.text(.zh)
            }
        }
    }
}
