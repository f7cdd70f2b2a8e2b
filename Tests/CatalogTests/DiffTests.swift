import Catalog
import Testing

@Suite struct `The difference between two catalogs` {
    private func changes(_ edits: (String, String)...) throws -> [CatalogDiff.Change] {
        let old = try SmallCatalog.catalog()
        let new = try Catalog(stored: [CatalogFile(path: "small.yaml", text: SmallCatalog.edited(edits))])
        return CatalogDiff(from: old, to: new).changes
    }

    @Test func `is empty for the same catalog`() throws {
        #expect(try changes() == [])
    }

    @Test func `does not count comments and order`() throws {
        #expect(
            try changes(
                ("defaults:", "# A comment.\ndefaults:"),
                (
                    "      - full_name\n      - citizen_id\n      - person",
                    "      - citizen_id\n      - full_name\n      - person"
                )) == [])
    }

    @Test func `names a changed limit in a sentence`() throws {
        let change = try #require(try changes(("promisedLimit: 10", "promisedLimit: 9")).first)
        #expect(change.kind == .changed)
        #expect(change.path == "items/money/promisedLimit")
        #expect(change.sentence.zh == "事项“补贴”的“承诺时限”由“10 个工作日”改为“9 个工作日”")
        #expect(
            change.sentence.en == "item “Subsidy”: “Promised limit” changed from “10 working days” to “9 working days”")
    }

    @Test func `names added and removed fields`() throws {
        let found = try changes(("      - person_kind\n", "      - amount\n"))
        #expect(found.map(\.kind) == [.added, .removed])
        #expect(found.map(\.path) == ["items/letter/fields/amount", "items/letter/fields/person_kind"])
    }

    @Test func `names a new item once, not each of its lines`() throws {
        let item = try #require(SmallCatalog.text.range(of: "  - code: money"))
        let end = try #require(SmallCatalog.text.range(of: "policies:"))
        let copy = SmallCatalog.text[item.lowerBound..<end.lowerBound].replacing("code: money", with: "code: more")
            .replacing("202014002000", with: "202014003000").replacing("5320140020001", with: "5320140030001")
        let found = try changes(("policies:", copy + "policies:"))
        #expect(found.map(\.path) == ["items/more"])
        #expect(found.first?.sentence.zh == "事项新增“补贴”：more")
    }

    @Test(arguments: [
        "zh: 登记。", "catalogCode: \"202014001000\"", "version: 1", "taskType: publicService", "legalLimit: 15",
        "yellow: 3",
        "zh: 年龄不足", "birth_year < 2010", "source: shared", "actor: counter", "limit: 5 working-days", "zh: 登记回执",
        "sample: specimen", "value: letter_number", "from: decided_on", "zh: 属实。", "verifyWithin: 30", "visits: 2",
        "handlingArea: county", "themes: [social-insurance]", "title: A law, confidence: sure", "phone: \"12333\"",
        "organisationCode: \"00501001\"", "zh: 毕业生", "maxLength: 20", "sensitive: true", "zh: 有效", "zh: 哪类人员？",
        "offered: wants_money and person_kind = \"graduate\"", "zh: 您要补贴", "zh: 您不要补贴", "unless: letter_number",
        "offers: [money]", "zh: 文娜",
        "amount: \"1000.50\"", "tolerance: 5", "channels: [counter, online]", "onlineDepth: result", "from: 2024-04-01",
        "human: false", "zh: 面签", "visits: 0", "audience: [person]\n    basis", "matter: \"5320149000001\"",
    ])
    func `sees a change of any kind of line`(_ line: String) throws {
        let changed: [(String, String)] = [
            ("15", "14"), ("30", "31"), ("\"202014001000\"", "\"202014001009\""), ("5320149000001", "5320149000002"),
            ("publicService", "other"), ("yellow: 3", "yellow: 4"), ("birth_year <", "birth_year <="),
            ("shared", "licence"),
            ("counter, online", "counter"), ("result", "licence"), ("county", "city"), ("counter", "approver"),
            ("5", "4"),
            ("value: letter_number", "value: full_name"), ("from: decided_on", "from: applied_on"),
            ("social-insurance", "housing"),
            ("sure", "likely"), ("12333", "12344"), ("20", "21"), ("true", "false"), ("false", "true"),
            ("wants_money", "wants_money = true"),
            ("letter_number", "full_name"), ("[money]", "[]"), ("1000.50", "1000.60"), ("2024-04-01", "2024-04-02"),
            ("[person]", "[enterprise]"),
            ("version: 1", "version: 2"), ("visits: 2", "visits: 3"), ("visits: 0", "visits: 1"),
            ("specimen", "another"), ("zh: ", "zh: 新"), ("00501001", "00501002"),
        ]
        let edit = try #require(changed.first { line.contains($0.0) })
        #expect(try !changes((line, line.replacing(edit.0, with: edit.1))).isEmpty)
    }
}
