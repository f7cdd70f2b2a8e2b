import Vocabulary

/// A kind of append-only stream that the history tree covers.
///
/// To have another log covered (who looked at what, say):
/// 1. keep its rows under a shard, a stream and a version counted from 1 without gaps inside the stream;
/// 2. in the transaction that appends rows, call `AuditQueue.note` once for them;
/// 3. write a source that gives each row's bytes exactly as stored, with every column in them (`AuditRow.bytes` does it);
/// 4. hand it to the `AuditTree` at the composition root. Rows that were noted wait until a source of their name is there.
public protocol AuditSource: Sendable {
    /// Stands in every row of the tree's tables; never reused.
    var name: String { get }

    /// The stored bytes of the rows `version ..< version + count` of a stream, with their versions, in order.
    func rows(
        _ stretch: AuditStretch, in session: any Session
    ) throws -> [(version: Int, bytes: [UInt8])]

    /// Rows that neither the tree nor its queue knows, at most a hundred, for finding what was slipped in.
    func strangers(in session: any Session) throws -> [AuditStretch]
}

/// Neighbouring rows of one stream.
public struct AuditStretch: Hashable, Sendable {
    public let shard: Int64
    public let source: String
    public let stream: [UInt8]
    public let version: Int
    public let count: Int

    public init(shard: Int64, source: String, stream: [UInt8], version: Int, count: Int) {
        self.shard = shard
        self.source = source
        self.stream = stream
        self.version = version
        self.count = count
    }

    init(_ row: any Row) {
        self.init(
            shard: row.integer(0), source: row.text(1), stream: row.bytes(2), version: row.int(3), count: row.int(4))
    }

    var key: [SQLValue] { [.integer(shard), .text(source), .bytes(stream), .integer(version)] }
}

/// What waits for the sequencer.
public enum AuditQueue {
    /// Tells the sequencer about rows appended in the same transaction.
    public static func note(_ stretch: AuditStretch, in session: any Session) throws {
        try session.post(.noteForAudit, stretch.key + [.integer(stretch.count)])
    }
}

/// The bytes of one stored row, so that two different rows never have the same bytes.
public enum AuditRow {
    /// Each value by its kind and, where it varies, its length.
    public static func bytes(_ values: [SQLValue]) -> [UInt8] {
        var bytes: [UInt8] = []
        func put(_ kind: UInt8, _ body: some Collection<UInt8>) {
            bytes.append(kind)
            withUnsafeBytes(of: UInt32(body.count).bigEndian) { bytes += $0 }
            bytes += body
        }
        for value in values {
            switch value {
            case .null: bytes.append(0)
            case .integer(let number):
                bytes.append(1)
                withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
            case .real(let number):
                bytes.append(2)
                withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes += $0 }
            case .text(let text): put(3, text.utf8)
            case .bytes(let body): put(4, body)
            }
        }
        return bytes
    }
}

/// The events of all streams.
public struct EventHistory: AuditSource {
    public static let name: String = "event"
    public var name: String { Self.name }

    public init() {}

    public func rows(_ stretch: AuditStretch, in session: any Session) throws -> [(version: Int, bytes: [UInt8])] {
        let values: [SQLValue] = [
            .integer(stretch.shard), .bytes(stretch.stream), .integer(stretch.version),
            .integer(stretch.version + stretch.count),
        ]
        return try session.query(.eventRows, values) { row in
            let version = row.int(0)
            return (
                version,
                AuditRow.bytes([
                    .text(name), .integer(stretch.shard), .bytes(stretch.stream), .integer(version), .text(row.text(1)),
                    .optional(row.optionalText(2)), .text(row.text(3)), .integer(row.integer(4)), .text(row.text(5)),
                ])
            )
        }
    }

    public func strangers(in session: any Session) throws -> [AuditStretch] {
        try session.query(.eventsOutsideTheTree) { AuditStretch($0) }
    }
}

extension Statement {
    static let eventRows = Statement(
        """
        SELECT version, kind, item, actor, at, body FROM event
        WHERE shard_key = $1 AND stream = $2 AND version >= $3 AND version < $4 ORDER BY version
        """)
    static let eventsOutsideTheTree = Statement(
        """
        SELECT shard_key, CAST('event' AS TEXT), stream, version, CAST(1 AS BIGINT) FROM event WHERE NOT EXISTS (
            SELECT 1 FROM audit_entry a WHERE a.shard_key = event.shard_key AND a.source = 'event' AND a.stream = event.stream
            AND a.version <= event.version AND event.version < a.version + a.count)
        AND NOT EXISTS (
            SELECT 1 FROM audit_pending p WHERE p.shard_key = event.shard_key AND p.source = 'event' AND p.stream = event.stream
            AND p.version <= event.version AND event.version < p.version + p.count)
        LIMIT 100
        """)
}
