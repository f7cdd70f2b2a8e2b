extension DecisionTable {
    /// The condition of each rule as one expression, an `and` of memberships: the rule matches where it is true.
    public func conditions(at position: Position) -> [Syntax] {
        let inputs = inputs.map(Self.checked)
        return rules.map { rule in
            let parts = zip(inputs, rule.conditions).compactMap { input, cell in
                cell.map { Self.membership(input, $0) }
            }
            return Syntax(parts.isEmpty ? .literal(true) : .conjunction(parts), at: position)
        }
    }

    /// The input of its type; a value that may not occur counts as `null`.
    private static func checked(_ input: Input) -> Syntax {
        let position = input.expression.position
        var syntax = input.expression
        if let type = input.type { syntax = Syntax(.typed(syntax, type), at: position) }
        guard let values = input.values else { return syntax }
        return Syntax(
            .conditional(
                membership(syntax, values), then: syntax, else: Syntax(.literal(.null), at: position),
                isBoxed: false), at: position)
    }

    static func membership(_ value: Syntax, _ cell: Cell) -> Syntax {
        let position = cell.tests.first?.operand.position ?? value.position
        let membership = Syntax(.membership(value, cell.tests), at: position)
        guard cell.isNegated else { return membership }
        let not = Syntax(.name("not"), at: position)
        return Syntax(.invocation(not, [Syntax.Argument(name: nil, value: membership)]), at: position)
    }
}
