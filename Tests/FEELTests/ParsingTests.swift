import FEEL
import Testing

@Suite struct `Reading FEEL text` {
    private func error(_ source: String) -> SyntaxError? {
        do {
            _ = try Expression(parsing: source)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("1 +", 1, 4), ("a and\n  (b or )", 2, 9), ("{a: 1, b 2}", 1, 11), ("if a then b", 1, 12), ("1 § 2", 1, 3),
        ("\"abc", 1, 1), ("1 /* x", 1, 3), ("[1, 2", 1, 6), ("年龄 > ?? 3", 1, 9), ("x instance of 5", 1, 15),
        ("\"\\u12G4\"", 1, 2), ("for in x return 1", 1, 5),
    ])
    func `an error says where it is`(source: String, line: Int, column: Int) throws {
        let error = try #require(self.error(source))
        #expect([error.line, error.column] == [line, column], "\(error)")
        #expect(!error.message.isEmpty && !error.chineseMessage.isEmpty)
    }

    @Test func `a question for the type is one even where a name ends in instance`() throws {
        let text = "1 - 2 + x instance - 2 + x instance of fmb25"
        let expression = try Expression(parsing: text)
        let again = try Expression(parsing: expression.syntax.description, knownNames: expression.names)
        #expect(again.syntax.description == expression.syntax.description)
        #expect(
            try Expression(parsing: "x instance of number", knownNames: ["x instance"]).evaluate(in: ["x": 1]) == true)
    }

    @Test(arguments: [
        ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("2 * 3 ** 2", "18"), ("-3 ** 2", "9"), ("2 ** 3 ** 2", "64"),
        ("10 - 4 - 3", "3"), ("1 < 2 and 2 < 3 or false", "true"), ("false or true and false", "false"),
        ("if true then 1 else 2 + 10", "1"), ("5 in (1..5]", "true"), ("5 in ]1..5[", "false"), ("1 in <= 1", "true"),
        ("5 in (> 3, < 1)", "true"), ("3 in [[1..2], [3..4]]", "true"), ("1 between 0 and 2 and true", "true"),
        ("{a: [1, 2, 3]}.a[2]", "2"), ("[1..5].start included", "true"), ("// note\n1 /* two */ + 2", "3"),
        ("\"a\" + \"\\n\\u4eba\"", "\"a\\n人\""), ("(function(x, y) x - y)(y: 1, x: 5)", "4"),
        ("not(true)", "false"), ("1 in not(2)", "false"),
    ])
    func `operators bind as the standard says`(source: String, expected: String) throws {
        #expect(try value(source).description == expected)
    }

    @Test func `writing a parsed text and reading it again changes nothing`() throws {
        for source in [
            "a + b * (c - d) / -e ** 2", "if a > 1 then [1, 2] else {x: \"q\\\"\", y y: x}.y y", "a.b.c[item > 2][1]",
            "for i in 1..n, j in list return i + j", "every x in l satisfies x in (1, > 5, [2..3))",
            "function(a: number, b) a instance of list<number>", "x between 1 and 2 or not(y) and z", "(a or b) and c",
            "f(p q: 1, r: 2)(3)", "@\"2024-06-07\" - @\"P1D\"", "a - (b - c)", "(1 + 2).x", "-(1 + 2)", "x...y",
        ] {
            let first = try Expression(parsing: source)
            let second = try Expression(parsing: first.syntax.description)
            #expect(first.syntax.description == second.syntax.description, "\(source)")
            #expect(first.names == second.names, "\(source)")
        }
    }

    @Test func `nesting beyond the limit is refused, not followed`() {
        for (open, close) in [("(", ")"), ("[", "]"), ("{a:", "}"), ("-(", ")"), ("x in (", ")"), ("not(", ")")] {
            let deep = String(repeating: open, count: 5000) + "1" + String(repeating: close, count: 5000)
            #expect(error(deep)?.problem == .tooDeep, "\(open)")
        }
        #expect(error(String(repeating: "if a then b else ", count: 5000) + "c")?.problem == .tooDeep)
        #expect(error(String(repeating: "-", count: 100_000) + "1") != nil)
        #expect(error(Array(repeating: "1", count: 5000).joined(separator: "+"))?.problem == .tooDeep)
        #expect(error(Array(repeating: "a", count: 50_000).joined(separator: " and ")) == nil)
    }

    @Test func `random text never crashes the parser, and what it reads can be evaluated`() {
        var generator = Seeded(seed: 3)
        let pieces = [
            "a", "b c", "1", "2.5", "\"x\"", "(", ")", "[", "]", "{", "}", ":", ",", ".", "..", "...", "+", "-", "*",
            "/",
            "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in", "between", "if", "then", "else", "for",
            "return",
            "some", "every", "satisfies", "instance of", "function", "external", "list<", "number", "@\"P1D\"", "null",
            "true",
            "item", "partial", "?", "count", "date and time", "->", "\u{0}", "\\", "'", "人", "\n", "//", "/*", "*/",
            "\"",
        ]
        let limits = Environment(stepLimit: 10_000)
        for round in 0..<6000 {
            var source = ""
            for _ in 0..<(generator.next() % 14) {
                source += pieces[Int(generator.next() % UInt64(pieces.count))] + (generator.next() & 1 == 0 ? " " : "")
            }
            if round % 3 == 0 {
                source = String(
                    decoding: (0..<40).map { _ in UInt8(truncatingIfNeeded: generator.next()) }, as: UTF8.self)
            }
            if let expression = try? Expression(parsing: source) {
                _ = expression.evaluate(in: ["a": [1, ["b c": 2]], "b c": "x"], environment: limits)
                _ = expression.syntax.description
            }
            _ = try? UnaryTests(parsing: source)
        }
    }
}

@Suite struct `Runaway expressions` {
    @Test(arguments: [
        "for i in 1..1000000000000 return i", "{f: function(x) f(x + 1), r: f(1)}.r",
        "for i in 1..100 return if i = 1 then \"ab\" else partial[-1] + partial[-1]",
        "for i in 1..1000000 return [partial[-1]]",
        "for i in 1..90 return if i = 1 then [1, 1] else [partial[-1], partial[-1]]",
        "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\", \"(a+)+$\")",
        "some a in 1..100000, b in 1..100000 satisfies a = -b",
        "{f: function(x) [x, x], a: f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(f(1)))))))))))))))))))))))))))),"
            + " r: string length(string(a))}.r",
    ])
    func `are stopped with a reason`(source: String) throws {
        let expression = try Expression(parsing: source)
        let outcome = expression.outcome(environment: Environment(stepLimit: 500_000)) { _ in nil }
        #expect(outcome.value == nil)
        #expect(outcome.problem != nil || source.contains("string length"))
    }
}
