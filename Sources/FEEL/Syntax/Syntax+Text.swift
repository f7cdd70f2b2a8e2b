extension Syntax: CustomStringConvertible {
    /// The expression as FEEL text, with the usual spaces and only the brackets it needs.
    public var description: String { text { $0 } }

    /// How tightly the operator at the top binds.
    fileprivate var precedence: Int {
        switch form {
        case .conditional, .iteration, .quantified, .function, .external: 1
        case .disjunction: 2
        case .conjunction: 3
        case .comparison, .between, .membership: 4
        case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _): 5
        case .arithmetic(.multiply, _, _), .arithmetic(.divide, _, _): 6
        case .arithmetic(.power, _, _): 7
        case .negation: 8
        case .literal(.number(let number)): number.isNegative ? 8 : 10
        case .path, .descendants, .filter, .invocation, .instance: 9
        case .typed(let inner, _): inner.precedence
        default: 10
        }
    }

    /// The expression as FEEL text in which names are replaced, for readers rather than for a parser.
    public func text(naming label: @escaping (String) -> String) -> String {
        SyntaxWriter(label: label).text(self, inside: 0)
    }
}

/// Writes expressions as text.
struct SyntaxWriter {
    let label: (String) -> String

    /// - Parameter outer: a text that binds less tightly than this gets brackets.
    func text(_ syntax: Syntax, inside outer: Int) -> String {
        syntax.precedence < outer ? "(" + text(syntax) + ")" : text(syntax)
    }

    private func text(_ syntax: Syntax) -> String {
        switch syntax.form {
        case .literal(let value): value.description
        case .name(let name): label(name)
        case .path(let source, let member): text(source, inside: 9) + "." + member
        case .descendants(let source, let member): text(source, inside: 9) + "..." + member
        case .arithmetic(let operation, let left, let right):
            text(left, inside: syntax.precedence) + " \(operation.rawValue) "
                + text(right, inside: syntax.precedence + 1)
        case .negation(let operand): "-" + text(operand, inside: 9)
        case .comparison(let operation, let left, let right):
            text(left, inside: 5) + " \(operation.rawValue) " + text(right, inside: 5)
        case .conjunction(let parts): parts.map { text($0, inside: 4) }.joined(separator: " and ")
        case .disjunction(let parts): parts.map { text($0, inside: 3) }.joined(separator: " or ")
        case .between(let value, let lower, let upper):
            text(value, inside: 5) + " between " + text(lower, inside: 5) + " and " + text(upper, inside: 5)
        case .membership(let value, let tests): text(value, inside: 5) + " in " + text(tests)
        case .conditional(let condition, let then, let otherwise, _):
            "if \(text(condition)) then \(text(then)) else \(text(otherwise))"
        case .iteration(let iterations, let body): "for " + text(iterations) + " return " + text(body)
        case .quantified(let quantifier, let iterations, let condition):
            quantifier.rawValue + " " + text(iterations) + " satisfies " + text(condition)
        default: structure(syntax)
        }
    }

    private func structure(_ syntax: Syntax) -> String {
        switch syntax.form {
        case .list(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
        case .context(let entries): "{" + text(entries) + "}"
        case .range(let bounds): text(bounds)
        case .filter(let source, let condition): text(source, inside: 9) + "[\(text(condition))]"
        case .invocation(let function, let arguments):
            text(function, inside: 9) + "("
                + arguments.map { ($0.name.map { $0 + ": " } ?? "") + text($0.value) }.joined(separator: ", ") + ")"
        case .function(let parameters, let body): "function(" + text(parameters) + ") " + text(body)
        case .external(let parameters, let body): "function(" + text(parameters) + ") external " + text(body)
        case .instance(let value, let type): text(value, inside: 9) + " instance of \(type)"
        case .typed(let value, _): text(value)
        case .scoped(let entries, let result): "{" + text(entries) + ", result: \(text(result))}.result"
        case .table: "decision table"
        default: ""
        }
    }

    private func text(_ iterations: [Syntax.Iteration]) -> String {
        iterations.map { iteration in
            iteration.name + " in " + text(iteration.domain) + (iteration.upTo.map { ".." + text($0) } ?? "")
        }.joined(separator: ", ")
    }

    private func text(_ entries: [Syntax.Entry]) -> String {
        entries.map { Value.key($0.name) + ": " + text($0.value) }.joined(separator: ", ")
    }

    private func text(_ parameters: [Syntax.Parameter]) -> String {
        parameters.map { $0.name + ($0.type.map { ": \($0)" } ?? "") }.joined(separator: ", ")
    }

    private func text(_ bounds: Syntax.Bounds) -> String {
        if let comparison = bounds.comparison {
            return "(\(comparison.rawValue) " + ((bounds.lower ?? bounds.upper).map(text) ?? "null") + ")"
        }
        return (bounds.includesLower ? "[" : "(") + (bounds.lower.map(text) ?? "null") + ".."
            + (bounds.upper.map(text) ?? "null") + (bounds.includesUpper ? "]" : ")")
    }

    func text(_ tests: [Syntax.Test]) -> String {
        let texts = tests.map { test in
            switch test {
            case .comparison(let operation, let operand): operation.rawValue + " " + text(operand)
            case .expression(let operand): text(operand)
            }
        }
        return tests.count == 1 && tests[0].standsAlone ? texts[0] : "(" + texts.joined(separator: ", ") + ")"
    }
}

extension Syntax.Test {
    /// Whether the test needs no brackets behind `in`.
    fileprivate var standsAlone: Bool {
        switch operand.form {
        case .literal, .name, .list, .range, .path: true
        default: false
        }
    }
}
