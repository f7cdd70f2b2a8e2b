import Catalog
import FEEL
import Testing
import Vocabulary

@Suite struct `An answer` {
    let catalog: Catalog

    init() throws { catalog = try Shipped.catalog.get() }

    private func read(_ element: ElementCode, _ text: String) throws -> FEEL.Value {
        try catalog.value(of: try #require(catalog.elements[element]), from: text)
    }

    private func refusal(_ element: ElementCode, _ text: String) throws -> Bilingual? {
        let element = try #require(catalog.elements[element])
        do throws(AnswerRefused) {
            _ = try catalog.value(of: element, from: text)
            return nil
        } catch {
            #expect(error.element == element.code)
            return error.message
        }
    }

    @Test func `becomes the value that rules see`() throws {
        #expect(try read("full_name", "  文娜 ") == "文娜")
        #expect(try read("citizen_id", "11010519491231002x") == "11010519491231002X")
        #expect(try read("bank_card", "6228 4800 3012 3456 789") == "6228480030123456789")
        #expect(try read("loan_amount", "150,000.50") == .number(try #require(Decimal128(parsing: "150000.5"))))
        #expect(try read("contract_months", "24") == 24)
        #expect(try read("started_on", "2023-05-20") == .date(try #require(CivilDate(year: 2023, month: 5, day: 20))))
        #expect(
            try read("contribution_from", "2023-07") == .date(try #require(CivilDate(year: 2023, month: 7, day: 1))))
        #expect(try read("first_business", "是") == true)
        #expect(try read("education", "21") == "21")
        #expect(try read("residence_region", "530102") == "530102")
    }

    @Test func `that is empty is not given`() throws {
        #expect(try read("full_name", " \n") == .null)
    }

    @Test func `that is wrong is refused with the field's name and the reason`() throws {
        #expect(try refusal("citizen_id", "530102199802153124")?.zh == "公民身份号码：公民身份号码第 18 位校验码应为 5，实为 4")
        #expect(try refusal("education", "210")?.en == "Education: there is no code “210”")
        #expect(try refusal("fund_rate", "13")?.en == "Rate of the housing fund (%): must be at most 12")
        #expect(try refusal("fund_rate", "4.5")?.en == "Rate of the housing fund (%): must be a whole number")
        #expect(try refusal("started_on", "2024-02-30") != nil)
        #expect(try refusal("contribution_from", "2024-13") != nil)
        #expect(try refusal("first_business", "maybe") != nil)
        #expect(try refusal("phone", "123") != nil)
        #expect(try refusal("bank_card", "6228480030123456780") != nil)
        #expect(try refusal("business_credit_code", "92530102MA6KWN2490") != nil)
        #expect(try refusal("loan_purpose", String(repeating: "长", count: 201))?.zh == "贷款用途：最多 200 个字，现有 201 个")
        #expect(try refusal("full_name", "文\u{0}娜")?.en == "Full name: it contains control characters")
    }

    @Test func `of several codes keeps each once`() throws {
        let small = try SmallCatalog.catalog(
            ("type: code, list: kind", "type: codes, list: kind"),
            (
                "when: person_kind = \"graduate\"}\n    materials",
                "when: 'list contains(person_kind, \"graduate\")'}\n    materials"
            ),
            (
                "offered: wants_money and person_kind = \"graduate\"",
                "offered: 'wants_money and list contains(person_kind, \"graduate\")'"
            ),
            ("person_kind: graduate,", "person_kind: [graduate],"),
            // The policy's table tests one code, so it looks at another element.
            ("inputs: [person_kind, birth_year]", "inputs: [full_name, birth_year]"),
            ("{person_kind: '\"graduate\"', birth_year: '>= 2000'}", "{full_name: '\"a\"', birth_year: '>= 2000'}"),
            ("{person_kind: '\"graduate\"', birth_year: '< 2000'}", "{full_name: '\"a\"', birth_year: '< 2000'}"),
            ("{person_kind: '\"veteran\"'}", "{full_name: 'not(\"a\")'}"))
        let element = try #require(small.elements["person_kind"])
        #expect(try small.value(of: element, from: ["graduate", "veteran", "graduate"]) == ["graduate", "veteran"])
        #expect(throws: AnswerRefused.self) { try small.value(of: element, from: ["graduate", "gradaute"]) }
        let name = try #require(small.elements["full_name"])
        #expect(throws: AnswerRefused.self) { try small.value(of: name, from: ["a", "b"]) }
    }
}
