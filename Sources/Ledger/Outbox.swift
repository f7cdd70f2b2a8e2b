import Vocabulary

/// A message that must leave the system after the transaction that caused it.
public struct OutboxMessage: Equatable, Sendable {
    public let shard: Int64
    public let id: Identifier<OutboxMessage>
    /// Where it goes, such as `notice` or `department:hrss`.
    public let destination: String
    /// The stream it is about.
    public let subject: [UInt8]
    public let item: String?
    /// The version of the subject's history with which it left; a redelivery keeps it.
    public let epoch: Int
    public let kind: String
    public let body: JSON
    /// How often it was tried, in vain.
    public let attempts: Int
    /// How many of these times the destination did not want it; the others, it could not be reached.
    public let refusals: Int
    public let nextAt: Instant
    /// Why it has not been delivered yet, as the last attempt told.
    public let failure: String?

    public init(
        shard: Int64, id: Identifier<OutboxMessage>, destination: String, subject: [UInt8], item: String?, epoch: Int,
        kind: String, body: JSON, attempts: Int = 0, refusals: Int = 0, nextAt: Instant,
        failure: String? = nil
    ) {
        self.shard = shard
        self.id = id
        self.destination = destination
        self.subject = subject
        self.item = item
        self.epoch = epoch
        self.kind = kind
        self.body = body
        self.attempts = attempts
        self.refusals = refusals
        self.nextAt = nextAt
        self.failure = failure
    }
}

/// Messages waiting to leave. They are delivered at least once; the receiver acts once by (subject, item, destination, epoch).
/// Each destination has its own order: one that does not take anything holds up nobody else.
public enum Outbox {
    public static func add(_ message: OutboxMessage, in session: any Session) throws {
        try session.post(
            .addToOutbox,
            [
                .integer(message.shard), .id(message.id), .text(message.destination), .bytes(message.subject),
                .optional(message.item), .integer(message.epoch), .text(message.kind), .text(message.body.encodedText),
                .integer(message.attempts), .instant(message.nextAt),
            ])
    }

    /// Messages that may go out to a destination now, oldest first. What one item of a subject has to tell goes out in the order
    /// in which it happened: a later message waits until the earlier one has left.
    /// - Parameter since: looks only at messages that may go out from then on. While somebody holds an old snapshot, PostgreSQL
    ///   keeps every delivered message in the index, and whoever always looks from the beginning passes all of them each time.
    public static func due(
        for destination: String, since: Instant = Instant(microseconds: 0), at now: Instant, limit: Int,
        in session: any Session
    ) throws -> [OutboxMessage] {
        try session.query(
            .dueInOutbox, [.text(destination), .instant(since), .instant(now), .integer(limit)],
            OutboxMessage.init(row:))
    }

    /// What waits for a destination, whether it may go out now or not, oldest first.
    public static func waiting(for destination: String, limit: Int, in session: any Session) throws -> [OutboxMessage] {
        try session.query(.waitingInOutbox, [.text(destination), .integer(limit)], OutboxMessage.init(row:))
    }

    /// How much waits for each destination, and since when.
    public static func backlog(in session: any Session) throws -> [(destination: String, count: Int, next: Instant)] {
        try session.query(.backlogOfOutbox) { ($0.text(0), $0.int(1), $0.instant(2)) }
    }

    /// Forgets a delivered message.
    public static func remove(_ message: OutboxMessage, in session: any Session) throws {
        try session.post(.removeFromOutbox, [.integer(message.shard), .id(message.id)])
    }

    /// Puts a failed delivery off. Doing it again changes nothing: who does not know whether it is stored, repeats it.
    /// - Parameter refusals: how often the destination has refused it by now; as before when not given.
    public static func postpone(
        _ message: OutboxMessage, until: Instant, because failure: String? = nil, refusals: Int? = nil,
        in session: any Session
    ) throws {
        try session.post(
            .postponeInOutbox,
            [
                .instant(until), .optional(failure), .integer(message.attempts + 1),
                .integer(refusals ?? message.refusals), .integer(message.shard), .id(message.id),
            ])
    }

    /// Records that a destination took an item in; false when it had it already.
    public static func receive(
        subject: [UInt8], shard: Int64, item: String, destination: String, epoch: Int, at: Instant,
        in session: any Session
    ) throws -> Bool {
        try session.execute(
            .addReceipt,
            [.integer(shard), .bytes(subject), .text(item), .text(destination), .integer(epoch), .instant(at)]) == 1
    }
}

extension OutboxMessage {
    init(row: any Row) throws {
        self.init(
            shard: row.integer(0), id: try row.id(1), destination: row.text(2), subject: row.bytes(3),
            item: row.optionalText(4), epoch: row.int(5), kind: row.text(6), body: try JSON(parsing: row.text(7)),
            attempts: row.int(8), refusals: row.int(11), nextAt: row.instant(9), failure: row.optionalText(10))
    }
}

extension Statement {
    static let addToOutbox = Statement(
        """
        INSERT INTO outbox (shard_key, id, destination, subject, item, epoch, kind, body, attempts, next_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)
    static let dueInOutbox = Statement(
        """
        SELECT shard_key, id, destination, subject, item, epoch, kind, body, attempts, next_at, failure, refusals
        FROM outbox
        WHERE destination = $1 AND next_at >= $2 AND next_at <= $3 AND NOT EXISTS (
            SELECT 1 FROM outbox AS earlier
            WHERE earlier.shard_key = outbox.shard_key AND earlier.destination = outbox.destination
                AND earlier.subject = outbox.subject AND earlier.item = outbox.item AND earlier.epoch < outbox.epoch)
        ORDER BY next_at LIMIT $4
        """)
    static let waitingInOutbox = Statement(
        """
        SELECT shard_key, id, destination, subject, item, epoch, kind, body, attempts, next_at, failure, refusals
        FROM outbox
        WHERE destination = $1 ORDER BY next_at LIMIT $2
        """)
    static let backlogOfOutbox = Statement(
        "SELECT destination, count(*), min(next_at) FROM outbox GROUP BY destination ORDER BY destination")
    static let removeFromOutbox = Statement("DELETE FROM outbox WHERE shard_key = $1 AND id = $2")
    static let postponeInOutbox = Statement(
        "UPDATE outbox SET next_at = $1, failure = $2, attempts = $3, refusals = $4 WHERE shard_key = $5 AND id = $6")
    static let addReceipt = Statement(
        """
        INSERT INTO receipt (shard_key, subject, item, destination, epoch, at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shard_key, subject, item, destination, epoch) DO NOTHING
        """)
}
