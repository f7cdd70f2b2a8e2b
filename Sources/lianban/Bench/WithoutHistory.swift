import Ledger

/// A store that forgets to tell the history tree, to measure what telling it costs.
final class WithoutHistory: Store {
    private let inner: any Store

    init(_ inner: any Store) { self.inner = inner }

    var dialect: Dialect { inner.dialect }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await inner.write { try body(ForgetfulSession($0)) }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await inner.read(body)
    }

    func migrate(_ migrations: [Migration]) async throws { try await inner.migrate(migrations) }
    func close() async { await inner.close() }
}

private final class ForgetfulSession: Session {
    private let inner: any Session

    init(_ inner: any Session) { self.inner = inner }

    var dialect: Dialect { inner.dialect }

    func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        Self.isForgotten(statement) ? 1 : try inner.execute(statement, values)
    }

    func post(_ statement: Statement, _ values: [SQLValue]) throws {
        if !Self.isForgotten(statement) { try inner.post(statement, values) }
    }

    func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws {
        try inner.each(statement, values, read)
    }

    func script(_ sql: String) throws { try inner.script(sql) }

    private static func isForgotten(_ statement: Statement) -> Bool {
        statement.sql.hasPrefix("INSERT INTO audit_pending")
    }
}
