/// A cell of a decision table: `-`, `< 5, [10..20]`, `not("a", "b")`, or an expression over `?`.
public struct UnaryTests: Sendable {
    /// The text as it was written.
    public let source: String
    /// What it says; `nil` for `-`, which everything passes.
    public let syntax: (tests: [Syntax.Test], negated: Bool)?
    /// The names it reads from outside.
    public let names: Set<String>

    private let tests: [TestNode]
    private let slotCount: Int
    private let inputSlot: Int

    public init(
        parsing source: String, knownNames: some Sequence<String> = [], types: TypeScope = TypeScope()
    ) throws(SyntaxError) {
        let known = Array(knownNames)
        var parser = try Parser(source, knownNames: known)
        syntax = try parser.wholeUnaryTests()
        self.source = source
        let compiler = Compiler(declared: Set(known), types: types)
        inputSlot = compiler.declare("?")
        tests = syntax.map { compiler.compile($0.tests) } ?? []
        slotCount = compiler.slotCount
        names = Set(compiler.facts.keys.filter { known.contains($0) || Builtins.table[$0] == nil })
    }

    /// Whether a value passes; `nil` where that cannot be said, such as `null < 5`.
    public func admit(
        _ value: Value, environment: Environment = .standard, _ lookup: (String) -> Value? = { _ in nil }
    ) -> Bool? {
        guard let syntax else { return true }
        return withoutActuallyEscaping(lookup) { lookup in
            withUnsafeTemporaryAllocation(of: Value?.self, capacity: slotCount) { slots in
                slots.initialize(repeating: nil)
                defer { slots.deinitialize() }
                var machine = Machine(slots: slots.baseAddress!, environment: environment, lookup: lookup)
                machine.slots[inputSlot] = value
                let truth = MembershipNode.truth(of: value, tests, &machine)
                if machine.isStopped { return nil }
                return syntax.negated ? truth.map { !$0 } : truth
            }
        }
    }
}
