/// A compiled expression: names are resolved to slots, constants are values.
///
/// Nodes hold no state of an evaluation and may be used by any number of threads.
class Node: @unchecked Sendable {
    func evaluate(_ machine: inout Machine) -> Value { .null }

    /// The value as a truth: everything but a boolean is `nil`.
    func truth(_ machine: inout Machine) -> Bool? { evaluate(&machine).boolean }
}

/// A node whose result is true, false or null.
class TruthNode: Node, @unchecked Sendable {
    final override func evaluate(_ machine: inout Machine) -> Value {
        if let truth = truth(&machine) { .boolean(truth) } else { .null }
    }
}

final class ConstantNode: Node, @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
    override func evaluate(_ machine: inout Machine) -> Value { value }
}

/// A local variable, parameter or captured value.
final class SlotNode: Node, @unchecked Sendable {
    let slot: Int
    init(_ slot: Int) { self.slot = slot }
    override func evaluate(_ machine: inout Machine) -> Value { machine.slots[slot] ?? .null }
}

/// A fact, looked up at its first use; a name that is no fact may be that of a built-in function.
final class FactNode: Node, @unchecked Sendable {
    let name: String
    let slot: Int
    let builtin: Value

    init(_ name: String, _ slot: Int) {
        self.name = name
        self.slot = slot
        builtin = Builtins.function(name).map { .function($0) } ?? .null
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        if let known = machine.slots[slot] { return known }
        let value = machine.lookup(name) ?? builtin
        machine.slots[slot] = value
        return value
    }
}

/// A name inside a filter: an entry of the element if it has one, else what the name means outside.
final class ElementEntryNode: Node, @unchecked Sendable {
    let name: String
    /// The slots of the elements of the surrounding filters, innermost first.
    let elements: [Int]
    let otherwise: Node

    init(_ name: String, elements: [Int], otherwise: Node) {
        self.name = name
        self.elements = elements
        self.otherwise = otherwise
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        for slot in elements {
            guard let element = machine.slots[slot] else { continue }
            if case .context(let context) = element {
                if let value = context[name] { return value }
            } else if let value = element.property(name) {
                return value
            }
        }
        return otherwise.evaluate(&machine)
    }
}

final class PathNode: Node, @unchecked Sendable {
    let source: Node
    let name: String

    init(_ source: Node, _ name: String) {
        self.source = source
        self.name = name
    }

    override func evaluate(_ machine: inout Machine) -> Value { source.evaluate(&machine).member(name) }
}

final class DescendantsNode: Node, @unchecked Sendable {
    let source: Node
    let name: String

    init(_ source: Node, _ name: String) {
        self.source = source
        self.name = name
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        var found: [Value] = []
        collect(source.evaluate(&machine), into: &found, &machine)
        return machine.isStopped ? .null : .list(found)
    }

    private func collect(_ value: Value, into found: inout [Value], _ machine: inout Machine) {
        guard machine.spend() else { return }
        switch value {
        case .list(let elements):
            for element in elements { collect(element, into: &found, &machine) }
        case .context(let context):
            for (name, value) in context {
                if name == self.name, !value.isNull { found.append(value) }
                collect(value, into: &found, &machine)
            }
        default: break
        }
    }
}

final class ListNode: Node, @unchecked Sendable {
    let elements: [Node]
    init(_ elements: [Node]) { self.elements = elements }

    override func evaluate(_ machine: inout Machine) -> Value {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(element.evaluate(&machine)) }
        return .list(values)
    }
}

final class ContextNode: Node, @unchecked Sendable {
    let entries: [(name: String, slot: Int, node: Node)]
    init(_ entries: [(name: String, slot: Int, node: Node)]) { self.entries = entries }

    override func evaluate(_ machine: inout Machine) -> Value {
        var context = Context()
        for entry in entries {
            // Twice the same name: the context is malformed.
            if context[entry.name] != nil { return .null }
            let value = entry.node.evaluate(&machine)
            machine.slots[entry.slot] = value
            context[entry.name] = value
        }
        return .context(context)
    }
}

final class RangeNode: Node, @unchecked Sendable {
    let lower: Node?
    let upper: Node?
    let includesLower: Bool
    let includesUpper: Bool
    let comparison: Syntax.Comparison?

    init(lower: Node?, upper: Node?, includesLower: Bool, includesUpper: Bool, comparison: Syntax.Comparison?) {
        self.comparison = comparison
        self.lower = lower
        self.upper = upper
        self.includesLower = includesLower
        self.includesUpper = includesUpper
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        if let comparison {
            let operand = (lower ?? upper)?.evaluate(&machine) ?? .null
            let isOrdered = operand.order(to: operand) != nil
            guard isOrdered || ((comparison == .equal || comparison == .notEqual) && !operand.isNull) else {
                return .null
            }
            return .range(ValueRange(comparison, operand))
        }
        return ValueRange.checked(
            lower: lower?.evaluate(&machine), upper: upper?.evaluate(&machine), includesLower: includesLower,
            includesUpper: includesUpper)
    }
}

final class InstanceNode: TruthNode, @unchecked Sendable {
    let value: Node
    let type: ValueType

    init(_ value: Node, _ type: ValueType) {
        self.value = value
        // `instance of` looks at the type alone, not at allowed values.
        self.type = type.unconstrained
    }

    override func truth(_ machine: inout Machine) -> Bool? {
        let value = value.evaluate(&machine)
        if value.isNull { return type == .null }
        return value.isInstance(of: type)
    }
}

final class ConditionalNode: Node, @unchecked Sendable {
    let condition: Node
    let then: Node
    let otherwise: Node

    init(_ condition: Node, _ then: Node, _ otherwise: Node) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        condition.truth(&machine) == true ? then.evaluate(&machine) : otherwise.evaluate(&machine)
    }

    override func truth(_ machine: inout Machine) -> Bool? {
        condition.truth(&machine) == true ? then.truth(&machine) : otherwise.truth(&machine)
    }
}

/// The boxed `if`, which accepts no condition but a boolean or `null`.
final class BoxedConditionalNode: Node, @unchecked Sendable {
    let condition: Node
    let then: Node
    let otherwise: Node

    init(_ condition: Node, _ then: Node, _ otherwise: Node) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        switch condition.evaluate(&machine) {
        case .boolean(true): then.evaluate(&machine)
        case .boolean(false), .null: otherwise.evaluate(&machine)
        default: .null
        }
    }
}

/// Brings a value to a declared type; what does not fit is `null`.
final class TypedNode: Node, @unchecked Sendable {
    let value: Node
    let type: ValueType

    init(_ value: Node, _ type: ValueType) {
        self.value = value
        self.type = type
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        value.evaluate(&machine).coerced(to: type) ?? .null
    }
}

/// Entries, and an expression that uses them.
final class ScopedNode: Node, @unchecked Sendable {
    let entries: [(slot: Int, node: Node)]
    let result: Node

    init(_ entries: [(Int, Node)], _ result: Node) {
        self.entries = entries
        self.result = result
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        for entry in entries { machine.slots[entry.slot] = entry.node.evaluate(&machine) }
        return result.evaluate(&machine)
    }
}
