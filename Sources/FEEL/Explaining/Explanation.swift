/// Why an expression has its value: the parts that decided, with the facts they read.
public struct Explanation: Hashable, Sendable {
    public let value: Value
    /// The whole expression, with the parts that decided inside.
    public let reason: Reason
    /// For a decision model: why the decisions that were read have their values.
    public internal(set) var premises: [String: Explanation] = [:]

    /// The deciding parts that are not made of further ones, in the order of the text.
    public var because: [Reason] { reason.leaves }

    /// All facts that had a say, by name.
    public var facts: [String: Value] {
        Dictionary(because.flatMap(\.facts).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A part of an expression that had a say in its value.
public struct Reason: Hashable, Sendable {
    public let kind: Kind
    /// The part as FEEL text.
    public let expression: String
    public let position: Position
    public let value: Value
    /// The facts that were read in this part itself, in the order of the text.
    public let facts: [Fact]
    /// The parts inside that decided.
    public let parts: [Reason]

    public struct Fact: Hashable, Sendable {
        public let name: String
        public let value: Value
    }

    public enum Kind: Hashable, Sendable {
        /// A comparison or another part that is judged as a whole.
        case judgement
        /// Everything had to hold, and did or did not.
        case all
        /// One of several was enough, or none was there.
        case any
        /// The opposite of the part inside.
        case opposite
        /// One branch of an `if` was taken because of its condition.
        case branch
        /// An element of a list decided a `some` or `every`.
        case witness(String, Value)
        /// These rules of a decision table matched; numbers from 1.
        case rules([Int], annotations: [String])
        /// No rule matched.
        case noRule
        /// A value that was computed.
        case computation
    }

    var leaves: [Reason] {
        let inside = parts.flatMap(\.leaves)
        return inside.isEmpty ? [self] : kind.isRule ? [self] + inside : inside
    }
}

extension Reason.Kind {
    fileprivate var isRule: Bool {
        switch self {
        case .rules, .noRule, .witness: true
        default: false
        }
    }
}

extension Expression {
    /// The value for these facts, and why.
    ///
    /// - Parameter label: what facts are called in the texts of the reasons.
    public func explain(
        in facts: [String: Value], environment: Environment = .standard,
        naming label: @escaping (String) -> String = { $0 }
    ) -> Explanation {
        explain(environment: environment, naming: label) { facts[$0] }
    }

    /// The value for facts that are looked up by name, and why.
    public func explain(
        environment: Environment = .standard, naming label: @escaping (String) -> String = { $0 },
        _ lookup: (String) -> Value?
    ) -> Explanation {
        Explainer(syntax, declared: declared, types: types, label: label).explain(environment: environment, lookup)
    }
}

/// Evaluates with a trace and reads from it what decided.
struct Explainer {
    private let syntax: Syntax
    private let root: Node
    private let slotCount: Int
    /// The names that are facts, not locals.
    private let facts: Set<String>
    private let label: (String) -> String

    init(
        _ syntax: Syntax, declared: Set<String>, types: TypeScope, label: @escaping (String) -> String = { $0 }
    ) {
        self.label = label
        let compiler = Compiler(declared: declared, types: types, traced: true)
        self.syntax = syntax
        root = compiler.compile(syntax)
        slotCount = compiler.slotCount
        facts = Set(compiler.facts.keys.filter { declared.contains($0) || Builtins.table[$0] == nil })
    }

    func explain(environment: Environment, _ lookup: (String) -> Value?) -> Explanation {
        withoutActuallyEscaping(lookup) { lookup in
            withUnsafeTemporaryAllocation(of: Value?.self, capacity: max(1, slotCount)) { slots in
                slots.initialize(repeating: nil)
                defer { slots.deinitialize() }
                var machine = Machine(slots: slots.baseAddress!, environment: environment, lookup: lookup)
                return explain(&machine)
            }
        }
    }

    /// How many slots a machine needs for ``explain(_:)``.
    var neededSlots: Int { slotCount }

    func explain(_ machine: inout Machine) -> Explanation {
        let trace = Trace()
        machine.trace = trace
        let value = root.evaluate(&machine)
        machine.trace = nil
        let result = machine.isStopped ? .null : value
        let reader = ReasonReader(trace: trace, facts: facts, label: label)
        return Explanation(value: result, reason: reader.reason(syntax, result))
    }
}

/// Finds the deciding parts in a trace.
private struct ReasonReader {
    let trace: Trace
    let facts: Set<String>
    let label: (String) -> String

    private func text(_ syntax: Syntax) -> String { syntax.text(naming: label) }

    func reason(_ syntax: Syntax, _ value: Value) -> Reason {
        switch syntax.form {
        case .conjunction(let parts): return connective(.all, parts, value, decisive: false, syntax)
        case .disjunction(let parts): return connective(.any, parts, value, decisive: true, syntax)
        case .conditional(let condition, let then, let otherwise, _):
            let taken = trace.value(of: condition)?.boolean == true ? then : otherwise
            return part(.branch, syntax, value, inside: [condition, taken])
        case .invocation(let function, let arguments):
            if case .name("not") = function.form, arguments.count == 1 {
                // That a single fact is not so is one judgement, and not the opposite of another one.
                if arguments[0].value.form.isFact { return leaf(.judgement, syntax, value) }
                return part(.opposite, syntax, value, inside: [arguments[0].value])
            }
            return leaf(.computation, syntax, value)
        case .typed(let inner, _): return part(.computation, syntax, value, inside: [inner])
        case .scoped(_, let result): return part(.computation, syntax, value, inside: [result])
        case .quantified(let quantifier, let iterations, _):
            return quantified(quantifier, iterations, syntax, value)
        case .table(let table): return self.table(table, syntax, value)
        case .comparison, .membership, .between, .instance: return leaf(.judgement, syntax, value)
        case .name, .path: return leaf(value.boolean == nil ? .computation : .judgement, syntax, value)
        default: return leaf(.computation, syntax, value)
        }
    }

    private func reason(_ syntax: Syntax) -> Reason? {
        if case .literal = syntax.form { return nil }
        return trace.value(of: syntax).map { reason(syntax, $0) }
    }

    private func part(_ kind: Reason.Kind, _ syntax: Syntax, _ value: Value, inside: [Syntax]) -> Reason {
        Reason(
            kind: kind, expression: text(syntax), position: syntax.position, value: value, facts: [],
            parts: inside.compactMap { reason($0) })
    }

    private func leaf(_ kind: Reason.Kind, _ syntax: Syntax, _ value: Value) -> Reason {
        Reason(
            kind: kind, expression: text(syntax), position: syntax.position, value: value, facts: read(in: syntax),
            parts: [])
    }

    /// One decisive part decides alone; else the unknown ones; else all together.
    private func connective(
        _ kind: Reason.Kind, _ parts: [Syntax], _ value: Value, decisive: Bool, _ syntax: Syntax
    ) -> Reason {
        let wanted: Bool? = value.boolean
        let deciding = parts.filter { part in
            guard let own = trace.value(of: part) else { return false }
            return wanted == !decisive ? true : own.boolean == wanted
        }
        return part(kind, syntax, value, inside: deciding)
    }

    private func quantified(
        _ quantifier: Syntax.Quantifier, _ iterations: [Syntax.Iteration], _ syntax: Syntax, _ value: Value
    ) -> Reason {
        // The last combination that was looked at is the one that decided, if one did.
        let decided = value.boolean == (quantifier == .some)
        guard decided, let first = iterations.first, case .quantified(_, _, let condition) = syntax.form,
            let element = local(first.name, in: condition)
        else { return leaf(.judgement, syntax, value) }
        return Reason(
            kind: .witness(first.name, element), expression: text(syntax), position: syntax.position, value: value,
            facts: read(in: syntax), parts: [])
    }

    private func local(_ name: String, in syntax: Syntax) -> Value? {
        if case .name(name) = syntax.form { return trace.value(of: syntax) }
        for child in syntax.form.children {
            if let value = local(name, in: child) { return value }
        }
        return nil
    }

    private func table(_ table: DecisionTable, _ syntax: Syntax, _ value: Value) -> Reason {
        guard let record = trace.table(syntax) else { return leaf(.computation, syntax, value) }
        var parts: [Reason] = []
        func cell(_ rule: Int, _ column: Int, _ holds: Bool) {
            guard let condition = table.rules[rule].conditions[column] else { return }
            let input = table.inputs[column].expression
            let text = text(input) + " in " + (condition.isNegated ? condition.source : "(\(condition.source))")
            parts.append(
                Reason(
                    kind: .judgement, expression: text,
                    position: condition.tests.first?.operand.position
                        ?? input.position, value: .boolean(holds), facts: read(in: input), parts: []))
        }
        for rule in record.matches {
            for column in table.inputs.indices { cell(rule, column, true) }
            for output in table.rules[rule].outputs { if let reason = reason(output) { parts.append(reason) } }
        }
        if record.matches.isEmpty {
            for (rule, column) in record.failing.sorted(by: { $0.key < $1.key }) { cell(rule, column, false) }
        }
        let annotations = record.matches.flatMap { table.rules[$0].annotations }
        return Reason(
            kind: record.matches.isEmpty ? .noRule : .rules(record.matches.map { $0 + 1 }, annotations: annotations),
            expression: text(syntax), position: syntax.position, value: value, facts: [], parts: parts)
    }

    /// The facts that a part read, each once.
    private func read(in syntax: Syntax) -> [Reason.Fact] {
        var found: [Reason.Fact] = []
        func collect(_ syntax: Syntax) {
            if case .name(let name) = syntax.form, facts.contains(name), !found.contains(where: { $0.name == name }),
                let value = trace.value(of: syntax)
            {
                found.append(Reason.Fact(name: name, value: value))
            }
            syntax.form.children.forEach(collect)
        }
        collect(syntax)
        return found
    }
}

extension Syntax.Form {
    /// Whether this is a fact itself, or an entry of one.
    fileprivate var isFact: Bool {
        switch self {
        case .name: true
        case .path(let source, _): source.form.isFact
        default: false
        }
    }
}
