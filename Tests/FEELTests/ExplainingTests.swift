import FEEL
import Testing

@Suite struct `Explaining an outcome` {
    @Test func `one failed condition is the whole reason`() throws {
        let rule = try Expression(parsing: #"category = "graduate" and age >= 18 and local"#)
        let explanation = rule.explain(in: ["category": "graduate", "age": 17, "local": true])
        #expect(explanation.value == false)
        #expect(explanation.because.map(\.expression) == ["age >= 18"])
        #expect(explanation.facts == ["age": 17])
        #expect(explanation.because[0].position.column == 27)
    }

    @Test func `every condition is a reason when all had to hold`() throws {
        let rule = try Expression(parsing: "age >= 18 and local")
        let explanation = rule.explain(in: ["age": 20, "local": true])
        #expect(explanation.because.map(\.expression) == ["age >= 18", "local"])
    }

    @Test func `what is not known is the reason for not knowing`() throws {
        let explanation = try Expression(parsing: "age >= 18 and local").explain(in: ["local": true])
        #expect(explanation.value == nil)
        #expect(explanation.because.map(\.expression) == ["age >= 18"])
        #expect(explanation.because[0].english() == "age >= 18 cannot be decided (age is not known)")
    }

    @Test func `a row of a table is named with its conditions`() throws {
        let table = try DecisionTable(
            hitPolicy: .first, inputs: ["age", "category"], outputs: ["amount"],
            rules: [["< 18", "-", "0"], [">= 18", #""graduate""#, "3000", "notice 2024-3, article 5"]])
        let explanation = Expression(table).explain(in: ["age": 22, "category": "graduate"])
        #expect(explanation.value == 3000)
        #expect(explanation.reason.kind == .rules([2], annotations: ["notice 2024-3, article 5"]))
        #expect(explanation.facts == ["age": 22, "category": "graduate"])
        #expect(explanation.because[0].chinese() == "适用第 2 条规则：notice 2024-3, article 5")
        let none = Expression(table).explain(in: ["age": 22, "category": "other"])
        #expect(none.reason.kind == .noRule)
        #expect(none.reason.parts.count == 2)
    }

    @Test func `the element that decided is shown`() throws {
        let rule = try Expression(parsing: "some p in pays satisfies p > 4000")
        let explanation = rule.explain(in: ["pays": [3000, 5000, 6000]])
        #expect(explanation.because.map(\.kind) == [.witness("p", 5000)])
    }

    @Test func `sentences use the words of the reader`() throws {
        let rule = try Expression(parsing: "age >= 18")
        let labels = ["age": "年龄"]
        let label = { @Sendable (name: String) in labels[name] ?? name }
        let reason = rule.explain(in: ["age": 17], naming: label).because[0]
        #expect(reason.chinese(label) == "不满足“年龄 >= 18”（年龄为 17）")
    }

    @Test func `explaining never changes the value`() throws {
        var generator = Seeded(seed: 21)
        for _ in 0..<500 {
            let source = RandomRule.make(&generator, depth: 4)
            let rule = try Expression(parsing: source)
            let facts = RandomRule.facts(&generator)
            #expect(rule.explain(in: facts).value == rule.evaluate(in: facts), "\(source)")
        }
    }
}

/// Random eligibility rules over a few facts.
enum RandomRule {
    static let domains: [String: Domain] = [
        "age": .whole(0...9), "pay": .whole(0...9), "kind": .codes(["a", "b", "c"]), "local": .boolean,
        "poor": .boolean,
    ]

    static func make(_ generator: inout Seeded, depth: Int) -> String {
        func pick(_ options: [String]) -> String { options[Int(generator.next() % UInt64(options.count))] }
        if depth == 0 || generator.next() % 4 == 0 {
            let number = String(generator.next() % 11)
            return pick([
                "age >= \(number)", "pay < \(number)", "age = \(number)", "kind = \"a\"", "kind in (\"b\", \"c\")",
                "local", "poor",
                "not(local)", "age between 2 and \(number)", "pay in [\(number)..8]", "age * 2 - 1 > \(number)",
                "kind != \"b\"",
                "pay in (1, \(number), > 7)", "poor = true", "age + pay > \(number)", "age > pay",
            ])
        }
        let a = make(&generator, depth: depth - 1)
        let b = make(&generator, depth: depth - 1)
        switch generator.next() % 5 {
        case 0, 1: return "(\(a) and \(b))"
        case 2, 3: return "(\(a) or \(b))"
        default: return "(if \(a) then \(b) else \(make(&generator, depth: depth - 1)))"
        }
    }

    static func facts(_ generator: inout Seeded) -> [String: Value] {
        var facts: [String: Value] = [:]
        for (name, values) in everyValue.sorted(by: { $0.key < $1.key }) where generator.next() % 4 != 0 {
            facts[name] = values[Int(generator.next() % UInt64(values.count))]
        }
        return facts
    }

    static let everyValue: [String: [Value]] = [
        "age": (0...9).map { .number($0) }, "pay": (0...9).map { .number($0) }, "kind": ["a", "b", "c"],
        "local": [true, false], "poor": [true, false],
    ]
}
