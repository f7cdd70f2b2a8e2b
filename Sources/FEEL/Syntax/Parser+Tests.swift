extension Parser {
    /// What stands behind `in`: `(test, test)`, one test, or one operand.
    mutating func membershipTests() throws(SyntaxError) -> [Syntax.Test] {
        guard token.isSymbol("(") else { return [try positiveTest()] }
        let tests = try parenthesizedTests()
        guard tests.count == 1, case .expression(let operand) = tests[0] else { return tests }
        // `(a)`, `(1..5]`: may go on as an operand, as in `x in (a).b`.
        pending = operand
        return [.expression(try additive())]
    }

    /// `(test, test)`, or an interval that begins with a parenthesis.
    private mutating func parenthesizedTests() throws(SyntaxError) -> [Syntax.Test] {
        let start = token.position
        try expect(symbol: "(")
        let tests = try enclosed { parser throws(SyntaxError) in try parser.positiveTests() }
        if token.isSymbol(".."), tests.count == 1, case .expression(let lower) = tests[0] {
            return [.expression(try interval(from: lower, includesLower: false, at: start))]
        }
        try expect(symbol: ")")
        return tests
    }

    mutating func positiveTests() throws(SyntaxError) -> [Syntax.Test] {
        var tests = [try positiveTest(alone: true)]
        while accept(symbol: ",") { tests.append(try positiveTest(alone: true)) }
        return tests
    }

    /// - Parameter alone: in a list of tests a whole expression may stand; behind `in` only an operand.
    private mutating func positiveTest(alone: Bool = false) throws(SyntaxError) -> Syntax.Test {
        if pending == nil, token.kind == .symbol, let operation = Syntax.Comparison(rawValue: token.text) {
            index += 1
            return .comparison(operation, try additive())
        }
        return .expression(alone ? try expression() : try additive())
    }

    /// A decision table cell: `-`, tests, or `not(tests)`; `nil` for the dash.
    mutating func wholeUnaryTests() throws(SyntaxError) -> (tests: [Syntax.Test], negated: Bool)? {
        if token.isSymbol("-"), ahead(1).kind == .end { return nil }
        if token.isWord("not"), ahead(1).isSymbol("(") {
            let start = token.position
            index += 1
            let tests = try parenthesizedTests()
            if token.kind == .end { return (tests, true) }
            // `not(a) and b`, `not(a), 5`: an invocation of the built-in function.
            var arguments: [Syntax.Argument] = []
            for case .expression(let operand) in tests { arguments.append(Syntax.Argument(name: nil, value: operand)) }
            guard arguments.count == tests.count else { throw unexpected("the end") }
            let function = try node(.name("not"), at: start)
            pending = try node(.invocation(function, arguments), at: start)
        }
        let tests = try positiveTests()
        guard token.kind == .end else { throw unexpected("',' or the end") }
        return (tests, false)
    }
}
