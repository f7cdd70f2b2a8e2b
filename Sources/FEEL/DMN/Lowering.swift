/// Something in a model that is not as it should be; the model works without it, but the value concerned is `null`.
public struct ModelProblem: Hashable, Sendable, CustomStringConvertible {
    /// In the `.dmn` file, from 1.
    public let line: Int
    public let message: String

    public var description: String { "line \(line): \(message)" }
}

/// Turns boxed expressions into FEEL syntax, so that both are compiled and evaluated alike.
struct Lowering {
    private var types: ItemTypes
    private(set) var problems: [ModelProblem] = []

    init(types: ItemTypes) { self.types = types }

    /// The type a `typeRef` stands for; `nil` when everything is welcome.
    mutating func type(_ name: String?, line: Int) -> ValueType? {
        guard let name else { return nil }
        let before = types.problems.count
        let type = types.type(named: name, line: line)
        problems += types.problems[before...]
        return type == .any ? nil : type
    }

    /// - Parameter names: what the texts inside may call by a name of several words.
    mutating func syntax(_ boxed: BoxedExpression?, _ names: NameSet) -> Syntax {
        guard let boxed else { return Lowering.nothing }
        return typed(untyped(boxed, names), boxed.typeRef)
    }

    private static let start = Position(offset: 0, line: 1, column: 1)
    private static let nothing = Syntax(.literal(.null), at: start)

    private mutating func typed(_ syntax: Syntax, _ typeRef: String?) -> Syntax {
        guard let type = type(typeRef, line: syntax.position.line) else { return syntax }
        return Syntax(.typed(syntax, type), at: syntax.position)
    }

    private mutating func untyped(_ boxed: BoxedExpression, _ names: NameSet) -> Syntax {
        switch boxed {
        case .literal(let text, let language, _, let line): return literal(text, language, names, line)
        case .table(let table, _): return self.table(table, names)
        case .context(let entries, _): return context(entries, names)
        case .list(let elements, _): return node(.list(elements.map { syntax($0, names) }))
        case .relation(let columns, let rows, _): return relation(columns, rows, names)
        case .function(let parameters, let body, let isExternal, _):
            return function(parameters, body, isExternal: isExternal, names)
        case .invocation(let function, let bindings, _):
            let arguments = bindings.map { binding in
                Syntax.Argument(name: binding.name, value: typed(syntax(binding.value, names), binding.typeRef))
            }
            return node(.invocation(syntax(function, names), arguments))
        case .conditional(let condition, let then, let otherwise, _):
            return node(
                .conditional(
                    syntax(condition, names), then: syntax(then, names), else: syntax(otherwise, names),
                    isBoxed: true))
        case .filter(let source, let match, _):
            return node(.filter(syntax(source, names), syntax(match, names)))
        case .iteration(let variable, let domain, let body, _):
            let iteration = Syntax.Iteration(name: variable, domain: syntax(domain, names), upTo: nil)
            return node(.iteration([iteration], return: syntax(body, names.adding(variable))))
        case .quantified(let quantifier, let variable, let domain, let condition, _):
            let iteration = Syntax.Iteration(name: variable, domain: syntax(domain, names), upTo: nil)
            let condition = syntax(condition, names.adding(variable))
            return node(.quantified(quantifier, [iteration], satisfies: condition))
        }
    }

    private func node(_ form: Syntax.Form) -> Syntax {
        Syntax(form, at: form.children.first?.position ?? Lowering.start)
    }

    private mutating func literal(_ text: String, _ language: String?, _ names: NameSet, _ line: Int) -> Syntax {
        if let language, !language.isEmpty, !language.uppercased().contains("FEEL") {
            problems.append(ModelProblem(line: line, message: "expressions in \(language) are not evaluated"))
            return Lowering.nothing
        }
        do {
            var parser = try Parser(text, names: names, line: line)
            return try parser.wholeExpression()
        } catch {
            problems.append(ModelProblem(line: error.line, message: error.message))
            return Lowering.nothing
        }
    }

    private mutating func context(_ entries: [BoxedExpression.Entry], _ names: NameSet) -> Syntax {
        var names = names
        var lowered: [Syntax.Entry] = []
        var result: Syntax?
        for entry in entries {
            let value = syntax(entry.value, names)
            guard let variable = entry.variable, !variable.name.isEmpty else {
                result = value
                continue
            }
            let typed = self.typed(value, variable.typeRef)
            lowered.append(Syntax.Entry(name: variable.name, value: typed, position: value.position))
            names.insert(variable.name)
        }
        return result.map { node(.scoped(lowered, $0)) } ?? node(.context(lowered))
    }

    private mutating func relation(
        _ columns: [Definitions.Variable], _ rows: [[BoxedExpression]], _ names: NameSet
    ) -> Syntax {
        var lowered: [Syntax] = []
        for row in rows {
            var entries: [Syntax.Entry] = []
            for (column, cell) in zip(columns, row) {
                let value = typed(syntax(cell, names), column.typeRef)
                entries.append(Syntax.Entry(name: column.name, value: value, position: value.position))
            }
            lowered.append(node(.context(entries)))
        }
        return node(.list(lowered))
    }

    mutating func parameters(_ variables: [Definitions.Variable]) -> [Syntax.Parameter] {
        variables.map { Syntax.Parameter(name: $0.name, type: type($0.typeRef, line: 1)) }
    }

    private mutating func function(
        _ variables: [Definitions.Variable], _ body: BoxedExpression?, isExternal: Bool, _ names: NameSet
    ) -> Syntax {
        let parameters = parameters(variables)
        let inside = variables.reduce(names) { $0.adding($1.name) }
        let body = syntax(body, inside)
        return isExternal ? node(.external(parameters, body)) : node(.function(parameters, body))
    }

    // MARK: Decision tables

    private mutating func table(_ table: BoxedTable, _ names: NameSet) -> Syntax {
        guard let policy = DecisionTable.HitPolicy(table.hitPolicy, aggregation: table.aggregation) else {
            problems.append(ModelProblem(line: table.line, message: "there is no hit policy \(table.hitPolicy)"))
            return Lowering.nothing
        }
        let inputs = table.inputs.map { input in
            DecisionTable.Input(
                label: input.label, expression: literal(input.expression, nil, names, input.line),
                type: type(input.typeRef, line: input.line), values: cell(input.values, names, input.line))
        }
        let outputs = table.outputs.map { output in
            DecisionTable.Output(
                name: output.name, type: type(output.typeRef, line: table.line),
                values: cell(output.values, names, table.line),
                defaultEntry: output.defaultEntry.map { syntax($0, names) })
        }
        var rules: [DecisionTable.Rule] = []
        for rule in table.rules {
            guard rule.inputs.count == inputs.count, rule.outputs.count == outputs.count else {
                problems.append(ModelProblem(line: rule.line, message: "the rule has too few or too many cells"))
                return Lowering.nothing
            }
            rules.append(
                DecisionTable.Rule(
                    conditions: rule.inputs.map { cell($0.text, names, $0.line) },
                    outputs: rule.outputs.map { syntax($0, names) }, annotations: rule.annotations))
        }
        return Syntax(
            .table(DecisionTable(hitPolicy: policy, inputs: inputs, outputs: outputs, rules: rules)),
            at: Position(offset: 0, line: table.line, column: 1))
    }

    private mutating func cell(_ text: String?, _ names: NameSet, _ line: Int) -> DecisionTable.Cell? {
        guard let text else { return nil }
        do {
            return try DecisionTable.Cell.parsing(text, names: names, line: line)
        } catch {
            problems.append(ModelProblem(line: error.line, message: error.message))
            // A cell that cannot be read is never met.
            return DecisionTable.Cell(
                source: text, tests: [.comparison(.notEqual, Lowering.nothing), .comparison(.equal, Lowering.nothing)],
                isNegated: true)
        }
    }
}

extension NameSet {
    func adding(_ name: String) -> NameSet {
        var copy = self
        copy.insert(name)
        return copy
    }
}

extension BoxedExpression {
    var typeRef: String? {
        switch self {
        case .literal(_, _, let type, _), .table(_, let type), .context(_, let type), .list(_, let type),
            .relation(_, _, let type), .function(_, _, _, let type), .invocation(_, _, let type),
            .conditional(_, _, _, let type), .filter(_, _, let type), .iteration(_, _, _, let type),
            .quantified(_, _, _, _, let type):
            type
        }
    }
}
