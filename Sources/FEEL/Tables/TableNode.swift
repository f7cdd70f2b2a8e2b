/// A condition of a rule.
final class CellNode: @unchecked Sendable {
    let tests: [TestNode]
    let isNegated: Bool

    init(_ tests: [TestNode], negated: Bool) {
        self.tests = tests
        isNegated = negated
    }

    /// Whether the value, which also stands in the slot of `?`, passes.
    func truth(of value: Value, _ machine: inout Machine) -> Bool? {
        let truth = MembershipNode.truth(of: value, tests, &machine)
        return isNegated ? truth.map { !$0 } : truth
    }
}

/// A decision table at work.
final class TableNode: Node, @unchecked Sendable {
    struct Input {
        let node: Node
        let type: ValueType?
    }

    let table: DecisionTable
    let syntax: Syntax
    let inputs: [Input]
    let inputSlot: Int
    let allowed: [CellNode?]
    let conditions: [[CellNode?]]
    let outputs: [[Node]]
    let outputTypes: [ValueType?]
    let outputSlot: Int
    /// What may come out; anything else becomes `null`.
    let outputValues: [CellNode?]
    /// The values of each output, the most important first.
    let priorities: [[Node]?]
    let defaults: [Node?]

    init(
        _ table: DecisionTable, _ syntax: Syntax, inputs: [Input], inputSlot: Int, allowed: [CellNode?],
        conditions: [[CellNode?]],
        outputs: [[Node]], outputTypes: [ValueType?], outputSlot: Int, outputValues: [CellNode?],
        priorities: [[Node]?], defaults: [Node?]
    ) {
        self.table = table
        self.syntax = syntax
        self.inputs = inputs
        self.inputSlot = inputSlot
        self.allowed = allowed
        self.conditions = conditions
        self.outputs = outputs
        self.outputTypes = outputTypes
        self.outputSlot = outputSlot
        self.outputValues = outputValues
        self.priorities = priorities
        self.defaults = defaults
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        let matches = matches(&machine)
        machine.trace?.record(matches: matches, of: syntax)
        return result(of: matches, &machine)
    }

    /// The rules that match. An input whose value may not occur counts as `null`.
    func matches(_ machine: inout Machine) -> [Int] {
        var values: [Value] = []
        for (index, input) in inputs.enumerated() {
            var value = input.node.evaluate(&machine)
            if let type = input.type { value = value.coerced(to: type) ?? .null }
            if let allowed = allowed[index] {
                machine.slots[inputSlot] = value
                if allowed.truth(of: value, &machine) != true { value = .null }
            }
            values.append(value)
        }
        machine.trace?.record(inputs: values, of: syntax)
        var matches: [Int] = []
        for (index, conditions) in conditions.enumerated() {
            guard machine.spend() else { return [] }
            var holds = true
            for (column, condition) in conditions.enumerated() {
                guard let condition else { continue }
                machine.slots[inputSlot] = values[column]
                if condition.truth(of: values[column], &machine) != true {
                    holds = false
                    machine.trace?.record(failing: column, of: index, in: syntax)
                    break
                }
            }
            if holds {
                matches.append(index)
                if case .first = table.hitPolicy { break }
            }
        }
        return matches
    }

    private func result(of matches: [Int], _ machine: inout Machine) -> Value {
        if case .unique = table.hitPolicy, matches.count > 1 { return .null }
        let rows = matches.map { match in outputs[match].map { $0.evaluate(&machine) } }
        let defaults = matches.isEmpty ? defaults.map { $0?.evaluate(&machine) } : []
        return result(of: rows, defaults: defaults, &machine)
    }

    /// How many slots a machine needs for ``result(of:defaults:_:)``.
    var neededSlots: Int { max(inputSlot, outputSlot) + 1 }

    /// What the hit policy makes of the outputs of the rules that match.
    ///
    /// - Parameter defaults: one for each output; used when no rule matches.
    func result(of rows: [[Value]], defaults: [Value?], _ machine: inout Machine) -> Value {
        if rows.isEmpty {
            return defaults.contains { $0 != nil } ? output(defaults.map { $0 ?? .null }, &machine) : .null
        }
        switch table.hitPolicy {
        case .unique:
            return rows.count == 1 ? output(rows[0], &machine) : .null
        case .first:
            return output(rows[0], &machine)
        case .any:
            let results = rows.map { output($0, &machine) }
            return results.dropFirst().allSatisfy { $0.equals(results[0]) == true } ? results[0] : .null
        case .priority:
            return ordered(rows, &machine).first ?? .null
        case .outputOrder:
            return .list(ordered(rows, &machine))
        case .ruleOrder, .collect(nil):
            return .list(rows.map { output($0, &machine) })
        case .collect(let aggregation?):
            return aggregate(rows.map { output($0, &machine) }, aggregation, &machine)
        }
    }

    private func output(_ values: [Value], _ machine: inout Machine) -> Value {
        if values.count == 1 { return checked(values[0], 0, &machine) }
        var context = Context()
        for (index, output) in table.outputs.enumerated() where index < values.count {
            context[output.name ?? "output \(index + 1)"] = checked(values[index], index, &machine)
        }
        return .context(context)
    }

    private func checked(_ value: Value, _ column: Int, _ machine: inout Machine) -> Value {
        var value = value
        if let type = outputTypes[column] { value = value.coerced(to: type) ?? .null }
        if let allowed = outputValues[column], !value.isNull {
            machine.slots[outputSlot] = value
            if allowed.truth(of: value, &machine) != true { return .null }
        }
        return value
    }

    /// The outputs of the rules, the most important first; the order of the rules decides between equals.
    private func ordered(_ rows: [[Value]], _ machine: inout Machine) -> [Value] {
        let priorities = priorities.map { $0?.map { $0.evaluate(&machine) } }
        var ranked: [(rank: [Int], value: Value)] = []
        for row in rows {
            var rank: [Int] = []
            for (column, values) in priorities.enumerated() {
                guard let values else { continue }
                rank.append(values.firstIndex { $0.equals(row[column]) == true } ?? values.count)
            }
            ranked.append((rank, output(row, &machine)))
        }
        return ranked.enumerated().sorted { a, b in
            a.element.rank == b.element.rank
                ? a.offset < b.offset : a.element.rank.lexicographicallyPrecedes(b.element.rank)
        }.map(\.element.value)
    }

    private func aggregate(
        _ values: [Value], _ aggregation: DecisionTable.Aggregation, _ machine: inout Machine
    ) -> Value {
        let name =
            switch aggregation {
            case .sum: "sum"
            case .minimum: "min"
            case .maximum: "max"
            case .count: "count"
            }
        guard let builtin = Builtins.table[name] else { return .null }
        return Builtins.call(builtin, [.list(values)], &machine)
    }
}
