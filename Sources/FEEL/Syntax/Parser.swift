/// A recursive-descent parser of the FEEL grammar (DMN 1.5, 10.3.1.2).
struct Parser {
    let tokens: [Token]
    var index = 0
    /// How many expressions are open around this one.
    var depth = 0
    /// Names in several words that are declared outside or further up in the text.
    var names: NameSet
    /// Inside the end of an interval a `[` closes it: `]1..5[`.
    var bracketCloses = false
    /// An operand that was already read while it could still have been a list of tests.
    var pending: Syntax?

    static let builtinNames = NameSet(Builtins.names)

    init(_ source: String, knownNames: some Sequence<String>, line: Int = 1) throws(SyntaxError) {
        try self.init(source, names: NameSet(knownNames), line: line)
    }

    init(_ source: String, names: NameSet, line: Int) throws(SyntaxError) {
        tokens = try Lexer.tokens(of: source, line: line)
        self.names = names
    }

    // MARK: Tokens

    var token: Token { tokens[index] }

    func ahead(_ count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }

    mutating func accept(symbol: String) -> Bool {
        guard token.isSymbol(symbol) else { return false }
        index += 1
        return true
    }

    mutating func accept(word: String) -> Bool {
        guard token.isWord(word) else { return false }
        index += 1
        return true
    }

    mutating func expect(symbol: String) throws(SyntaxError) {
        if !accept(symbol: symbol) { throw unexpected("'\(symbol)'") }
    }

    mutating func expect(word: String) throws(SyntaxError) {
        if !accept(word: word) { throw unexpected("'\(word)'") }
    }

    func unexpected(_ expected: String) -> SyntaxError {
        SyntaxError(problem: .unexpected(found: token.shown, expected: expected), position: token.position)
    }

    func node(_ form: Syntax.Form, at position: Position) throws(SyntaxError) -> Syntax {
        let node = Syntax(form, at: position)
        guard node.height <= Expression.maximumHeight else { throw SyntaxError(problem: .tooDeep, position: position) }
        return node
    }

    /// Everything up to the end of the text.
    mutating func wholeExpression() throws(SyntaxError) -> Syntax {
        let syntax = try expression()
        guard token.kind == .end else { throw unexpected("an operator or the end") }
        return syntax
    }

    // MARK: Operators, from the weakest binding to the strongest

    mutating func expression() throws(SyntaxError) -> Syntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Expression.maximumDepth else { throw SyntaxError(problem: .tooDeep, position: token.position) }
        return try disjunction()
    }

    private mutating func disjunction() throws(SyntaxError) -> Syntax {
        let start = token.position
        var parts = [try conjunction()]
        while accept(word: "or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : try node(.disjunction(parts), at: start)
    }

    private mutating func conjunction() throws(SyntaxError) -> Syntax {
        let start = token.position
        var parts = [try comparison()]
        while accept(word: "and") { parts.append(try comparison()) }
        return parts.count == 1 ? parts[0] : try node(.conjunction(parts), at: start)
    }

    private mutating func comparison() throws(SyntaxError) -> Syntax {
        let start = token.position
        var left = try additive()
        while true {
            if token.kind == .symbol, let operation = Syntax.Comparison(rawValue: token.text) {
                index += 1
                left = try node(.comparison(operation, left, try additive()), at: start)
            } else if accept(word: "between") {
                let lower = try additive()
                try expect(word: "and")
                left = try node(.between(left, lower: lower, upper: try additive()), at: start)
            } else if accept(word: "in") {
                left = try node(.membership(left, try membershipTests()), at: start)
            } else {
                return left
            }
        }
    }

    mutating func additive() throws(SyntaxError) -> Syntax {
        let start = token.position
        var left = try multiplicative()
        while token.kind == .symbol, token.text == "+" || token.text == "-" {
            let operation: Syntax.Arithmetic = token.text == "+" ? .add : .subtract
            index += 1
            left = try node(.arithmetic(operation, left, try multiplicative()), at: start)
        }
        return left
    }

    private mutating func multiplicative() throws(SyntaxError) -> Syntax {
        let start = token.position
        var left = try power()
        while token.kind == .symbol, token.text == "*" || token.text == "/" {
            let operation: Syntax.Arithmetic = token.text == "*" ? .multiply : .divide
            index += 1
            left = try node(.arithmetic(operation, left, try power()), at: start)
        }
        return left
    }

    private mutating func power() throws(SyntaxError) -> Syntax {
        let start = token.position
        var left = try negation()
        while accept(symbol: "**") {
            left = try node(.arithmetic(.power, left, try negation()), at: start)
        }
        return left
    }

    private mutating func negation() throws(SyntaxError) -> Syntax {
        let start = token.position
        var minuses = 0
        while accept(symbol: "-") { minuses += 1 }
        var operand = try postfix()
        guard minuses <= Expression.maximumDepth else { throw SyntaxError(problem: .tooDeep, position: start) }
        for _ in 0..<minuses {
            if case .literal(.number(let number)) = operand.form, !number.isZero {
                operand = try node(.literal(.number(-number)), at: start)
            } else {
                operand = try node(.negation(operand), at: start)
            }
        }
        return operand
    }

    // MARK: Paths, filters, invocations, `instance of`

    private mutating func postfix() throws(SyntaxError) -> Syntax {
        let start = token.position
        var left = try primary()
        while true {
            if token.isSymbol("."), ahead(1).kind == .word {
                index += 1
                left = try node(.path(left, memberName()), at: start)
            } else if token.isSymbol("...") {
                index += 1
                left = try node(.descendants(left, memberName()), at: start)
            } else if token.isSymbol("["), !bracketCloses {
                index += 1
                let condition = try enclosed { parser throws(SyntaxError) in try parser.expression() }
                try expect(symbol: "]")
                left = try node(.filter(left, condition), at: start)
            } else if token.isSymbol("(") {
                left = try node(.invocation(left, try arguments()), at: start)
            } else if token.isWord("instance"), ahead(1).isWord("of") {
                index += 2
                left = try node(.instance(left, try type()), at: start)
            } else {
                return left
            }
        }
    }

    /// Inside brackets of its own kind a text forgets that it stands in the end of an interval.
    mutating func enclosed<Result>(
        _ body: (inout Parser) throws(SyntaxError) -> Result
    ) throws(SyntaxError) -> Result {
        let outer = bracketCloses
        bracketCloses = false
        defer { bracketCloses = outer }
        return try body(&self)
    }

    private mutating func arguments() throws(SyntaxError) -> [Syntax.Argument] {
        try expect(symbol: "(")
        return try enclosed { parser throws(SyntaxError) in
            var arguments: [Syntax.Argument] = []
            if parser.accept(symbol: ")") { return arguments }
            repeat {
                let name = parser.nameBeforeColon()
                arguments.append(Syntax.Argument(name: name, value: try parser.expression()))
            } while parser.accept(symbol: ",")
            try parser.expect(symbol: ")")
            return arguments
        }
    }
}
