import Catalog
import Eligibility
import FEEL
import Foundation
import Ledger
import Testing
import Vocabulary

@Suite struct `Rules over a population` {
    /// 20,000 people in a debug build; as many as `LIANBAN_PEOPLE` says, such as a million, in a long run.
    static let people = ProcessInfo.processInfo.environment["LIANBAN_PEOPLE"].flatMap { Int($0) } ?? 20_000

    /// The rows that the interpreter finds, which derives what follows from other facts for itself.
    static func interpreted(
        _ rule: PopulationRule, _ population: Population, _ facts: PopulationFacts
    ) -> [Int] {
        (0..<population.count).filter { row in
            rule.holds { name in facts.fact(name) { population.value($0, row: row) } }
        }
    }

    @Test func `interpreter, columns and databases agree on random people and every rule of the catalog`() async throws
    {
        let catalog = try Shipped.catalog.get()
        let rules = catalog.populationRules(on: Shipped.day)
        try #require(rules.count >= 8)
        let facts = PopulationFacts(of: rules, in: catalog)
        let population = GeneratedPeople(of: catalog, for: rules, on: Shipped.day, seed: 20_240_607)
            .population(count: Self.people)
        let census = Census(rules, over: population)
        let counts = census.counts()
        let columns = census.entitled()
        var found = 0
        var expected: [[Int]] = []
        for (place, rule) in rules.enumerated() {
            let rows = Self.interpreted(rule, population, facts)
            expected.append(rows)
            found += rows.isEmpty ? 0 : 1
            let isSame = columns[place] == rows
            #expect(isSame, "columns differ on \(rule.name)")
            #expect(counts[place] == rows.count, "\(rule.name)")
        }
        // A comparison of nothing with nothing would prove little.
        #expect(found >= rules.count / 2)
        #expect(census.interpreted.map(\.rule) == [])
        let kinds = facts.kinds()
        let reader = TableConditionReader(kinds: kinds, constants: population.constants, derivations: facts.derived)
        var compiled = 0
        try await PopulationTable(population: population, kinds: kinds).withStores { stores in
            for (place, rule) in rules.enumerated() {
                let predicate: TableCondition
                do {
                    predicate = try reader.condition(rule)
                } catch let error {
                    print("\(rule.name): \(error)")
                    continue
                }
                compiled += 1
                for (name, store) in stores {
                    let rows = try await PopulationTable.rows(predicate, in: store)
                    let isSame = rows == expected[place]
                    #expect(isSame, "\(name) differs on \(rule.name): \(predicate.sql())")
                }
            }
        }
        #expect(compiled * 10 >= rules.count * 7, "only \(compiled) of \(rules.count) rules run in a database")
    }

    @Test func `random rules mean the same in every executor`() async throws {
        let catalog = try Shipped.catalog.get()
        var random = SplitMix(seed: 11)
        let rules = try (0..<250).map { number in
            PopulationRule("random-\(number)", [try FEEL.Expression(parsing: WideRule.make(&random, depth: 3))])
        }
        let facts = PopulationFacts(of: rules, in: catalog)
        let population = GeneratedPeople(of: catalog, for: rules, on: Shipped.day, seed: 5).population(count: 400)
        let columns = Census(rules, over: population).entitled()
        let kinds = facts.kinds(days: .day)
        let reader = TableConditionReader(kinds: kinds, constants: population.constants, derivations: facts.derived)
        var compiled = 0
        try await PopulationTable(population: population, kinds: kinds).withStores { stores in
            for (place, rule) in rules.enumerated() {
                let expected = Self.interpreted(rule, population, facts)
                #expect(columns[place] == expected, "columns differ on \(rule.conditions[0])")
                guard let predicate = try? reader.condition(rule) else { continue }
                compiled += 1
                for (name, store) in stores {
                    let rows = try await PopulationTable.rows(predicate, in: store)
                    #expect(rows == expected, "\(name) differs on \(rule.conditions[0]): \(predicate.sql())")
                }
            }
        }
        #expect(compiled > 100)
    }

    @Test func `amounts of more than 65,536 values are ranked, not listed`() throws {
        var builder = ColumnBuilder("loan_amount")
        for row in 0..<80_000 { builder.append(row % 11 == 0 ? .null : .number(Decimal128(row * 3))) }
        let population = Population(count: 80_000, columns: [builder.column])
        let isListed = builder.column.dictionary != nil
        #expect(!isListed)
        let texts = [
            "loan_amount >= 30000", "loan_amount in [100.5..(200 + 4)]", "loan_amount = 33003",
            "not(loan_amount < 99999)",
            "loan_amount = null", "loan_amount * 2 < 1000", "loan_amount != 6 or loan_amount > 209000",
        ]
        let rules = try texts.map { PopulationRule($0, [try FEEL.Expression(parsing: $0)]) }
        let census = Census(rules, over: population)
        for (place, rows) in census.entitled().enumerated() {
            let expected = (0..<80_000).filter { row in rules[place].holds { population.value($0, row: row) } }
            let isSame = rows == expected
            #expect(isSame, "\(texts[place])")
        }
        #expect(Set(census.interpreted.map(\.rule)) == ["loan_amount in [100.5..(200 + 4)]", "loan_amount * 2 < 1000"])
    }

    @Test func `what cannot be compiled is named, and answered all the same`() throws {
        var a = ColumnBuilder("first")
        var b = ColumnBuilder("second")
        for row in 0..<3_000 {
            a.append(row % 7 == 0 ? .null : .number(row))
            b.append(.number(row * 37 % 3_001))
        }
        let population = Population(count: 3_000, columns: [a.column, b.column])
        let rule = PopulationRule("sum", [try FEEL.Expression(parsing: "first + second > 2500")])
        let census = Census([rule], over: population)
        #expect(census.interpreted.map(\.condition) == ["first + second > 2500"])
        #expect(census.entitled()[0] == (0..<3_000).filter { row in rule.holds { population.value($0, row: row) } })
        let reader = TableConditionReader(
            kinds: ["first": .number(scale: 0), "second": .number(scale: 0)], constants: [:])
        #expect(throws: Uncompilable(part: "first + second")) { try reader.condition(rule) }
    }

    @Test func `the rows of a table are alternatives in one word`() throws {
        let catalog = try Shipped.catalog.get()
        let categories = ["graduate", "hardship", "veteran", "migrant", "disabled", "released", "unemployed", "gig"]
        var text = "false"
        for (place, category) in categories.enumerated().reversed() {
            let row =
                "person_category = \"\(category)\" and age >= \(20 + place) and graduated_on <= applied_on"
                + " and loan_amount < \(100 + place)000"
            text = "if \(row) then \(place % 3 != 2) else \(text)"
        }
        let rules =
            try (0..<20).map { _ in PopulationRule("table", [try FEEL.Expression(parsing: text)]) }
            + [PopulationRule("plain", [try FEEL.Expression(parsing: "age > 30")])]
        let population = GeneratedPeople(of: catalog, for: rules, on: Shipped.day, seed: 8).population(count: 9_000)
        let census = Census(rules, over: population)
        #expect(census.interpreted.isEmpty)
        #expect(census.shape.passes > 1)
        let found = census.entitled()
        for place in [0, 19, 20] {
            let expected = (0..<9_000).filter { row in rules[place].holds { population.value($0, row: row) } }
            let isSame = found[place] == expected
            #expect(isSame && !expected.isEmpty)
        }
        #expect(census.counts() == found.map(\.count))
    }

    @Test func `the number of threads changes nothing`() throws {
        let catalog = try Shipped.catalog.get()
        let rules = catalog.populationRules(on: Shipped.day)
        let population = GeneratedPeople(of: catalog, for: rules, on: Shipped.day, seed: 3).population(count: 12_345)
        let census = Census(rules, over: population)
        for threads in 1...3 {
            #expect(census.counts(threads: threads) == census.counts(threads: 1))
            #expect(census.entitled(threads: threads) == census.entitled(threads: 1))
        }
        #expect(census.counts(threads: 2) == census.entitled().map(\.count))
    }

    @Test func `nobody is nobody`() throws {
        let rules = [PopulationRule("all", []), PopulationRule("none", [try FEEL.Expression(parsing: "age > 5")])]
        #expect(Census(rules, over: Population(count: 0, columns: [])).counts() == [0, 0])
        #expect(Census(rules, over: Population(count: 3, columns: [])).counts() == [3, 0])
    }
}

/// Random rules over many kinds of facts and ways of writing.
enum WideRule {
    static func make(_ random: inout SplitMix, depth: Int) -> String {
        if depth == 0 || Int.random(in: 0..<5, using: &random) == 0 { return atom(&random) }
        let (a, b) = (make(&random, depth: depth - 1), make(&random, depth: depth - 1))
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1: return "(\(a) and \(b))"
        case 2, 3: return "(\(a) or \(b))"
        case 4: return "not(\(a))"
        default: return "(if \(a) then \(b) else \(make(&random, depth: depth - 1)))"
        }
    }

    private static func atom(_ random: inout SplitMix) -> String {
        let n = Int.random(in: 0...60, using: &random)
        let money = Int.random(in: 0...500, using: &random) * 1_000
        return [
            "age >= \(n)", "age in [\(n)..\(n + 9)]", "age < \(n)", "age between \(n) and \(n + 5)", "age = \(n)",
            "age != \(n)",
            #"person_category = "graduate""#, #"person_category != "hardship""#, "person_category = null",
            #"person_category in ("graduate", "hardship", "veteran")"#, #"employment_kind = "unemployed""#,
            "employment_kind != null", "first_business", "first_business = false", "business_licensed = first_business",
            "loan_amount <= \(money)", "loan_amount > \(money) + 0.5", "loan_amount * 2 - 1 >= \(money)",
            "loan_amount = null",
            "contract_months in (< 6, [12..24])", "employees = contract_months", "contract_months > employees",
            #"graduated_on + @"P2Y" >= applied_on"#, "graduated_on <= applied_on", "started_on < licensed_on",
            #"started_on - @"P1M" >= licensed_on"#, "licensed_on = started_on",
            #"licensed_on >= @"2022-0\#(1 + n % 9)-15""#,
            #"birthday > @"19\#(60 + n % 40)-03-01""#, "registered_region != residence_region",
            "years and months duration(started_on, applied_on).years >= \(n % 4)", "1 > 2", "null", "(null = null)",
            "string length(occupation) > 0", "(age > \(n)) in (true)",
            "(employees >= contract_months) in (false, null)",
            "not((loan_amount > \(money)) in (false))", #"starts with(residence_region, "5301")"#,
            #"substring(business_credit_code, 3, 4) in ("5301", "5308")"#, "employees + contract_months > \(n)",
        ].randomElement(using: &random)!
    }
}
