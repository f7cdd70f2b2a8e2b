extension Parser {
    mutating func primary() throws(SyntaxError) -> Syntax {
        if let read = pending {
            pending = nil
            return read
        }
        let start = token.position
        switch token.kind {
        case .end:
            throw unexpected("an expression")
        case .number:
            let text = token.text
            index += 1
            return try node(.literal(Decimal128(parsing: text).map { .number($0) } ?? .null), at: start)
        case .string:
            index += 1
            return try node(.literal(.string(tokens[index - 1].text)), at: start)
        case .word:
            return try word(at: start)
        case .symbol:
            return try symbol(at: start)
        }
    }

    private mutating func word(at start: Position) throws(SyntaxError) -> Syntax {
        if token.isKeyword, knownNameBegins { return try node(.name(name()), at: start) }
        switch token.text {
        case "true", "false":
            index += 1
            return try node(.literal(.boolean(tokens[index - 1].text == "true")), at: start)
        case "null":
            index += 1
            return try node(.literal(.null), at: start)
        case "if":
            return try enclosed { parser throws(SyntaxError) in try parser.conditional(at: start) }
        case "for":
            return try enclosed { parser throws(SyntaxError) in try parser.loop(at: start) }
        case "some", "every":
            return try enclosed { parser throws(SyntaxError) in try parser.quantified(at: start) }
        case "function" where ahead(1).isSymbol("("):
            return try enclosed { parser throws(SyntaxError) in try parser.function(at: start) }
        default:
            if token.isKeyword { throw unexpected("an expression") }
            return try node(.name(name()), at: start)
        }
    }

    private mutating func symbol(at start: Position) throws(SyntaxError) -> Syntax {
        switch token.text {
        case "(":
            return try parenthesis(at: start)
        case "[":
            return try bracket(at: start)
        case "]":
            index += 1
            return try interval(includesLower: false, at: start)
        case "{":
            return try enclosed { parser throws(SyntaxError) in try parser.context(at: start) }
        case "@":
            index += 1
            guard token.kind == .string else { throw unexpected("a date, time or duration in quotes") }
            let text = token.text
            index += 1
            return try node(.literal(Value(temporalText: text)), at: start)
        default:
            throw unexpected("an expression")
        }
    }

    /// `(a)`, `(a..b]`, `(> a)`
    private mutating func parenthesis(at start: Position) throws(SyntaxError) -> Syntax {
        index += 1
        if token.kind == .symbol, let operation = Syntax.Comparison(rawValue: token.text) {
            index += 1
            let operand = try enclosed { parser throws(SyntaxError) in try parser.additive() }
            try expect(symbol: ")")
            return try node(.range(Parser.bounds(operation, operand)), at: start)
        }
        let first = try enclosed { parser throws(SyntaxError) in try parser.expression() }
        if token.isSymbol("..") { return try interval(from: first, includesLower: false, at: start) }
        try expect(symbol: ")")
        return first
    }

    /// `> a` as a range.
    static func bounds(_ operation: Syntax.Comparison, _ operand: Syntax) -> Syntax.Bounds {
        let opensDown = operation == .less || operation == .lessOrEqual
        let opensUp = operation == .greater || operation == .greaterOrEqual
        return Syntax.Bounds(
            comparison: operation, lower: opensDown ? nil : operand, upper: opensUp ? nil : operand,
            includesLower: operation == .equal || operation == .greaterOrEqual,
            includesUpper: operation == .equal || operation == .lessOrEqual)
    }

    /// `[a, b]`, `[a..b)`
    private mutating func bracket(at start: Position) throws(SyntaxError) -> Syntax {
        index += 1
        var elements: [Syntax] = []
        if accept(symbol: "]") { return try node(.list(elements), at: start) }
        let first = try enclosed { parser throws(SyntaxError) in try parser.listElement() }
        if token.isSymbol("..") { return try interval(from: first, includesLower: true, at: start) }
        elements.append(first)
        while accept(symbol: ",") {
            elements.append(try enclosed { parser throws(SyntaxError) in try parser.listElement() })
        }
        try expect(symbol: "]")
        return try node(.list(elements), at: start)
    }

    /// An expression or an open range such as `< 5`.
    private mutating func listElement() throws(SyntaxError) -> Syntax {
        let start = token.position
        if token.kind == .symbol, let operation = Syntax.Comparison(rawValue: token.text) {
            index += 1
            let operand = try additive()
            return try node(.range(Parser.bounds(operation, operand)), at: start)
        }
        return try expression()
    }

    private mutating func interval(includesLower: Bool, at start: Position) throws(SyntaxError) -> Syntax {
        let lower = try enclosed { parser throws(SyntaxError) in try parser.additive() }
        return try interval(from: lower, includesLower: includesLower, at: start)
    }

    mutating func interval(
        from lower: Syntax, includesLower: Bool, at start: Position
    ) throws(SyntaxError) -> Syntax {
        try expect(symbol: "..")
        let outer = bracketCloses
        bracketCloses = true
        defer { bracketCloses = outer }
        let upper = try additive()
        let includesUpper = token.isSymbol("]")
        guard includesUpper || token.isSymbol(")") || token.isSymbol("[") else { throw unexpected("']' or ')'") }
        index += 1
        let bounds = Syntax.Bounds(
            comparison: nil, lower: lower, upper: upper, includesLower: includesLower, includesUpper: includesUpper)
        return try node(.range(bounds), at: start)
    }

    private mutating func conditional(at start: Position) throws(SyntaxError) -> Syntax {
        index += 1
        let condition = try expression()
        try expect(word: "then")
        let then = try expression()
        try expect(word: "else")
        return try node(.conditional(condition, then: then, else: try expression(), isBoxed: false), at: start)
    }

    private mutating func loop(at start: Position) throws(SyntaxError) -> Syntax {
        index += 1
        let outer = names
        defer { names = outer }
        let iterations = try iterations()
        names.insert("partial")
        try expect(word: "return")
        return try node(.iteration(iterations, return: try expression()), at: start)
    }

    private mutating func quantified(at start: Position) throws(SyntaxError) -> Syntax {
        let quantifier: Syntax.Quantifier = token.text == "some" ? .some : .every
        index += 1
        let outer = names
        defer { names = outer }
        let iterations = try iterations()
        try expect(word: "satisfies")
        return try node(.quantified(quantifier, iterations, satisfies: try expression()), at: start)
    }

    private mutating func iterations() throws(SyntaxError) -> [Syntax.Iteration] {
        var iterations: [Syntax.Iteration] = []
        repeat {
            let name = try declaredName { $0.isWord("in") }
            try expect(word: "in")
            let domain = try expression()
            let upTo = accept(symbol: "..") ? try expression() : nil
            iterations.append(Syntax.Iteration(name: name, domain: domain, upTo: upTo))
        } while accept(symbol: ",")
        return iterations
    }

    private mutating func function(at start: Position) throws(SyntaxError) -> Syntax {
        index += 1
        try expect(symbol: "(")
        let outer = names
        defer { names = outer }
        var parameters: [Syntax.Parameter] = []
        if !accept(symbol: ")") {
            repeat {
                let name = try declaredName { $0.isSymbol(",") || $0.isSymbol(")") || $0.isSymbol(":") }
                let type = accept(symbol: ":") ? try type() : nil
                parameters.append(Syntax.Parameter(name: name, type: type))
            } while accept(symbol: ",")
            try expect(symbol: ")")
        }
        if accept(word: "external") {
            return try node(.external(parameters, try expression()), at: start)
        }
        return try node(.function(parameters, try expression()), at: start)
    }

    private mutating func context(at start: Position) throws(SyntaxError) -> Syntax {
        index += 1
        var entries: [Syntax.Entry] = []
        if accept(symbol: "}") { return try node(.context(entries), at: start) }
        repeat {
            let position = token.position
            let name: String
            if token.kind == .string {
                name = token.text
                index += 1
            } else {
                name = try declaredName { $0.isSymbol(":") }
            }
            try expect(symbol: ":")
            entries.append(Syntax.Entry(name: name, value: try expression(), position: position))
        } while accept(symbol: ",")
        try expect(symbol: "}")
        return try node(.context(entries), at: start)
    }
}
