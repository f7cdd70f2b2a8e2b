/// A FEEL expression, parsed and compiled once and evaluated any number of times, from any number of threads.
///
/// ```swift
/// let rule = try Expression(parsing: #"age >= 18 and category in ("graduate", "veteran")"#)
/// rule.evaluate(in: ["age": 23, "category": "graduate"])  // true
/// ```
///
/// FEEL has no exceptions: whatever cannot be computed is `null`.
public struct Expression: Sendable {
    /// The text as it was written.
    public let source: String
    /// What it says.
    public let syntax: Syntax
    /// The names it reads from outside: facts and functions of the host. A name inside a filter, which may be that of
    /// an entry of the element, counts only if it is among the known names.
    public let names: Set<String>
    /// The same names in the order of their slots, for ``evaluate(slots:in:)``.
    public let inputs: [String]

    let root: Node
    let slotCount: Int
    /// What the parser was told of names and types; other readings of the same syntax need it again.
    let declared: Set<String>
    let types: TypeScope
    private let factSlots: [(name: String, slot: Int)]

    /// How deeply brackets, functions and conditions may be nested in a text.
    public static let maximumDepth = 200
    /// How high the tree of a text may become; a sum of `n` numbers is `n` high.
    static let maximumHeight = 1000
    /// How high the trees of functions that call each other may become together: some 500 calls of a small function.
    static let maximumStackHeight = 8000

    /// Reads an expression.
    ///
    /// - Parameters:
    ///   - knownNames: facts that exist. Needed only for names that contain operators or keywords, such as
    ///     `profit-and-loss`, or that hide a built-in function; other names are recognised without it.
    ///   - types: declared types that `instance of` may name.
    public init(
        parsing source: String, knownNames: some Sequence<String> = [], types: TypeScope = TypeScope()
    ) throws(SyntaxError) {
        let known = Array(knownNames)
        var parser = try Parser(source, knownNames: known)
        self.init(source: source, syntax: try parser.wholeExpression(), declared: Set(known), types: types)
    }

    init(source: String, syntax: Syntax, declared: Set<String>, types: TypeScope) {
        self.source = source
        self.syntax = syntax
        self.declared = declared
        self.types = types
        let compiler = Compiler(declared: declared, types: types)
        root = compiler.compile(syntax)
        slotCount = compiler.slotCount
        factSlots = compiler.facts.sorted { $0.value < $1.value }.map { (name: $0.key, slot: $0.value) }
        inputs = factSlots.map(\.name)
        names = Set(
            inputs.filter {
                declared.contains($0) || (Builtins.table[$0] == nil && compiler.certain.contains($0))
            })
    }

    /// A part of this expression as one of its own, for readings that decide by parts. Names that are local to the
    /// surroundings become facts, so take parts from where there are none.
    public func part(_ syntax: Syntax) -> Expression {
        Expression(source: syntax.description, syntax: syntax, declared: declared, types: types)
    }

    /// The value for these facts; a name that is missing is `null`.
    public func evaluate(in facts: [String: Value], environment: Environment = .standard) -> Value {
        evaluate(environment: environment) { facts[$0] }
    }

    /// The value for facts that are looked up by name, each at most once and only when needed.
    public func evaluate(_ lookup: (String) -> Value) -> Value {
        evaluate(environment: .standard) { name in
            let value = lookup(name)
            return value.isNull ? nil : value
        }
    }

    /// The value for facts that are looked up by name; `nil` says that there is no such name.
    public func evaluate(environment: Environment, _ lookup: (String) -> Value?) -> Value {
        outcome(environment: environment, lookup).value
    }

    /// The value, and what stopped the evaluation if it was stopped.
    public func outcome(
        environment: Environment = .standard, _ lookup: (String) -> Value?
    ) -> (value: Value, problem: EvaluationProblem?) {
        withoutActuallyEscaping(lookup) { lookup in
            withUnsafeTemporaryAllocation(of: Value?.self, capacity: max(1, slotCount)) { slots in
                slots.initialize(repeating: nil)
                defer { slots.deinitialize() }
                var machine = Machine(slots: slots.baseAddress!, environment: environment, lookup: lookup)
                let value = root.evaluate(&machine)
                return (machine.isStopped ? .null : value, machine.problem)
            }
        }
    }

    /// The value for facts given in the order of ``inputs``; the quickest way.
    ///
    /// - Precondition: as many values as inputs.
    public func evaluate(slots facts: [Value], environment: Environment = .standard) -> Value {
        precondition(facts.count == factSlots.count)
        return withUnsafeTemporaryAllocation(of: Value?.self, capacity: max(1, slotCount)) { slots in
            slots.initialize(repeating: nil)
            defer { slots.deinitialize() }
            for (fact, input) in zip(facts, factSlots) { slots[input.slot] = fact }
            var machine = Machine(slots: slots.baseAddress!, environment: environment) { _ in nil }
            let value = root.evaluate(&machine)
            return machine.isStopped ? .null : value
        }
    }
}

extension Expression: CustomStringConvertible {
    public var description: String { source }
}
