extension PartialEvaluator {
    mutating func table(_ part: Syntax, _ locals: Locals) -> PartialValue {
        let parts = syntax.table(part)
        guard let node = parts.node else { return .known(.null) }
        var key = [Tag.table.rawValue, number(part)]
        var live: Set<Int> = []
        var matches: [Int] = []
        var isOpen = false
        for (rule, condition) in parts.conditions.enumerated() {
            switch value(condition, asTruth: true, locals) {
            case .known(let truth):
                key.append(truth == true ? -1 : -2)
                if truth == true { matches.append(rule) }
            case .open(let open, let variables):
                isOpen = true
                key.append(open)
                live.formUnion(variables)
            }
            // The first rule that certainly matches hides all behind it.
            if case .first = node.table.hitPolicy, !matches.isEmpty { break }
        }
        if isOpen {
            // The outputs of rules that may still match are part of the question.
            for (rule, outputs) in parts.outputs.enumerated() where rule < key.count - 2 && key[rule + 2] != -2 {
                for output in outputs {
                    let value = value(output, asTruth: false, locals)
                    key += mark(value)
                    if case .open(_, let more) = value { live.formUnion(more) }
                }
            }
            for entry in parts.defaults.compactMap({ $0 }) {
                if case .open(let open, let more) = value(entry, asTruth: false, locals) {
                    key.append(open)
                    live.formUnion(more)
                }
            }
            return .open(key: intern(key), live: live)
        }
        if case .unique = node.table.hitPolicy, matches.count > 1 { return .known(.null) }
        return outputs(of: matches, parts, node, key, locals)
    }

    mutating func outputs(
        of matches: [Int], _ parts: PartialSyntax.Table, _ node: TableNode, _ key: [Int], _ locals: Locals
    ) -> PartialValue {
        var key = key
        var live: Set<Int> = []
        func known(_ value: PartialValue, _ evaluator: inout PartialEvaluator) -> Value {
            key += evaluator.mark(value)
            switch value {
            case .known(let value): return value
            case .open(_, let more):
                live.formUnion(more)
                return .null
            }
        }
        let rows = matches.map { rule in
            parts.outputs[rule].map { known(value($0, asTruth: false, locals), &self) }
        }
        let defaults =
            matches.isEmpty
            ? parts.defaults.map { entry in entry.map { known(value($0, asTruth: false, locals), &self) } } : []
        if !live.isEmpty { return .open(key: intern(key), live: live) }
        return withUnsafeTemporaryAllocation(of: Value?.self, capacity: max(1, node.neededSlots)) { slots in
            slots.initialize(repeating: nil)
            defer { slots.deinitialize() }
            let known = syntax.known
            var machine = Machine(slots: slots.baseAddress!, environment: syntax.environment) { known[$0] }
            return .known(node.result(of: rows, defaults: defaults, &machine))
        }
    }
}
