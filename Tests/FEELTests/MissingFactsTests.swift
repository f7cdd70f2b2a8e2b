import FEEL
import Testing

@Suite struct `Asking only what can still matter` {
    private func missing(
        _ source: String, _ facts: [String: Value] = [:], _ domains: [String: Domain] = [:]
    ) throws -> PartialOutcome {
        try Expression(parsing: source).evaluate(knowing: facts, domains: domains)
    }

    @Test func `a failed condition ends the questions`() throws {
        let outcome = try missing("age >= 18 and local and kind = \"a\"", ["age": 17])
        #expect(outcome.value == false)
        #expect(outcome.missing.isEmpty)
    }

    @Test func `what is open is listed in the order of reading`() throws {
        let outcome = try missing("age >= 18 and local and kind = \"a\"", ["local": true])
        #expect(outcome.value == nil)
        #expect(outcome.missing == ["age", "kind"])
        #expect(outcome.isExact)
    }

    @Test func `a fact that cancels out is not asked`() throws {
        #expect(try missing("age >= 18 or age < 18", [:], ["age": .whole(0...99)]).value == true)
        #expect(try missing("(local or not(local)) and poor", [:], ["local": .boolean]).missing == ["poor"])
        #expect(try missing("if local then poor else poor", [:], RandomRule.domains).missing == ["poor"])
        #expect(try missing("local and poor or local and not(poor)", [:], RandomRule.domains).missing == ["local"])
    }

    @Test func `bounds decide what no answer could change`() throws {
        #expect(try missing("age > 200 and local", [:], ["age": .whole(0...120)]).value == false)
        #expect(try missing("kind = \"z\" or local", ["local": false], ["kind": .codes(["a", "b"])]).value == false)
        #expect(
            try missing(
                "a + b > 300 or local", [:], ["a": .numbers(from: 0, to: 100), "b": .numbers(from: 0, to: 100)]
            )
            .missing == ["local"])
    }

    @Test func `a line in one fact is taken apart`() throws {
        let outcome = try missing("pay * 12 >= 60000 or pay >= 5000", [:], ["pay": .whole(0...100_000)])
        #expect(outcome.missing == ["pay"])
        #expect(outcome.isExact)
        #expect(try missing("pay * 12 < 60000 or pay >= 5000", [:], ["pay": .whole(0...100_000)]).value == true)
    }

    @Test func `a computation is asked for, but not sworn to`() throws {
        let outcome = try missing("string length(name) > 3 and local")
        #expect(outcome.missing == ["name", "local"])
        #expect(!outcome.isExact)
    }

    @Test func `a selection of codes is asked only while it matters`() throws {
        let domains: [String: Domain] = ["skills": Domain(.selection(["weld", "sew", "drive"])), "local": .boolean]
        #expect(try missing("list contains(skills, \"weld\") or local", ["local": true], domains).value == true)
        #expect(try missing("\"weld\" in skills and local", [:], domains).missing == ["skills", "local"])
        #expect(try missing("\"fly\" in skills and local", [:], domains).value == false)
    }

    @Test func `an unknown amount is missing even where no truth is asked for`() throws {
        let outcome = try missing("if age > 60 then 100 else base * 2", ["age": 30])
        #expect(outcome.missing == ["base"])
        #expect(try missing("if age > 60 then 100 else base * 2", ["age": 70]).value == 100)
    }

    @Test func `a table asks for the inputs that can still change the row`() throws {
        let table = try DecisionTable(
            hitPolicy: .first, inputs: ["age", "kind", "local"], outputs: ["amount"],
            rules: [
                ["< 18", "-", "-", "0"], ["-", #""a""#, "-", "500"], ["-", "-", "true", "500"], ["-", "-", "-", "100"],
            ])
        let rule = Expression(table)
        #expect(rule.evaluate(knowing: ["age": 10], domains: RandomRule.domains).value == 0)
        #expect(rule.evaluate(knowing: ["age": 20], domains: RandomRule.domains).missing == ["kind", "local"])
        #expect(rule.evaluate(knowing: ["age": 20, "kind": "a"], domains: RandomRule.domains).value == 500)
        #expect(rule.evaluate(knowing: ["age": 20, "local": true], domains: RandomRule.domains).value == 500)
    }

    @Test func `null is an answer where the domain says so`() throws {
        #expect(try missing("x != null or x = null", [:], ["x": Domain.text.orNull]).value == true)
        #expect(try missing("x = null and local", [:], ["x": Domain.text.orNull]).missing == ["x", "local"])
        #expect(try missing("x = null and local", [:], ["x": .text]).value == false)
    }

    /// All ways to fill in the facts that are not given.
    private func completions(_ facts: [String: Value], of names: Set<String>) -> [[String: Value]] {
        var all = [facts]
        for name in names.sorted() where facts[name] == nil {
            all = all.flatMap { partial in
                RandomRule.everyValue[name]!.map { value in partial.merging([name: value]) { $1 } }
            }
        }
        return all
    }

    @Test func `stopping early never gives another outcome, and nothing irrelevant is asked`() throws {
        var generator = Seeded(seed: 42)
        var exact = 0
        for round in 0..<400 {
            let source = RandomRule.make(&generator, depth: 1 + round % 3)
            let rule = try Expression(parsing: source)
            var facts = RandomRule.facts(&generator)
            if completions(facts, of: rule.names).count > 700 { facts["pay"] = 4 }
            let outcome = rule.evaluate(knowing: facts, domains: RandomRule.domains)
            let all = completions(facts, of: rule.names)
            let values = all.map { rule.evaluate(in: $0) }
            if let value = outcome.value {
                #expect(values.allSatisfy { $0 == value }, "\(source) \(facts)")
                #expect(outcome.missing.isEmpty)
                continue
            }
            // Brute force: a fact matters if changing it alone changes some outcome.
            let table = Dictionary(zip(all, values), uniquingKeysWith: { $1 })
            let relevant = rule.names.filter { name in
                facts[name] == nil
                    && table.contains { complete, value in
                        RandomRule.everyValue[name]!.contains { table[complete.merging([name: $0]) { $1 }] != value }
                    }
            }
            #expect(relevant.isSubset(of: outcome.missing), "\(source) \(facts) \(outcome) \(relevant)")
            if outcome.isExact {
                exact += 1
                #expect(Set(outcome.missing) == relevant, "\(source) \(facts)")
            }
        }
        #expect(exact > 100)
    }
}

@Suite struct `The nearest change` {
    @Test func `is the fewest facts, moved the least`() throws {
        let rule = try Expression(parsing: "age >= 18 and (months >= 6 or local)")
        let domains: [String: Domain] = ["months": .whole(0...60)]
        let changes = rule.nearestChange(from: ["age": 20, "months": 4, "local": false], changing: domains)
        #expect(changes == [FactChange(name: "months", from: 4, to: 6)])
        #expect(rule.nearestChange(from: ["age": 17, "months": 4, "local": false], changing: domains) == nil)
        #expect(rule.nearestChange(from: ["age": 20, "months": 7, "local": false], changing: domains) == [])
    }

    @Test func `takes one large step rather than two small ones`() throws {
        let rule = try Expression(parsing: "(a >= 1 and b >= 1) or c >= 100")
        let domains: [String: Domain] = ["a": .whole(0...200), "b": .whole(0...200), "c": .whole(0...200)]
        let changes = rule.nearestChange(from: ["a": 0, "b": 0, "c": 0], changing: domains)
        #expect(changes == [FactChange(name: "c", from: 0, to: 100)])
    }
}
