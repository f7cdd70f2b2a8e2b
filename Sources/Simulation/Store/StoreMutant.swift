import Cases
import Ledger
import Vocabulary

/// A way for a store or its use to go wrong, put around the real ones to see whether anybody notices.
public enum StoreMutant: String, Sendable, CaseIterable {
    // The commit.
    case acknowledgesBeforeCommit, swallowsFailedCommit, commitsLazily, keepsRefusedWrites
    // What is written.
    case skipsIdempotencyClaim, losesMessages, losesEvents, losesFacts, forgetsItems, forgetsAlarms, reusesSerials
    // How it is used.
    case ignoresVersions, wakesEarly, forgetsAnswers
}

/// A session that stands before another one.
class SessionDecorator: Session {
    let inner: any Session
    var dialect: Dialect { inner.dialect }

    init(_ inner: any Session) {
        self.inner = inner
    }

    @discardableResult
    func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int { try inner.execute(statement, values) }
    func post(_ statement: Statement, _ values: [SQLValue]) throws { try inner.post(statement, values) }

    func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws {
        try inner.each(statement, values, read)
    }

    func script(_ sql: String) throws { try inner.script(sql) }
}

/// Leaves out what a mutant forgets to write.
final class ForgetfulSession: SessionDecorator {
    private let mutant: StoreMutant

    init(_ inner: any Session, _ mutant: StoreMutant) {
        self.mutant = mutant
        super.init(inner)
    }

    @discardableResult
    override func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        let sql = statement.sql
        switch mutant {
        case .skipsIdempotencyClaim where sql.contains("INTO directory") && values.contains(.text("request")): return 1
        case .reusesSerials where sql.contains("INTO serial"):
            let known = try first(Self.serials, Array(values.prefix(2))) { $0.int(0) }
            if known != nil { return 1 }
        case .forgetsAlarms where sql.hasPrefix("UPDATE case_file"):
            var values = values
            values[2] = .null
            return try super.execute(statement, values)
        default: break
        }
        return try super.execute(statement, values)
    }

    override func post(_ statement: Statement, _ values: [SQLValue]) throws {
        let sql = statement.sql
        switch mutant {
        case .losesMessages where sql.contains("INTO outbox") && values.contains(.text("answered")): return
        case .losesEvents where sql.contains("INTO event") && values.contains(.text("supplied")): return
        case .losesFacts where sql.contains("INTO fact"): return
        case .forgetsItems where sql.hasPrefix("UPDATE item_task"): return
        case .forgetsAnswers where sql.contains("INTO event") && values.contains(.text("answered")): return
        default: try super.post(statement, values)
        }
    }

    private static let serials = Statement("SELECT taken FROM serial WHERE shard_key = $1 AND series = $2")
}
