extension TableCondition {
    /// A condition in the SQL dialect of both stores.
    ///
    /// - Parameter column: how a column is named in the statement.
    public func sql(_ column: (String) -> String = TableCondition.quoted) -> String {
        switch self {
        case .constant(let truth): truth.map { $0 ? "(1 = 1)" : "(1 = 0)" } ?? "(1 = NULL)"
        case .isNull(let name): "(\(column(name)) IS NULL)"
        case .compare(let operation, let left, let right):
            "(\(left.sql(column)) \(operation == .notEqual ? "<>" : operation.rawValue) \(right.sql(column)))"
        case .member(let name, let literals): "(\(column(name)) IN (\(literals.map(\.sql).joined(separator: ", "))))"
        case .not(let inner): "(NOT \(inner.sql(column)))"
        case .all(let parts): "(\(parts.map { $0.sql(column) }.joined(separator: " AND ")))"
        case .any(let parts): "(\(parts.map { $0.sql(column) }.joined(separator: " OR ")))"
        case .choice(let condition, let then, let otherwise):
            "(CASE WHEN \(condition.sql(column)) THEN \(then.sql(column)) ELSE \(otherwise.sql(column)) END)"
        }
    }

    /// A name as SQL writes one.
    public static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}

extension TableCondition.Term {
    fileprivate func sql(_ column: (String) -> String) -> String {
        switch self {
        case .column(let name, 1): column(name)
        case .column(let name, let factor): "\(column(name)) * \(factor)"
        case .part(let name, let start, let length): "substr(\(column(name)), \(start), \(length))"
        case .literal(let literal): literal.sql
        }
    }
}

extension TableCondition.Literal {
    public var sql: String {
        switch self {
        case .integer(let value): value == .min ? "(-9223372036854775807 - 1)" : String(value)
        case .text(let text): "'" + text.replacing("'", with: "''") + "'"
        }
    }
}
