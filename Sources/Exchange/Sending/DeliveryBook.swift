import Ledger
import Vocabulary

/// Writes down how deliveries went. Each of it may be written again, since after a lost connection nobody knows whether it is.
enum DeliveryBook {
    static func note(_ message: OutboxMessage, _ step: NextStep, at now: Instant, in session: any Session) throws {
        switch step {
        case .forget:
            // The department has the item: invariant 2 counts these receipts.
            if message.kind == "started", let item = message.item, let attempt = message.body["attempt"]?.integer {
                _ = try Outbox.receive(
                    subject: message.subject, shard: message.shard, item: item, destination: message.destination,
                    epoch: Int(attempt), at: now, in: session)
            }
            try Outbox.remove(message, in: session)
        case .repeatAt(let instant, let reason, let refusals):
            try Outbox.postpone(
                message, until: instant, because: String(reason.prefix(300)), refusals: refusals, in: session)
        case .giveUp(let reason):
            try DeadLetter.add(message, because: String(reason.prefix(300)), at: now, in: session)
            try Outbox.remove(message, in: session)
        }
    }
}

/// A message that was given up. It stays until somebody sends it again.
public struct DeadLetter: Equatable, Sendable {
    public let message: OutboxMessage
    public let reason: String
    public let at: Instant

    static func add(_ message: OutboxMessage, because reason: String, at now: Instant, in session: any Session) throws {
        try session.post(
            .addDeadLetter,
            [
                .integer(message.shard), .id(message.id), .text(message.destination), .bytes(message.subject),
                .optional(message.item), .integer(message.epoch), .text(message.kind), .text(message.body.encodedText),
                .integer(message.attempts + 1), .text(reason), .instant(now),
            ])
    }

    /// The newest dead letters, of one destination or of all.
    public static func list(of destination: String? = nil, limit: Int, in session: any Session) throws -> [DeadLetter] {
        if let destination {
            return try session.query(.deadLettersOf, [.text(destination), .integer(limit)], DeadLetter.init(row:))
        }
        return try session.query(.deadLetters, [.integer(limit)], DeadLetter.init(row:))
    }

    public static func count(in session: any Session) throws -> [(destination: String, count: Int)] {
        try session.query(.countOfDeadLetters) { ($0.text(0), $0.int(1)) }
    }

    /// Puts it back into the outbox, with its identifier and as if it had never been tried.
    public func replay(at now: Instant, in session: any Session) throws {
        // Somebody else may have asked for it at the same time.
        guard try session.execute(.removeDeadLetter, [.integer(message.shard), .id(message.id)]) == 1 else { return }
        try Outbox.add(
            OutboxMessage(
                shard: message.shard, id: message.id, destination: message.destination, subject: message.subject,
                item: message.item,
                epoch: message.epoch, kind: message.kind, body: message.body, nextAt: now),
            in: session)
    }

    private init(row: any Row) throws {
        let at = row.instant(10)
        message = OutboxMessage(
            shard: row.integer(0), id: try row.id(1), destination: row.text(2), subject: row.bytes(3),
            item: row.optionalText(4),
            epoch: row.int(5), kind: row.text(6), body: try JSON(parsing: row.text(7)), attempts: row.int(8), nextAt: at
        )
        reason = row.text(9)
        self.at = at
    }
}

extension Statement {
    static let addDeadLetter = Statement(
        """
        INSERT INTO dead_letter (shard_key, id, destination, subject, item, epoch, kind, body, attempts, reason, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (shard_key, id) DO NOTHING
        """)
    static let deadLetters = Statement(
        """
        SELECT shard_key, id, destination, subject, item, epoch, kind, body, attempts, reason, at FROM dead_letter
        ORDER BY at DESC LIMIT $1
        """)
    static let deadLettersOf = Statement(
        """
        SELECT shard_key, id, destination, subject, item, epoch, kind, body, attempts, reason, at FROM dead_letter
        WHERE destination = $1 ORDER BY at DESC LIMIT $2
        """)
    static let countOfDeadLetters = Statement(
        "SELECT destination, count(*) FROM dead_letter GROUP BY destination ORDER BY destination")
    static let removeDeadLetter = Statement("DELETE FROM dead_letter WHERE shard_key = $1 AND id = $2")
}
