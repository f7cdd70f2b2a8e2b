extension Expression {
    /// The same expression with names replaced by the expressions that define them, so that it reads only what those read.
    ///
    /// Definitions may use one another; the caller sees to it that they do not go in a circle.
    public func replacing(_ definitions: [String: Expression]) -> Expression {
        guard inputs.contains(where: { definitions[$0] != nil }) else { return self }
        var replacing = Replacing(definitions: definitions)
        let syntax = replacing.replaced(self.syntax, hiding: [])
        let known = replacing.used.reduce(into: declared) { $0.formUnion(definitions[$1]?.declared ?? []) }
        return Expression(source: source, syntax: syntax, declared: known, types: types)
    }

    /// Whether the expression is true, as an expression: what is not true, unknown included, is false.
    public var isTrue: Expression {
        let position = syntax.position
        let truth = Syntax(
            .conditional(
                syntax, then: Syntax(.literal(true), at: position), else: Syntax(.literal(false), at: position),
                isBoxed: false), at: position)
        return Expression(source: source, syntax: truth, declared: declared, types: types)
    }
}

/// Puts definitions in the place of names. One definition becomes one part, however often it is used.
private struct Replacing {
    let definitions: [String: Expression]
    private var whole: [String: Syntax] = [:]
    private(set) var used: Set<String> = []

    init(definitions: [String: Expression]) { self.definitions = definitions }

    private mutating func definition(_ name: String) -> Syntax? {
        guard let definition = definitions[name] else { return nil }
        if let known = whole[name] { return known }
        used.insert(name)
        let made = replaced(definition.syntax, hiding: [])
        whole[name] = made
        return made
    }

    /// - Parameter hidden: names that mean something local here.
    mutating func replaced(_ syntax: Syntax, hiding hidden: Set<String>) -> Syntax {
        if case .name(let name) = syntax.form {
            return hidden.contains(name) ? syntax : definition(name) ?? syntax
        }
        let form = self.form(syntax.form, hidden)
        return form.map { Syntax($0, at: syntax.position) } ?? syntax
    }

    private mutating func all(_ parts: [Syntax], _ hidden: Set<String>) -> [Syntax] {
        parts.map { replaced($0, hiding: hidden) }
    }

    private mutating func tests(_ tests: [Syntax.Test], _ hidden: Set<String>) -> [Syntax.Test] {
        tests.map { test in
            switch test {
            case .comparison(let operation, let operand): .comparison(operation, replaced(operand, hiding: hidden))
            case .expression(let operand): .expression(replaced(operand, hiding: hidden))
            }
        }
    }

    /// The form with everything inside replaced; `nil` when there is nothing inside.
    private mutating func form(_ form: Syntax.Form, _ hidden: Set<String>) -> Syntax.Form? {
        func inner(_ replacing: inout Replacing, _ part: Syntax) -> Syntax { replacing.replaced(part, hiding: hidden) }
        switch form {
        case .literal, .name: return nil
        case .path(let of, let member): return .path(inner(&self, of), member)
        case .descendants(let of, let member): return .descendants(inner(&self, of), member)
        case .arithmetic(let operation, let a, let b): return .arithmetic(operation, inner(&self, a), inner(&self, b))
        case .negation(let operand): return .negation(inner(&self, operand))
        case .comparison(let operation, let a, let b): return .comparison(operation, inner(&self, a), inner(&self, b))
        case .conjunction(let parts): return .conjunction(all(parts, hidden))
        case .disjunction(let parts): return .disjunction(all(parts, hidden))
        case .between(let value, let lower, let upper):
            return .between(inner(&self, value), lower: inner(&self, lower), upper: inner(&self, upper))
        case .membership(let value, let tests): return .membership(inner(&self, value), self.tests(tests, hidden))
        case .conditional(let condition, let then, let otherwise, let isBoxed):
            return .conditional(
                inner(&self, condition), then: inner(&self, then), else: inner(&self, otherwise), isBoxed: isBoxed)
        case .list(let parts): return .list(all(parts, hidden))
        case .filter(let source, let condition): return .filter(inner(&self, source), inner(&self, condition))
        case .invocation(let function, let arguments):
            return .invocation(
                inner(&self, function),
                arguments.map { Syntax.Argument(name: $0.name, value: inner(&self, $0.value)) })
        case .instance(let value, let type): return .instance(inner(&self, value), type)
        case .typed(let value, let type): return .typed(inner(&self, value), type)
        case .range(let bounds):
            return .range(
                Syntax.Bounds(
                    comparison: bounds.comparison, lower: bounds.lower.map { inner(&self, $0) },
                    upper: bounds.upper.map { inner(&self, $0) }, includesLower: bounds.includesLower,
                    includesUpper: bounds.includesUpper))
        case .table(let table): return .table(self.table(table, hidden))
        default: return scoped(form, hidden)
        }
    }

    /// Forms that give names of their own to what stands inside them.
    private mutating func scoped(_ form: Syntax.Form, _ hidden: Set<String>) -> Syntax.Form? {
        switch form {
        case .iteration(let iterations, let body):
            let (made, inside) = self.iterations(iterations, hidden)
            return .iteration(made, return: replaced(body, hiding: inside))
        case .quantified(let quantifier, let iterations, let body):
            let (made, inside) = self.iterations(iterations, hidden)
            return .quantified(quantifier, made, satisfies: replaced(body, hiding: inside))
        case .context(let entries): return .context(self.entries(entries, hidden).made)
        case .scoped(let entries, let result):
            let (made, inside) = self.entries(entries, hidden)
            return .scoped(made, replaced(result, hiding: inside))
        case .function(let parameters, let body):
            return .function(parameters, replaced(body, hiding: hidden.union(parameters.map(\.name))))
        case .external(let parameters, let body): return .external(parameters, body)
        default: return nil
        }
    }

    private mutating func iterations(
        _ iterations: [Syntax.Iteration], _ hidden: Set<String>
    ) -> (made: [Syntax.Iteration], inside: Set<String>) {
        var inside = hidden
        let made = iterations.map { iteration in
            let domain = replaced(iteration.domain, hiding: inside)
            let upTo = iteration.upTo.map { replaced($0, hiding: inside) }
            inside.insert(iteration.name)
            return Syntax.Iteration(name: iteration.name, domain: domain, upTo: upTo)
        }
        // `partial` names the results so far.
        return (made, inside.union(["partial"]))
    }

    private mutating func entries(
        _ entries: [Syntax.Entry], _ hidden: Set<String>
    ) -> (made: [Syntax.Entry], inside: Set<String>) {
        var inside = hidden
        let made = entries.map { entry in
            let value = replaced(entry.value, hiding: inside)
            inside.insert(entry.name)
            return Syntax.Entry(name: entry.name, value: value, position: entry.position)
        }
        return (made, inside)
    }

    private mutating func cell(_ cell: DecisionTable.Cell?, _ hidden: Set<String>) -> DecisionTable.Cell? {
        cell.map { .init(source: $0.source, tests: tests($0.tests, hidden), isNegated: $0.isNegated) }
    }

    private mutating func table(_ table: DecisionTable, _ hidden: Set<String>) -> DecisionTable {
        DecisionTable(
            hitPolicy: table.hitPolicy,
            inputs: table.inputs.map { input in
                .init(
                    label: input.label, expression: replaced(input.expression, hiding: hidden), type: input.type,
                    values: cell(input.values, hidden))
            },
            outputs: table.outputs.map { output in
                .init(
                    name: output.name, type: output.type, values: cell(output.values, hidden),
                    defaultEntry: output.defaultEntry.map { replaced($0, hiding: hidden) })
            },
            rules: table.rules.map { rule in
                .init(
                    conditions: rule.conditions.map { cell($0, hidden) }, outputs: all(rule.outputs, hidden),
                    annotations: rule.annotations)
            })
    }
}
