extension Expression {
    /// A value as an expression.
    public static func constant(_ value: Value) -> Expression {
        Expression(source: "\(value)", syntax: Syntax(.literal(value), at: .start), declared: [], types: TypeScope())
    }

    /// All of these, with three-valued `and`; of none, `true`.
    public static func all(_ parts: [Expression]) -> Expression {
        guard let first = parts.first else { return .constant(true) }
        if parts.count == 1 { return first }
        return first.joined(parts, source: parts.map { "(\($0.source))" }.joined(separator: " and ")) {
            .conjunction($0)
        }
    }

    /// Any of these, with three-valued `or`; of none, `false`.
    public static func any(_ parts: [Expression]) -> Expression {
        guard let first = parts.first else { return .constant(false) }
        if parts.count == 1 { return first }
        return first.joined(parts, source: parts.map { "(\($0.source))" }.joined(separator: " or ")) {
            .disjunction($0)
        }
    }

    /// `if condition then value else otherwise`.
    public static func `if`(_ condition: Expression, then value: Expression, else otherwise: Expression) -> Expression {
        let source = "if \(condition.source) then \(value.source) else \(otherwise.source)"
        return condition.joined([condition, value, otherwise], source: source) {
            .conditional($0[0], then: $0[1], else: $0[2], isBoxed: false)
        }
    }

    private func joined(
        _ parts: [Expression], source: String, _ form: ([Syntax]) -> Syntax.Form
    ) -> Expression {
        Expression(
            source: source, syntax: Syntax(form(parts.map(\.syntax)), at: syntax.position),
            declared: parts.reduce(into: []) { $0.formUnion($1.declared) }, types: types)
    }

    /// The same with every decision table of one output as nested conditions, for readers that know no tables.
    ///
    /// Where several rules may match, what the hit policy makes of them is written out: `null` under `U`, and under `A`
    /// unless they agree. Tables with several outputs or another hit policy, and tables inside other forms than `if`,
    /// `and` and `or`, stay as they are.
    public var withoutTables: Expression {
        let syntax = syntax.withoutTables
        return Expression(source: "\(syntax)", syntax: syntax, declared: declared, types: types)
    }
}

extension UnaryTests {
    /// The tests applied to an expression: `age` and `>= 18` give `age in (>= 18)`; nil for `-`.
    public func applied(to input: Expression) -> Expression? {
        guard let cell else { return nil }
        let syntax = DecisionTable.membership(input.syntax, cell)
        return Expression(
            source: "\(input.source) in (\(source))", syntax: syntax, declared: input.declared, types: input.types)
    }
}

extension Position {
    /// The first character of a text.
    public static let start = Position(offset: 0, line: 1, column: 1)
}

extension Syntax {
    fileprivate var withoutTables: Syntax {
        switch form {
        case .table(let table): table.nested(at: position) ?? self
        case .conjunction(let parts): Syntax(.conjunction(parts.map(\.withoutTables)), at: position)
        case .disjunction(let parts): Syntax(.disjunction(parts.map(\.withoutTables)), at: position)
        case .conditional(let condition, let then, let otherwise, let isBoxed):
            Syntax(
                .conditional(
                    condition.withoutTables, then: then.withoutTables, else: otherwise.withoutTables, isBoxed: isBoxed),
                at: position)
        default: self
        }
    }
}

extension DecisionTable {
    /// The table as nested conditions; nil when it has several outputs or does not give one of them.
    fileprivate func nested(at position: Position) -> Syntax? {
        guard outputs.count == 1, outputs[0].type == nil, outputs[0].values == nil else { return nil }
        switch hitPolicy {
        case .unique, .any, .first: break
        default: return nil
        }
        let otherwise = outputs[0].defaultEntry ?? Syntax(.literal(.null), at: position)
        let conditions = conditions(at: position)
        return rules.indices.reversed().reduce(otherwise) { rest, row in
            var result = rules[row].outputs[0]
            if let spoils = disagreement(with: row, conditions) {
                let nothing = Syntax(.literal(.null), at: position)
                result = Syntax(.conditional(spoils, then: nothing, else: result, isBoxed: false), at: position)
            }
            return Syntax(.conditional(conditions[row], then: result, else: rest, isBoxed: false), at: position)
        }
    }

    /// What makes the first rule that matches count for nothing: a later one that matches too and, under `A`, says
    /// something else. Nil when none can.
    private func disagreement(with row: Int, _ conditions: [Syntax]) -> Syntax? {
        guard hitPolicy != .first else { return nil }
        let parts = rules.indices.dropFirst(row + 1).compactMap { later -> Syntax? in
            guard mayOverlap(row, later) else { return nil }
            guard hitPolicy == .any else { return conditions[later] }
            let mine = rules[row].outputs[0], other = rules[later].outputs[0]
            if case .literal(let a) = mine.form, case .literal(let b) = other.form, a.equals(b) == true { return nil }
            let position = mine.position
            // Two results that cannot be compared do not agree.
            let differs = Syntax(
                .conditional(
                    Syntax(.comparison(.equal, mine, other), at: position),
                    then: Syntax(.literal(false), at: position), else: Syntax(.literal(true), at: position),
                    isBoxed: false), at: position)
            return Syntax(.conjunction([conditions[later], differs]), at: position)
        }
        guard let first = parts.first else { return nil }
        return parts.count == 1 ? first : Syntax(.disjunction(parts), at: first.position)
    }
}
