/// The values of one evaluation on the way to its result; of a part that ran several times, the last.
final class Trace {
    struct Table {
        var inputs: [Value] = []
        var matches: [Int] = []
        /// For each rule that does not match, the first column that refuses.
        var failing: [Int: Int] = [:]
    }

    private var values: [ObjectIdentifier: Value] = [:]
    private var tables: [ObjectIdentifier: Table] = [:]

    func record(_ value: Value, of syntax: Syntax) { values[ObjectIdentifier(syntax)] = value }
    func record(inputs: [Value], of table: Syntax) { tables[ObjectIdentifier(table)] = Table(inputs: inputs) }
    func record(matches: [Int], of table: Syntax) { tables[ObjectIdentifier(table)]?.matches = matches }
    func record(failing column: Int, of rule: Int, in table: Syntax) {
        tables[ObjectIdentifier(table)]?.failing[rule] = column
    }

    /// The value of a part; `nil` when it was not needed.
    func value(of syntax: Syntax) -> Value? {
        if case .literal(let value) = syntax.form { return value }
        return values[ObjectIdentifier(syntax)]
    }

    func table(_ syntax: Syntax) -> Table? { tables[ObjectIdentifier(syntax)] }
}

/// Remembers the value of a part.
final class TracedNode: Node, @unchecked Sendable {
    let node: Node
    let syntax: Syntax

    init(_ node: Node, _ syntax: Syntax) {
        self.node = node
        self.syntax = syntax
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        let value = node.evaluate(&machine)
        machine.trace?.record(value, of: syntax)
        return value
    }

    override func truth(_ machine: inout Machine) -> Bool? { evaluate(&machine).boolean }
}
