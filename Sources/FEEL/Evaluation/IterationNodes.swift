/// One `name in domain` of a loop.
struct IterationNode: @unchecked Sendable {
    let slot: Int
    let domain: Node
    let upTo: Node?

    /// What the variable runs through; `nil` when the domain is nothing to run through.
    func domain(_ machine: inout Machine) -> Domain? {
        let from = domain.evaluate(&machine)
        if let upTo { return Domain.between(from, upTo.evaluate(&machine)) }
        switch from {
        case .null: return nil
        case .list(let elements): return .elements(elements)
        case .range(let range): return Domain.through(range)
        default: return .elements([from])
        }
    }

    enum Domain {
        case elements([Value])
        case numbers(Int, Int)
        case days(Int, Int)

        static func between(_ from: Value, _ to: Value) -> Domain? {
            switch (from, to) {
            case (.number(let a), .number(let b)):
                guard let a = a.integer, let b = b.integer else { return nil }
                return .numbers(a, b)
            case (.date(let a), .date(let b)):
                return .days(a.daysSince1970, b.daysSince1970)
            default: return nil
            }
        }

        /// The whole numbers or days of a closed range, in its direction.
        static func through(_ range: ValueRange) -> Domain? {
            guard let domain = between(range.lower, range.upper) else { return nil }
            let lower = range.includesLower ? 0 : 1
            let upper = range.includesUpper ? 0 : 1
            switch domain {
            case .numbers(let a, let b):
                let up = a <= b
                return narrowed(up ? a + lower : a - lower, up ? b - upper : b + upper, up).map { .numbers($0, $1) }
                    ?? .elements([])
            case .days(let a, let b):
                let up = a <= b
                return narrowed(up ? a + lower : a - lower, up ? b - upper : b + upper, up).map { .days($0, $1) }
                    ?? .elements([])
            case .elements: return domain
            }
        }

        private static func narrowed(_ from: Int, _ to: Int, _ up: Bool) -> (Int, Int)? {
            (up ? from <= to : from >= to) ? (from, to) : nil
        }

        var count: Int {
            switch self {
            case .elements(let elements): elements.count
            case .numbers(let a, let b), .days(let a, let b):
                Int(clamping: (a > b ? a : b).subtractingReportingOverflow(a > b ? b : a).partialValue.magnitude) &+ 1
            }
        }

        subscript(index: Int) -> Value {
            switch self {
            case .elements(let elements): elements[index]
            case .numbers(let a, let b): .number(Decimal128(a <= b ? a + index : a - index))
            case .days(let a, let b):
                CivilDate(daysSince1970: a <= b ? a + index : a - index).map { .date($0) } ?? .null
            }
        }
    }

    /// Runs the body for every combination, the last variable fastest.
    ///
    /// - Parameter body: answers whether to go on.
    /// - Returns: `false` when a domain was nothing to run through.
    static func forEach(
        _ iterations: [IterationNode], _ machine: inout Machine, _ body: (inout Machine) -> Bool
    ) -> Bool {
        var goOn = true
        return run(iterations[...], &machine, &goOn, body)
    }

    private static func run(
        _ iterations: ArraySlice<IterationNode>, _ machine: inout Machine, _ goOn: inout Bool,
        _ body: (inout Machine) -> Bool
    ) -> Bool {
        guard let first = iterations.first else {
            goOn = machine.spend() && body(&machine)
            return true
        }
        guard let domain = first.domain(&machine) else { return false }
        var index = 0
        let count = domain.count
        while index < count, goOn {
            machine.slots[first.slot] = domain[index]
            if iterations.count == 1 {
                goOn = machine.spend() && body(&machine)
            } else if !run(iterations.dropFirst(), &machine, &goOn, body) {
                return false
            }
            index += 1
        }
        return true
    }
}

/// `for … return …`
final class LoopNode: Node, @unchecked Sendable {
    /// A loop that nests its results into each other could build a value too deep to be released.
    private static let maximumNesting = 500

    let iterations: [IterationNode]
    let body: Node
    /// Where the body finds the results so far; `nil` when it does not ask.
    let partialSlot: Int?

    init(_ iterations: [IterationNode], _ body: Node, partialSlot: Int?) {
        self.iterations = iterations
        self.body = body
        self.partialSlot = partialSlot
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        var results: [Value] = []
        let complete = IterationNode.forEach(iterations, &machine) { machine in
            if let partialSlot {
                machine.slots[partialSlot] = .list(results)
            }
            let result = body.evaluate(&machine)
            if let partialSlot {
                machine.slots[partialSlot] = nil
                guard result.isNested(atMost: LoopNode.maximumNesting, &machine) else { return false }
            }
            results.append(result)
            return true
        }
        return complete && !machine.isStopped ? .list(results) : .null
    }
}

extension Value {
    /// Whether lists, contexts and captured values are nested at most so deep; stops the evaluation if not.
    fileprivate func isNested(atMost depth: Int, _ machine: inout Machine) -> Bool {
        let parts: [Value]
        switch self {
        case .list(let elements): parts = elements
        case .context(let context): parts = context.values
        case .function(let function): parts = function.captures
        default: return true
        }
        guard depth > 0 else {
            machine.stopTooDeep()
            return false
        }
        for part in parts {
            guard machine.spend(), part.isNested(atMost: depth - 1, &machine) else { return false }
        }
        return true
    }
}

/// `some … satisfies …`, `every … satisfies …`
final class QuantifiedNode: TruthNode, @unchecked Sendable {
    let quantifier: Syntax.Quantifier
    let iterations: [IterationNode]
    let condition: Node

    init(_ quantifier: Syntax.Quantifier, _ iterations: [IterationNode], _ condition: Node) {
        self.quantifier = quantifier
        self.iterations = iterations
        self.condition = condition
    }

    override func truth(_ machine: inout Machine) -> Bool? {
        let decisive = quantifier == .some
        var result: Bool? = !decisive
        let complete = IterationNode.forEach(iterations, &machine) { machine in
            let truth = condition.truth(&machine)
            if truth == decisive {
                result = decisive
                return false
            }
            if truth == nil { result = nil }
            return true
        }
        return complete && !machine.isStopped ? result : nil
    }
}

/// `list[condition]`, `list[index]`
final class FilterNode: Node, @unchecked Sendable {
    let source: Node
    let condition: Node
    /// Where the condition finds the element.
    let elementSlot: Int
    /// The condition is a constant or an arithmetic expression that does not speak of the element.
    let isIndex: Bool

    init(_ source: Node, _ condition: Node, elementSlot: Int, isIndex: Bool) {
        self.source = source
        self.condition = condition
        self.elementSlot = elementSlot
        self.isIndex = isIndex
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        let source = source.evaluate(&machine)
        let elements: [Value]
        switch source {
        case .list(let list): elements = list
        case .null: elements = []
        default: elements = [source]
        }
        if isIndex {
            machine.slots[elementSlot] = nil
            let index = condition.evaluate(&machine)
            switch index {
            case .number(let number): return Self.element(number, of: elements)
            case .boolean(let all): return .list(all ? elements : [])
            case .null: return source.isNull ? .null : .list([])
            default: return .null
            }
        }
        var kept: [Value] = []
        for element in elements {
            guard machine.spend() else { return .null }
            machine.slots[elementSlot] = element
            switch condition.evaluate(&machine) {
            case .boolean(true): kept.append(element)
            case .number(let number):
                // An index that is computed from names: it is the same for every element.
                return Self.element(number, of: elements)
            case .boolean(false), .null: break
            default: return .null
            }
        }
        return .list(kept)
    }

    /// From 1, or from the end with −1; `null` outside.
    static func element(_ number: Decimal128, of elements: [Value]) -> Value {
        guard let index = number.integer else { return .null }
        if index > 0, index <= elements.count { return elements[index - 1] }
        if index < 0, index >= -elements.count { return elements[elements.count + index] }
        return .null
    }
}
