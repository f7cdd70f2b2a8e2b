import Vocabulary

/// An event as it is stored: one fact of history in one stream.
public struct StoredEvent: Equatable, Sendable {
    /// Counted from 1 without gaps inside its stream.
    public let version: Int
    public let kind: String
    /// The part of the stream's subject it concerns, such as one item of an application.
    public let item: String?
    /// Who did it, as `role:id`.
    public let actor: String
    public let at: Instant
    public let body: JSON

    public init(version: Int, kind: String, item: String?, actor: String, at: Instant, body: JSON) {
        self.version = version
        self.kind = kind
        self.item = item
        self.actor = actor
        self.at = at
        self.body = body
    }

    /// The same event with its body sealed or opened.
    public func with(body: JSON) -> StoredEvent {
        StoredEvent(version: version, kind: kind, item: item, actor: actor, at: at, body: body)
    }
}

/// The history: streams of events that only grow. Two writers of one stream meet at its primary key, and the second fails
/// with `StorageFailure.conflict`.
public enum EventLog {
    public static func append(
        _ event: StoredEvent, to stream: [UInt8], shard: Int64, in session: any Session
    ) throws {
        try append([row(event, stream: stream, shard: shard)], in: session)
    }

    /// The row of an event, so that its encoding can happen before the writer's turn.
    public static func row(_ event: StoredEvent, stream: [UInt8], shard: Int64) -> [SQLValue] {
        [
            .integer(shard), .bytes(stream), .integer(event.version), .text(event.kind), .optional(event.item),
            .text(event.actor), .instant(event.at), .text(event.body.encodedText),
        ]
    }

    /// The row of an event whose sensitive values are sealed.
    public static func row(
        _ event: StoredEvent, stream: [UInt8], shard: Int64, _ sealer: inout Sealer
    ) throws -> [SQLValue] {
        row(
            event.with(body: try sealer.seal(event.body, for: place(of: stream, event.version))), stream: stream,
            shard: shard)
    }

    /// What the sealed values in an event's body are bound to.
    public static func place(of stream: [UInt8], _ version: Int) -> SealPlace {
        SealPlace("event.body", row: stream, Array(String(version).utf8))
    }

    /// Appends neighbouring events of one stream, as `row` made them, and tells the history tree about them.
    public static func append(_ rows: [[SQLValue]], in session: any Session) throws {
        guard let first = rows.first else { return }
        for row in rows { try session.post(.appendEvent, row) }
        guard case .integer(let shard) = first[0], case .bytes(let stream) = first[1],
            case .integer(let version) = first[2]
        else {
            preconditionFailure("not the row of an event")
        }
        try AuditQueue.note(
            AuditStretch(
                shard: shard, source: EventHistory.name, stream: stream, version: Int(version), count: rows.count),
            in: session)
    }

    /// The events of a stream in order, after the given version.
    public static func events(
        of stream: [UInt8], shard: Int64, after version: Int = 0, in session: any Session
    ) throws -> [StoredEvent] {
        try session.query(.eventsOfStream, [.integer(shard), .bytes(stream), .integer(version)]) { try event($0) }
    }

    private static func event(_ row: any Row) throws -> StoredEvent {
        let body: JSON
        do {
            body = try JSON(parsing: row.text(6))
        } catch {
            throw StorageFailure.corrupt("the body of event \(row.integer(0)) is not JSON: \(error)")
        }
        return StoredEvent(
            version: row.int(0), kind: row.text(1), item: row.optionalText(2), actor: row.text(3), at: row.instant(4),
            body: body)
    }
}

extension Statement {
    static let appendEvent = Statement(
        "INSERT INTO event (shard_key, stream, version, kind, item, actor, at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        duplicateIsConflict: true)
    static let eventsOfStream = Statement(
        """
        SELECT version, kind, item, actor, at, shard_key, body FROM event
        WHERE shard_key = $1 AND stream = $2 AND version > $3 ORDER BY version
        """)
}
