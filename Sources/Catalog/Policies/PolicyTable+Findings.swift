import FEEL

extension PolicyTable {
    /// Gaps and overlaps, each with a counter-example row.
    ///
    /// An input that is computed from facts is looked at as a value of its own (a truth, a number …), unless it shares
    /// facts with another input; of such inputs nothing is claimed where they are not understood.
    func findings(_ catalog: Catalog) -> [TableFinding] {
        var domains: [String: Domain] = [:]
        var labels: [String: String] = [:]
        let columns = inputs.enumerated().map { index, input -> DecisionTable.Input in
            for name in input.value.names { domains[name] = catalog.domain(of: name) }
            guard isApart(index, catalog), let standIn = try? FEEL.Expression(parsing: "column_\(index + 1)") else {
                return DecisionTable.Input(label: input.name, expression: input.value.syntax)
            }
            domains[standIn.source] = input.value.check(catalog.factTypes).type.domain
            labels[standIn.source] = input.name
            return DecisionTable.Input(label: input.name, expression: standIn.syntax)
        }
        let whole = decisionTable(standard: nil) { _ in FEEL.Expression.constant(true).syntax }
        let table = DecisionTable(
            hitPolicy: whole.hitPolicy, inputs: columns, outputs: whole.outputs, rules: whole.rules)
        return table.findings(domains: domains, environment: FEEL.Environment(stepLimit: 100_000)).map { finding in
            TableFinding(
                kind: finding.kind,
                example: Dictionary(
                    finding.example.map { (labels[$0.key] ?? $0.key, $0.value) },
                    uniquingKeysWith: { first, _ in first }))
        }
    }

    /// Whether an input is computed, and from facts that no other input rests on.
    private func isApart(_ index: Int, _ catalog: Catalog) -> Bool {
        if case .name = inputs[index].value.syntax.form { return false }
        let own = catalog.sources(of: inputs[index].value.names)
        return !inputs.indices.contains {
            $0 != index && !catalog.sources(of: inputs[$0].value.names).isDisjoint(with: own)
        }
    }
}

extension ValueType {
    /// Everything of this type, and nothing at all.
    fileprivate var domain: Domain {
        switch self {
        case .boolean: Domain.boolean.orNull
        case .number: Domain.numbers().orNull
        case .date: Domain.dates().orNull
        case .string: Domain.text.orNull
        default: .open
        }
    }
}
