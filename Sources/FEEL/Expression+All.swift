extension Expression {
    /// Whether all of these hold, as one expression; `nil` for none.
    public init?(all conditions: [Expression]) {
        guard let first = conditions.first else { return nil }
        guard conditions.count > 1 else {
            self = first
            return
        }
        self.init(
            source: conditions.map { "(\($0.source))" }.joined(separator: " and "),
            syntax: Syntax(.conjunction(conditions.map(\.syntax)), at: first.syntax.position),
            declared: conditions.reduce(into: []) { $0.formUnion($1.declared) }, types: first.types)
    }
}
