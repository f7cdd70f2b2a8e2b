extension Syntax: CustomStringConvertible {
    /// The expression as FEEL text, with the usual spaces and only the brackets it needs.
    public var description: String { text(inside: 0) }

    /// How tightly the operator at the top binds.
    private var precedence: Int {
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

    /// - Parameter outer: a text that binds less tightly than this gets brackets.
    private func text(inside outer: Int) -> String { precedence < outer ? "(" + text + ")" : text }

    private var text: String {
        switch form {
        case .literal(let value): value.description
        case .name(let name): name
        case .path(let source, let member): source.text(inside: 9) + "." + member
        case .descendants(let source, let member): source.text(inside: 9) + "..." + member
        case .arithmetic(let operation, let left, let right):
            left.text(inside: precedence) + " \(operation.rawValue) " + right.text(inside: precedence + 1)
        case .negation(let operand): "-" + operand.text(inside: 9)
        case .comparison(let operation, let left, let right):
            left.text(inside: 5) + " \(operation.rawValue) " + right.text(inside: 5)
        case .conjunction(let parts): parts.map { $0.text(inside: 4) }.joined(separator: " and ")
        case .disjunction(let parts): parts.map { $0.text(inside: 3) }.joined(separator: " or ")
        case .between(let value, let lower, let upper):
            value.text(inside: 5) + " between " + lower.text(inside: 5) + " and " + upper.text(inside: 5)
        case .membership(let value, let tests): value.text(inside: 5) + " in " + Syntax.text(of: tests)
        case .conditional(let condition, let then, let otherwise, _):
            "if \(condition) then \(then) else \(otherwise)"
        case .iteration(let iterations, let body): "for " + Syntax.text(of: iterations) + " return \(body)"
        case .quantified(let quantifier, let iterations, let condition):
            "\(quantifier.rawValue) " + Syntax.text(of: iterations) + " satisfies \(condition)"
        case .list(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .context(let entries): "{" + Syntax.text(of: entries) + "}"
        case .range(let bounds): bounds.description
        case .filter(let source, let condition): source.text(inside: 9) + "[\(condition)]"
        case .invocation(let function, let arguments):
            function.text(inside: 9) + "("
                + arguments.map { ($0.name.map { $0 + ": " } ?? "") + $0.value.description }.joined(separator: ", ") + ")"
        case .function(let parameters, let body): "function(" + Syntax.text(of: parameters) + ") \(body)"
        case .external(let parameters, let body): "function(" + Syntax.text(of: parameters) + ") external \(body)"
        case .instance(let value, let type): value.text(inside: 9) + " instance of \(type)"
        case .typed(let value, _): value.text
        case .scoped(let entries, let result): "{" + Syntax.text(of: entries) + ", result: \(result)}.result"
        case .table: "decision table"
        }
    }

    private static func text(of iterations: [Iteration]) -> String {
        iterations.map { iteration in
            "\(iteration.name) in \(iteration.domain)" + (iteration.upTo.map { "..\($0)" } ?? "")
        }.joined(separator: ", ")
    }

    private static func text(of entries: [Entry]) -> String {
        entries.map { Value.key($0.name) + ": \($0.value)" }.joined(separator: ", ")
    }

    private static func text(of parameters: [Parameter]) -> String {
        parameters.map { $0.name + ($0.type.map { ": \($0)" } ?? "") }.joined(separator: ", ")
    }

    private static func text(of tests: [Test]) -> String {
        tests.count == 1 && tests[0].standsAlone
            ? tests[0].description : "(" + tests.map(\.description).joined(separator: ", ") + ")"
    }
}

extension Syntax.Test: CustomStringConvertible {
    public var description: String {
        switch self {
        case .comparison(let operation, let operand): "\(operation.rawValue) \(operand)"
        case .expression(let operand): operand.description
        }
    }

    /// Whether the test needs no brackets behind `in`.
    fileprivate var standsAlone: Bool {
        switch operand.form {
        case .literal, .name, .list, .range, .path: true
        default: false
        }
    }
}

extension Syntax.Bounds: CustomStringConvertible {
    public var description: String {
        if let comparison { return "(\(comparison.rawValue) \((lower ?? upper)?.description ?? "null"))" }
        return (includesLower ? "[" : "(") + (lower?.description ?? "null") + ".." + (upper?.description ?? "null")
            + (includesUpper ? "]" : ")")
    }
}

extension DecisionTable.Cell: CustomStringConvertible {
    public var description: String { source }
}
