/// What is known of the value of a part.
enum PartialValue {
    case known(Value)
    /// The value depends on these variables. Parts with the same key depend on them in the same way.
    case open(key: Int, live: Set<Int>)
}

/// Something that decides the outcome and is not known: a fact, or a comparison that is not taken apart.
struct PartialVariable {
    enum Kind {
        case fact(String)
        /// A part in which these facts go through a computation.
        case computation(ObjectIdentifier, [String])
    }

    let kind: Kind
    let outcomes: [Value]
    /// The fact itself is wanted, not what is made of it.
    var isFact = false
}

/// Evaluates an expression while some facts are open: what is decided already is decided, what is not is described by
/// a key, so that the same question is never worked out twice.
struct PartialEvaluator {
    let syntax: PartialSyntax
    private(set) var variables: [PartialVariable] = []
    private var indices: [String: Int] = [:]
    private var computations: [ObjectIdentifier: Int] = [:]
    private var keys: [[Int]: Int] = [:]
    private var values: [Value: Int] = [:]
    private var nodes: [ObjectIdentifier: Int] = [:]
    /// What the variables are assumed to be at the moment.
    var assumed: [Int: Value] = [:]

    typealias Locals = [String: PartialValue]

    init(_ syntax: PartialSyntax, _ uses: FactUseReader) {
        self.syntax = syntax
        for name in uses.order {
            guard let use = uses.uses[name], let outcomes = syntax.domain(name).representatives(use) else { continue }
            indices[name] = variables.count
            variables.append(PartialVariable(kind: .fact(name), outcomes: outcomes))
        }
    }

    mutating func value(of root: Syntax) -> PartialValue { value(root, asTruth: false, [:]) }

    // MARK: Keys

    mutating func intern(_ parts: [Int]) -> Int {
        if let key = keys[parts] { return key }
        let key = keys.count
        keys[parts] = key
        return key
    }

    mutating func number(_ value: Value) -> Int {
        if let number = values[value] { return number }
        let number = values.count
        values[value] = number
        return number
    }

    mutating func number(_ syntax: Syntax) -> Int {
        let identity = ObjectIdentifier(syntax)
        if let number = nodes[identity] { return number }
        let number = nodes.count
        nodes[identity] = number
        return number
    }

    /// A key part that tells known values from open ones.
    mutating func mark(_ value: PartialValue) -> [Int] {
        switch value {
        case .known(let value): [0, number(value)]
        case .open(let key, _): [1, key]
        }
    }

    enum Tag: Int { case conjunction, disjunction, not, conditional, typed, table, leaf }

    // MARK: Evaluation

    mutating func value(_ part: Syntax, asTruth: Bool, _ locals: Locals) -> PartialValue {
        if let index = computations[ObjectIdentifier(part)], let value = assumed[index] { return .known(value) }
        let names = syntax.names(in: part)
        if !names.contains(where: { isOpen($0, locals) }) { return .known(concrete(part, locals)) }
        switch part.form {
        case .conjunction(let parts): return connective(parts, decisive: false, .conjunction, locals)
        case .disjunction(let parts): return connective(parts, decisive: true, .disjunction, locals)
        case .invocation(let function, let arguments):
            if case .name("not") = function.form, arguments.count == 1 {
                return unary(arguments[0].value, part, .not, asTruth: true, locals)
            }
            return leaf(part, asTruth: asTruth, names, locals)
        case .typed(let inner, _):
            if case .name = inner.form { return leaf(part, asTruth: asTruth, names, locals) }
            return unary(inner, part, .typed, asTruth: asTruth, locals)
        case .conditional(let condition, let then, let otherwise, let isBoxed):
            return conditional(condition, then, otherwise, isBoxed: isBoxed, asTruth: asTruth, locals)
        case .scoped(let entries, let result):
            var inner = locals
            for entry in entries { inner[entry.name] = value(entry.value, asTruth: false, inner) }
            return value(result, asTruth: asTruth, inner)
        case .table: return table(part, locals)
        case .name(let name):
            if let local = locals[name] { return local }
            return leaf(part, asTruth: asTruth, names, locals)
        case .comparison(let operation, let left, let right):
            if let truth = bounds(operation, left, right, locals) { return .known(.boolean(truth)) }
            return leaf(part, asTruth: true, names, locals)
        case .membership, .between, .instance, .quantified:
            return leaf(part, asTruth: true, names, locals)
        default: return leaf(part, asTruth: asTruth, names, locals)
        }
    }

    func isOpen(_ name: String, _ locals: Locals) -> Bool {
        if let local = locals[name] {
            if case .open = local { return true }
            return false
        }
        guard syntax.isUnknown(name) else { return false }
        guard let index = indices[name] else { return true }
        return assumed[index] == nil
    }

    func concrete(_ part: Syntax, _ locals: Locals) -> Value {
        syntax.compiled(part).evaluate(environment: syntax.environment) { name in
            if case .known(let value)? = locals[name] { return value }
            if let index = indices[name], let value = assumed[index] { return value }
            return syntax.known[name]
        }
    }

    private mutating func connective(
        _ parts: [Syntax], decisive: Bool, _ tag: Tag, _ locals: Locals
    ) -> PartialValue {
        var hasNull = false
        var open: Set<Int> = []
        var live: Set<Int> = []
        for part in parts {
            switch value(part, asTruth: true, locals) {
            case .known(.boolean(decisive)): return .known(.boolean(decisive))
            case .known(.boolean): break
            case .known: hasNull = true
            case .open(let key, let variables):
                open.insert(key)
                live.formUnion(variables)
            }
        }
        if open.isEmpty { return .known(hasNull ? .null : .boolean(!decisive)) }
        return .open(key: intern([tag.rawValue, hasNull ? 1 : 0] + open.sorted()), live: live)
    }

    private mutating func unary(
        _ inner: Syntax, _ part: Syntax, _ tag: Tag, asTruth: Bool, _ locals: Locals
    ) -> PartialValue {
        switch value(inner, asTruth: asTruth, locals) {
        case .known(let value):
            if tag == .not { return .known(value.boolean.map { .boolean(!$0) } ?? .null) }
            guard case .typed(_, let type) = part.form else { return .known(value) }
            return .known(value.coerced(to: type) ?? .null)
        case .open(let key, let live):
            return .open(key: intern([tag.rawValue, tag == .not ? 0 : number(part), key]), live: live)
        }
    }

    private mutating func conditional(
        _ condition: Syntax, _ then: Syntax, _ otherwise: Syntax, isBoxed: Bool, asTruth: Bool, _ locals: Locals
    ) -> PartialValue {
        switch value(condition, asTruth: true, locals) {
        case .known(let truth):
            if truth == true { return value(then, asTruth: asTruth, locals) }
            if isBoxed, truth.boolean == nil, !truth.isNull { return .known(.null) }
            return value(otherwise, asTruth: asTruth, locals)
        case .open(let key, let variables):
            let a = value(then, asTruth: asTruth, locals)
            let b = value(otherwise, asTruth: asTruth, locals)
            if !isBoxed, mark(a) == mark(b) { return a }
            var live = variables
            for branch in [a, b] { if case .open(_, let more) = branch { live.formUnion(more) } }
            return .open(
                key: intern([Tag.conditional.rawValue, isBoxed ? 1 : 0, key] + mark(a) + mark(b)), live: live)
        }
    }

    // MARK: Leaves

    /// A part that is not taken apart further.
    private mutating func leaf(
        _ part: Syntax, asTruth: Bool, _ names: [String], _ locals: Locals
    ) -> PartialValue {
        var live: Set<Int> = []
        var computed: [String] = []
        var key = [Tag.leaf.rawValue, number(part)]
        for name in names {
            if let local = locals[name] {
                key += mark(local)
                if case .open(_, let variables) = local {
                    live.formUnion(variables)
                    computed += variables.flatMap(facts)
                }
            } else if syntax.isUnknown(name) {
                if let index = indices[name] {
                    if let value = assumed[index] {
                        key += [0, number(value)]
                    } else {
                        key += [1, -1]
                        live.insert(index)
                    }
                } else {
                    key += [1, -2]
                    computed.append(name)
                }
            }
        }
        if live.isEmpty || names.contains(where: { locals[$0] == nil && syntax.isUnknown($0) && indices[$0] == nil }) {
            live.insert(computation(part, asTruth: asTruth, computed))
        }
        return .open(key: intern(key), live: live)
    }

    private mutating func computation(_ part: Syntax, asTruth: Bool, _ facts: [String]) -> Int {
        let identity = ObjectIdentifier(part)
        if let index = computations[identity] { return index }
        // In the place of a truth a computation is true, false or null; elsewhere any two values stand for all.
        let mayBeNull = facts.contains { name in
            let domain = syntax.domain(name)
            return domain.admitsNull || domain.values == .open
        }
        let truths: [Value] = mayBeNull || !part.isComparison ? [true, false, .null] : [true, false]
        let index = variables.count
        variables.append(
            PartialVariable(
                kind: .computation(identity, facts),
                outcomes: asTruth ? truths : [.string("\u{0}one"), .string("\u{0}other")],
                isFact: { if case .name = part.form { true } else { false } }()))
        computations[identity] = index
        return index
    }

    /// The facts behind a variable.
    func facts(_ variable: Int) -> [String] {
        switch variables[variable].kind {
        case .fact(let name): [name]
        case .computation(_, let names): names
        }
    }
}

extension Syntax {
    /// Whether the value is a truth as soon as nothing in it is `null`.
    fileprivate var isComparison: Bool {
        switch form {
        case .comparison(_, let left, let right): left.isNumeric && right.isNumeric
        case .between(let value, let lower, let upper): value.isNumeric && lower.isNumeric && upper.isNumeric
        default: false
        }
    }

    /// Names, numbers, and sums, differences and products of them: what cannot become `null` short of overflow.
    private var isNumeric: Bool {
        switch form {
        case .name, .literal(.number): true
        case .negation(let operand), .typed(let operand, .number): operand.isNumeric
        case .arithmetic(.add, let a, let b), .arithmetic(.subtract, let a, let b),
            .arithmetic(.multiply, let a, let b):
            a.isNumeric && b.isNumeric
        default: false
        }
    }
}
