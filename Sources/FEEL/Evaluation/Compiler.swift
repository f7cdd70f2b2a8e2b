/// Turns a parsed expression into nodes: every name becomes a slot.
final class Compiler {
    /// What a name may mean at a place, outermost first.
    enum Scope {
        case local(String, slot: Int)
        /// The element of a filter, whose entries may be named without it.
        case element(slot: Int)
    }

    var scopes: [Scope] = []
    private(set) var slotCount = 0
    /// The facts of the outermost expression: name to slot.
    private(set) var facts: [String: Int] = [:]
    /// The facts that are named outside of filters; inside, a name may as well be that of an entry of the element.
    private(set) var certain: Set<String> = []
    private let outer: Compiler?
    let types: TypeScope
    /// Names that certainly are facts, even where a built-in function has the same name.
    private let declared: Set<String>

    /// Values taken over from around a function literal.
    var captures: [(name: String, slot: Int, node: Node)] = []
    /// The context entry that a function literal is the value of.
    var ownName: String?
    var ownSlot: Int?

    /// Every value on the way is remembered, for an explanation.
    private let isTraced: Bool

    init(outer: Compiler? = nil, declared: Set<String> = [], types: TypeScope = TypeScope(), traced: Bool = false) {
        isTraced = outer?.isTraced ?? traced
        self.outer = outer
        self.declared = outer?.declared ?? declared
        self.types = outer?.types ?? types
    }

    func newSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    /// Makes a name known as a local; used for parameters and `?`.
    func declare(_ name: String) -> Int {
        let slot = newSlot()
        scopes.append(.local(name, slot: slot))
        return slot
    }

    // MARK: Names

    private func name(_ name: String) -> Node {
        var elements: [Int] = []
        for scope in scopes.reversed() {
            switch scope {
            case .element(let slot): elements.append(slot)
            case .local(name, let slot): return within(elements, name, SlotNode(slot))
            case .local: break
            }
        }
        if elements.isEmpty { outermost.certain.insert(name) }
        return within(elements, name, free(name))
    }

    private var outermost: Compiler { outer?.outermost ?? self }

    private func within(_ elements: [Int], _ name: String, _ otherwise: Node) -> Node {
        elements.isEmpty ? otherwise : ElementEntryNode(name, elements: elements, otherwise: otherwise)
    }

    private func free(_ name: String) -> Node {
        guard let outer else {
            if let slot = facts[name] { return FactNode(name, slot) }
            let slot = newSlot()
            facts[name] = slot
            return FactNode(name, slot)
        }
        if name == ownName {
            let slot = ownSlot ?? newSlot()
            ownSlot = slot
            return SlotNode(slot)
        }
        if let capture = captures.first(where: { $0.name == name }) { return SlotNode(capture.slot) }
        let slot = newSlot()
        captures.append((name, slot, outer.name(name)))
        return SlotNode(slot)
    }

    /// Whether a name can only mean the built-in function.
    func isBuiltin(_ name: String) -> Bool {
        if declared.contains(name) || name == ownName { return false }
        for case .local(name, _) in scopes { return false }
        return outer?.isBuiltin(name) ?? true
    }

    // MARK: Expressions

    func compile(_ syntax: Syntax) -> Node {
        let node = plain(syntax)
        return isTraced && !(node is ConstantNode) ? TracedNode(node, syntax) : node
    }

    private func plain(_ syntax: Syntax) -> Node {
        switch syntax.form {
        case .literal(let value): return ConstantNode(value)
        case .name(let name): return self.name(name)
        case .path(let source, let member): return PathNode(compile(source), member)
        case .descendants(let source, let member): return DescendantsNode(compile(source), member)
        case .arithmetic(let operation, let left, let right):
            return folded(ArithmeticNode(operation, compile(left), compile(right)), [left, right])
        case .negation(let operand): return folded(NegationNode(compile(operand)), [operand])
        case .comparison(let operation, let left, let right):
            return ComparisonNode(operation, compile(left), compile(right))
        case .conjunction(let parts): return ConjunctionNode(parts.map(compile))
        case .disjunction(let parts): return DisjunctionNode(parts.map(compile))
        case .between(let value, let lower, let upper):
            return BetweenNode(compile(value), compile(lower), compile(upper))
        case .membership(let value, let tests):
            let value = compile(value)
            let mark = scopes.count
            let slot = tests.contains { $0.operand.mentions("?") } ? declare("?") : nil
            let nodes = compile(tests)
            scopes.removeSubrange(mark...)
            return MembershipNode(value, nodes, inputSlot: slot)
        case .conditional(let condition, let then, let otherwise, let isBoxed):
            return isBoxed
                ? BoxedConditionalNode(compile(condition), compile(then), compile(otherwise))
                : ConditionalNode(compile(condition), compile(then), compile(otherwise))
        case .iteration(let iterations, let body):
            let mark = scopes.count
            let nodes = compile(iterations)
            let partial = body.mentions("partial") ? declare("partial") : nil
            let node = LoopNode(nodes, compile(body), partialSlot: partial)
            scopes.removeSubrange(mark...)
            return node
        case .quantified(let quantifier, let iterations, let condition):
            let mark = scopes.count
            let node = QuantifiedNode(quantifier, compile(iterations), compile(condition))
            scopes.removeSubrange(mark...)
            return node
        case .list(let elements): return folded(ListNode(elements.map(compile)), elements)
        case .context(let entries): return context(entries)
        case .range(let bounds):
            return folded(
                RangeNode(
                    lower: bounds.lower.map(compile), upper: bounds.upper.map(compile),
                    includesLower: bounds.includesLower, includesUpper: bounds.includesUpper,
                    comparison: bounds.comparison),
                [bounds.lower, bounds.upper].compactMap { $0 })
        case .filter(let source, let condition): return filter(source, condition)
        case .invocation(let function, let arguments): return invocation(function, arguments)
        case .function(let parameters, let body): return function(parameters, body, name: nil)
        case .external(let parameters, _):
            return ConstantNode(.function(Function(parameters: parameters.map(parameter), body: .external)))
        case .instance(let value, let type): return InstanceNode(compile(value), types.resolve(type))
        case .typed(let value, let type): return TypedNode(compile(value), types.resolve(type))
        case .scoped(let entries, let result):
            let mark = scopes.count
            let nodes = self.entries(entries)
            let node = ScopedNode(nodes.map { ($0.slot, $0.node) }, compile(result))
            scopes.removeSubrange(mark...)
            return node
        case .table(let table): return self.table(table, syntax)
        }
    }

    /// Computes at once what consists of constants only.
    private func folded(_ node: Node, _ operands: [Syntax]) -> Node {
        guard operands.allSatisfy({ if case .literal = $0.form { true } else { false } }) else { return node }
        return withUnsafeTemporaryAllocation(of: Value?.self, capacity: 1) { slots in
            var machine = Machine(slots: slots.baseAddress!, environment: .standard) { _ in nil }
            return ConstantNode(node.evaluate(&machine))
        }
    }

    func compile(_ tests: [Syntax.Test]) -> [TestNode] {
        tests.map { test in
            switch test {
            case .comparison(let operation, let operand):
                TestNode(operation: operation, operand: compile(operand), usesInput: false)
            case .expression(let operand):
                TestNode(
                    operation: nil, operand: compile(operand), usesInput: operand.mentions("?"),
                    isInput: { if case .name("?") = operand.form { true } else { false } }())
            }
        }
    }

    private func compile(_ iterations: [Syntax.Iteration]) -> [IterationNode] {
        iterations.map { iteration in
            let domain = compile(iteration.domain)
            let upTo = iteration.upTo.map(compile)
            return IterationNode(slot: declare(iteration.name), domain: domain, upTo: upTo)
        }
    }
}
