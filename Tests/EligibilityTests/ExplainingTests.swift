import Catalog
import Eligibility
import FEEL
import Testing
import Vocabulary

@Suite struct `Saying why, and what would have to change` {
    let catalog: Catalog

    init() throws { catalog = try Shipped.catalog.get() }

    private func matter(_ rule: String) throws -> Matter {
        Matter(condition: try FEEL.Expression(parsing: rule), of: catalog)
    }

    private func sentences(_ rule: String, _ facts: [ElementCode: FEEL.Value]) throws -> [Bilingual] {
        catalog.grounds(of: try FEEL.Expression(parsing: rule), for: .said(facts)).map(\.sentence)
    }

    @Test func `a code is said by its name`() throws {
        #expect(
            try sentences(#"person_category in ("graduate", "hardship")"#, ["person_category": "veteran"]) == [
                Bilingual(
                    "不满足：人员类别是高校毕业生，或是就业困难人员（人员类别为退役军人）",
                    "Not met: Category of person is College graduate, or is Person with difficulty finding work"
                        + " (Category of person is Veteran)")
            ])
    }

    @Test func `numbers, dates and truths are said in words`() throws {
        let label = catalog.name(of: "contract_months").zh
        #expect(try sentences("contract_months >= 12", ["contract_months": 6])[0].zh == "不满足：\(label)至少 12（\(label)为6）")
        #expect(try sentences("business_licensed", ["business_licensed": true])[0].zh == "满足：“已领取营业执照”为是（已领取营业执照为是）")
        #expect(try sentences("unemployed_on <= @\"2024-01-31\"", [:])[0].zh.hasPrefix("还不能判断：失业日期不晚于2024年1月31日"))
    }

    @Test(arguments: [
        (#"graduated_on + @"P2Y" >= applied_on"#, "申请日期不晚于毕业日期之后 2 年", "no later than 2 years after"),
        (#"(started_on + @"P1Y6M" <= applied_on) in (true)"#, "申请日期不早于就业（经营）起始日期之后 1 年 6 个月", "1 year 6 months after"),
        ("not(bad_credit)", "“有不良信用记录”为否", "is no"),
        (#"applied_on <= graduated_on - @"P30D""#, "申请日期不晚于毕业日期之前 30 天", "30 days before"),
    ]) func `what is worked out is said in words, not in the rule language`(
        _ rule: String, _ zh: String, _ en: String
    ) throws {
        let sentence = try #require(try sentences(rule, [:]).first)
        #expect(sentence.zh.contains(zh), "\(sentence.zh)")
        #expect(sentence.en.contains(en), "\(sentence.en)")
    }

    @Test func `no condition of a policy is said in the rule language`() throws {
        for policy in catalog.policies {
            for condition in policy.versions.flatMap(\.conditions) {
                for ground in catalog.grounds(of: condition.expression, for: .said([:])) {
                    #expect(
                        !ground.sentence.zh.contains("@\"") && !ground.sentence.zh.contains(">="),
                        "\(policy.code): \(ground.sentence.zh)")
                }
            }
        }
    }

    @Test func `only what decided is said`() throws {
        let grounds = catalog.grounds(
            of: try FEEL.Expression(parsing: "business_licensed and contract_months >= 12"),
            for: .said(["business_licensed": true, "contract_months": 6]))
        #expect(grounds.map(\.rule) == ["contract_months >= 12"])
        #expect(grounds[0].holds == false)
    }

    @Test func `a fact carries its source, its day and the cited article`() throws {
        var person = Circumstances(on: Shipped.day)
        person["pension_covered"] = KnownFact(true, from: .register(source: "department:hrss"), asOf: Shipped.day)
        let citation = Source(title: "A law", article: "Article 1", confidence: .sure)
        let ground = try #require(
            catalog.grounds(of: try FEEL.Expression(parsing: "pension_covered"), for: person, citation: citation).first)
        #expect(ground.citation == citation)
        #expect(ground.facts[0].known?.asOf == Shipped.day)
        #expect(ground.facts[0].known?.origin.words(catalog) == catalog.departments["hrss"]?.name)
    }

    @Test func `a derived fact is explained by its value`() throws {
        let ground = try #require(
            catalog.grounds(
                of: try FEEL.Expression(parsing: "age >= 16"), for: .said(["citizen_id": "530102199802153125"])
            ).first)
        #expect(ground.facts[0].value == 26)
        #expect(ground.holds == true)
    }

    // MARK: The nearest change

    @Test func `a number is said as a difference`() throws {
        let person = Circumstances.said(["contract_months": 10, "business_licensed": false])
        let change = try #require(try matter("contract_months >= 12 and not(business_licensed)").nearestChange(person))
        #expect(change.steps == [.change("contract_months", from: 10, to: 12)])
        let label = catalog.name(of: "contract_months")
        #expect(
            change.steps[0].words(catalog, from: person.day)
                == Bilingual(
                    "“\(label.zh)”再增加 2（现在 10，需要 12）", "“\(label.en)”: 2 more (now 10, needed 12)"))
    }

    @Test func `waiting is a change`() throws {
        let person = Circumstances.said(["unemployed_on": .date(CivilDate(year: 2024, month: 2, day: 7)!)])
        let change = try #require(try matter("unemployed_on + @\"P6M\" <= applied_on").nearestChange(person))
        #expect(change.steps == [.wait(until: CalendarDay(year: 2024, month: 8, day: 7)!)])
        #expect(change.steps[0].words(catalog, from: person.day).zh == "再等 61 天，2024年8月7日起申请")
    }

    @Test func `what nobody can change is not advised`() throws {
        let person = Circumstances.said(["unemployment_reason": "01"])
        #expect(catalog.elements["unemployment_reason"]?.changeable == false)
        #expect(try matter(#"unemployment_reason = "99""#).nearestChange(person) == nil)
    }

    @Test func `no change is advised while something is unknown or everything holds`() throws {
        let rule = try matter("contract_months >= 12 and business_licensed")
        #expect(rule.nearestChange(.said(["contract_months": 10])) == nil)
        #expect(rule.nearestChange(.said(["contract_months": 12, "business_licensed": true])) == nil)
    }

    @Test func `what is advised leads to the outcome`() throws {
        var random = SplitMix(seed: 3)
        var found = 0
        for _ in 0..<200 {
            let matter = try matter(RandomRule.make(&random, depth: 2))
            var person = Circumstances.said(RandomRule.person(&random))
            guard let change = matter.nearestChange(person) else { continue }
            found += 1
            for case .change(let element, _, let to) in change.steps {
                #expect(catalog.elements[element]?.changeable == true)
                person.answer(element, to)
            }
            #expect(matter.decide(person) == true, "\(matter.rule)")
        }
        #expect(found > 20)
    }
}
