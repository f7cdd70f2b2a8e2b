/// `and` in three values: one false decides, else one null.
final class ConjunctionNode: TruthNode, @unchecked Sendable {
    let parts: [Node]
    init(_ parts: [Node]) { self.parts = parts }

    override func truth(_ machine: inout Machine) -> Bool? {
        var result: Bool? = true
        for part in parts {
            switch part.truth(&machine) {
            case false?: return false
            case nil: result = nil
            case true?: break
            }
        }
        return result
    }
}

/// `or` in three values: one true decides, else one null.
final class DisjunctionNode: TruthNode, @unchecked Sendable {
    let parts: [Node]
    init(_ parts: [Node]) { self.parts = parts }

    override func truth(_ machine: inout Machine) -> Bool? {
        var result: Bool? = false
        for part in parts {
            switch part.truth(&machine) {
            case true?: return true
            case nil: result = nil
            case false?: break
            }
        }
        return result
    }
}

final class ComparisonNode: TruthNode, @unchecked Sendable {
    let operation: Syntax.Comparison
    let left: Node
    let right: Node

    init(_ operation: Syntax.Comparison, _ left: Node, _ right: Node) {
        self.operation = operation
        self.left = left
        self.right = right
    }

    override func truth(_ machine: inout Machine) -> Bool? {
        let left = left.evaluate(&machine)
        let right = right.evaluate(&machine)
        switch (operation, left, right) {
        case (.equal, .list, .list), (.equal, .context, .context), (.notEqual, .list, .list),
            (.notEqual, .context, .context):
            var work = Value.maximumWork
            let same = left.equals(right, &work)
            guard machine.spend((Value.maximumWork - work) / 4) else { return nil }
            return operation == .equal ? same : same.map { !$0 }
        default:
            return operation.holds(left, right)
        }
    }
}

extension Syntax.Comparison {
    /// Whether the comparison holds; `nil` when the values cannot be compared.
    func holds(_ left: Value, _ right: Value) -> Bool? {
        switch self {
        case .equal: return left.equals(right)
        case .notEqual: return left.equals(right).map { !$0 }
        case .less: return left.order(to: right).map { $0 < 0 }
        case .lessOrEqual: return left.order(to: right).map { $0 <= 0 }
        case .greater: return left.order(to: right).map { $0 > 0 }
        case .greaterOrEqual: return left.order(to: right).map { $0 >= 0 }
        }
    }
}

final class BetweenNode: TruthNode, @unchecked Sendable {
    let value: Node
    let lower: Node
    let upper: Node

    init(_ value: Node, _ lower: Node, _ upper: Node) {
        self.value = value
        self.lower = lower
        self.upper = upper
    }

    override func truth(_ machine: inout Machine) -> Bool? {
        let value = value.evaluate(&machine)
        guard let low = value.order(to: lower.evaluate(&machine)) else { return nil }
        guard let high = value.order(to: upper.evaluate(&machine)) else { return nil }
        return low >= 0 && high <= 0
    }
}

/// One positive unary test.
final class TestNode: @unchecked Sendable {
    let operation: Syntax.Comparison?
    let operand: Node
    /// The operand speaks of the tested value as `?`, so that its own truth decides.
    let usesInput: Bool
    /// The operand is `?` alone.
    let isInput: Bool

    init(operation: Syntax.Comparison?, operand: Node, usesInput: Bool, isInput: Bool = false) {
        self.isInput = isInput
        self.operation = operation
        self.operand = operand
        self.usesInput = usesInput
    }

    func truth(of value: Value, _ machine: inout Machine) -> Bool? {
        if let constant = operand as? ConstantNode, operation == nil { return Self.admits(constant.value, value) }
        let operand = operand.evaluate(&machine)
        if let operation { return operation.holds(value, operand) }
        // An expression over `?` decides by its own truth, unless it is something to compare with.
        if usesInput, !isInput, case .boolean(let truth) = operand { return truth }
        return Self.admits(operand, value)
    }

    /// Whether a value is the operand, lies in it, or is one of its elements.
    static func admits(_ operand: Value, _ value: Value) -> Bool? {
        switch operand {
        case .range(let range):
            if case .range = value { return value.equals(operand) }
            return range.contains(value)
        case .list(let elements):
            if case .list = value, value.equals(operand) == true { return true }
            // A range among the elements admits what lies in it; a list among them is only equal to a list.
            return elements.contains { element in
                if case .range(let range) = element, range.contains(value) == true { return true }
                return value.equals(element) == true
            }
        default:
            return value.equals(operand)
        }
    }
}

/// `value in (tests)`: true when one test is.
final class MembershipNode: TruthNode, @unchecked Sendable {
    let value: Node
    let tests: [TestNode]
    /// Where the tests find `?`.
    let inputSlot: Int?
    /// All tests are plain texts: the common case of a code list.
    let texts: [String]?

    init(_ value: Node, _ tests: [TestNode], inputSlot: Int?) {
        self.value = value
        self.tests = tests
        self.inputSlot = inputSlot
        var texts: [String] = []
        for test in tests {
            guard test.operation == nil, let constant = test.operand as? ConstantNode else { break }
            switch constant.value {
            case .string(let text): texts.append(text)
            case .list(let elements) where elements.allSatisfy({ $0.string != nil }):
                texts += elements.compactMap(\.string)
            default: break
            }
        }
        let plain = tests.allSatisfy { test in
            guard test.operation == nil, let constant = test.operand as? ConstantNode else { return false }
            if case .list(let elements) = constant.value { return elements.allSatisfy { $0.string != nil } }
            return constant.value.string != nil
        }
        self.texts = plain ? texts : nil
    }

    override func truth(_ machine: inout Machine) -> Bool? {
        let value = value.evaluate(&machine)
        if let texts, case .string(let text) = value { return texts.contains { sameText($0, text) } }
        if let inputSlot { machine.slots[inputSlot] = value }
        return Self.truth(of: value, tests, &machine)
    }

    static func truth(of value: Value, _ tests: [TestNode], _ machine: inout Machine) -> Bool? {
        var result: Bool? = false
        for test in tests {
            switch test.truth(of: value, &machine) {
            case true?: return true
            case nil: result = nil
            case false?: break
            }
        }
        return result
    }
}
