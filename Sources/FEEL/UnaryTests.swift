/// A cell of a decision table: `-`, `< 5, [10..20]`, `not("a", "b")`, or an expression over `?`.
public struct UnaryTests: Sendable {
    /// The text as it was written.
    public let source: String
    /// What it says; `nil` for `-`, which everything passes.
    public let cell: DecisionTable.Cell?
    /// The names it reads from outside.
    public let names: Set<String>

    private let node: CellNode?
    private let slotCount: Int
    private let inputSlot: Int

    public init(
        parsing source: String, knownNames: some Sequence<String> = [], types: TypeScope = TypeScope()
    ) throws(SyntaxError) {
        let known = Array(knownNames)
        self.source = source
        cell = try DecisionTable.Cell.parsing(source, names: NameSet(known))
        let compiler = Compiler(declared: Set(known), types: types)
        inputSlot = compiler.declare("?")
        node = cell.map { CellNode(compiler.compile($0.tests), negated: $0.isNegated) }
        slotCount = compiler.slotCount
        names = Set(compiler.facts.keys.filter { known.contains($0) || Builtins.table[$0] == nil })
    }

    /// Whether a value passes; `nil` where that cannot be said, such as `null < 5`.
    public func admit(
        _ value: Value, environment: Environment = .standard, _ lookup: (String) -> Value? = { _ in nil }
    ) -> Bool? {
        guard let node else { return true }
        return withoutActuallyEscaping(lookup) { lookup in
            withUnsafeTemporaryAllocation(of: Value?.self, capacity: max(1, slotCount)) { slots in
                slots.initialize(repeating: nil)
                defer { slots.deinitialize() }
                var machine = Machine(slots: slots.baseAddress!, environment: environment, lookup: lookup)
                machine.slots[inputSlot] = value
                let truth = node.truth(of: value, &machine)
                return machine.isStopped ? nil : truth
            }
        }
    }
}
