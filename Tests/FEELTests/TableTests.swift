import FEEL
import Testing

@Suite struct `Decision tables` {
    /// Three rules that overlap: over 10, over 20, and exactly 25.
    private func table(_ policy: String, values: String? = nil, defaults: String? = nil) throws -> Expression {
        Expression(
            try DecisionTable(
                hitPolicy: try #require(DecisionTable.HitPolicy(policy)), inputs: ["x"], outputs: ["amount"],
                outputValues: [values], defaults: [defaults],
                rules: [["> 10", "1"], ["> 20", "3"], ["25", "2"]]))
    }

    @Test(arguments: [
        ("F", 25, "1"), ("U", 15, "1"), ("U", 25, "null"), ("A", 15, "1"), ("A", 25, "null"), ("R", 25, "[1, 3, 2]"),
        ("C", 25, "[1, 3, 2]"), ("C+", 25, "6"), ("C<", 25, "1"), ("C>", 25, "3"), ("C#", 25, "3"), ("U", 5, "null"),
    ])
    func `every hit policy settles several matches in its way`(policy: String, x: Int, expected: String) throws {
        #expect(try table(policy).evaluate(in: ["x": .number(x)]).description == expected)
    }

    @Test func `priority follows the order of the output values`() throws {
        #expect(try table("P", values: "2, 3, 1").evaluate(in: ["x": 25]) == 2)
        #expect(try table("P", values: "3, 1, 2").evaluate(in: ["x": 25]) == 3)
        #expect(try table("O", values: "3, 1, 2").evaluate(in: ["x": 25]) == [3, 1, 2])
    }

    @Test func `the default holds when no rule matches`() throws {
        #expect(try table("U", defaults: "0").evaluate(in: ["x": 5]) == 0)
        #expect(try table("U", defaults: "0").evaluate(in: [:]) == 0)
    }

    @Test func `several outputs make a context`() throws {
        let table = Expression(
            try DecisionTable(
                hitPolicy: .first, inputs: ["age", "category"], outputs: ["amount", "months"],
                rules: [["< 18", "-", "0", "0"], ["-", #"not("other")"#, "age * 100", "6", "as the notice says"]]))
        #expect(table.evaluate(in: ["age": 20, "category": "graduate"]) == ["amount": 2000, "months": 6])
        #expect(table.evaluate(in: ["age": 20, "category": "other"]) == nil)
    }

    @Test func `an error in a cell says row and column`() throws {
        let error = #expect(throws: TableError.self) {
            try DecisionTable(hitPolicy: .first, inputs: ["a"], outputs: ["b"], rules: [["1", "2"], ["< ", "3"]])
        }
        #expect(error?.row == 2)
        #expect(error?.column == 1)
    }

    @Test func `gaps and overlaps are found with an example`() throws {
        let table = try DecisionTable(
            hitPolicy: .unique, inputs: ["age", "local"], outputs: ["amount"],
            rules: [
                ["< 18", "-", "0"], ["[18..60]", "true", "1"], ["[60..80]", "true", "2"], [">= 18", "false", "3"],
            ])
        let findings = table.findings(domains: ["age": .whole(0...120), "local": .boolean])
        let gap = try #require(findings.first { $0.kind == .gap })
        #expect(Expression(table).evaluate(in: gap.example) == nil)
        #expect(findings.contains { $0.kind == .overlap(2, 3) && $0.example["age"] == 60 })
        #expect(findings.count == 2)
        let whole = try DecisionTable(
            hitPolicy: .unique, inputs: ["age"], outputs: ["amount"], rules: [["< 18", "0"], [">= 18", "1"]])
        #expect(whole.findings(domains: ["age": .whole(0...120)]).isEmpty)
    }

    @Test func `unary tests speak of the value as a question mark`() throws {
        #expect(try UnaryTests(parsing: "? > 3 and even(?)").admit(4) == true)
        #expect(try UnaryTests(parsing: "? > 3 and even(?)").admit(5) == false)
        #expect(try UnaryTests(parsing: "-").admit(nil) == true)
        #expect(try UnaryTests(parsing: "not(1, 2)").admit(3) == true)
        #expect(try UnaryTests(parsing: "< 5").admit(nil) == nil)
        #expect(try UnaryTests(parsing: "list").admit("b") { _ in ["a", "b"] } == true)
    }
}
