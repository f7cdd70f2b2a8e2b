import Ledger

/// A way for the delivery of messages to go wrong, put around the real one to see whether anybody notices.
public enum ExchangeMutant: String, Sendable, CaseIterable {
    // What a node believes.
    case skipsFence, neverLetsGo
    // What it writes down.
    case forgetsReceipts, neverRepeats, forgetsOrder
    // What it sends and how it takes the answer.
    case takesFailureForSuccess, givesUpEarly, sendsTwice, renamesMessages
}

/// Leaves out what a mutant forgets.
final class ForgetfulDelivery: SessionDecorator {
    private let mutant: ExchangeMutant

    init(_ inner: any Session, _ mutant: ExchangeMutant) {
        self.mutant = mutant
        super.init(inner)
    }

    @discardableResult
    override func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        switch mutant {
        case .skipsFence where statement.sql.hasPrefix("UPDATE duty SET epoch = epoch"): return 1
        case .forgetsReceipts where statement.sql.contains("INTO receipt"): return 1
        default: return try super.execute(statement, values)
        }
    }

    override func post(_ statement: Statement, _ values: [SQLValue]) throws {
        var values = values
        if mutant == .neverRepeats, statement.sql.hasPrefix("UPDATE outbox") { values[0] = .integer(Int64.max) }
        try super.post(statement, values)
    }

    override func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws {
        let hasOrder = statement.sql.contains("AS earlier")
        try super.each(mutant == .forgetsOrder && hasOrder ? Self.dueInAnyOrder : statement, values, read)
    }

    private static let dueInAnyOrder = Statement(
        """
        SELECT shard_key, id, destination, subject, item, epoch, kind, body, attempts, next_at, failure, refusals
        FROM outbox
        WHERE destination = $1 AND next_at >= $2 AND next_at <= $3 ORDER BY epoch DESC LIMIT $4
        """)
}
