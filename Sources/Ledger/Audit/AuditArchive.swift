import Foundation
import Vocabulary

/// A part of the history in a file that proves itself (历史归档): the stored events, the edge of the tree before them, what
/// leads from their end to a signed checkpoint, and the checkpoint. Whoever has the public key can check it without the store.
///
/// Lines of JSON: a head, one line for each event, an end. Sensitive values stay sealed in it.
public enum AuditArchive {
    /// History younger than this is not archived: it is what audits look at (at least six months).
    public static let youngestDays = 184

    public enum Refused: Error, Equatable, Sendable {
        /// Only what is older than `youngestDays` days is archived.
        case tooYoung
        /// There is nothing in that time.
        case nothing
    }

    public struct Outcome: Equatable, Sendable {
        public let first: Int
        public let count: Int
        public let checkpoint: Checkpoint
    }

    /// Writes the events from a place on that happened before a moment.
    /// - Parameters:
    ///   - position: where the last archive ended.
    ///   - write: takes the lines, in order.
    /// - Throws: `Refused`; `AuditFault.notUnderACheckpoint`.
    public static func write(
        from position: Int, before moment: Instant, now: Instant, in session: any Session,
        _ write: (String) throws -> Void
    ) throws -> Outcome {
        guard moment <= now.adding(seconds: -youngestDays * 86_400) else { throw Refused.tooYoung }
        // Up to the last checkpoint before it, so that nothing younger is in it.
        let end = try AuditSearch.place(after: moment, in: session)
        guard end > position else { throw Refused.nothing }
        guard let checkpoint = try AuditTree.latest(in: session), checkpoint.size >= end else {
            throw AuditFault.notUnderACheckpoint
        }
        let subtree = AuditTiles(session).subtree
        let head: JSON = [
            "format": "lianban-history-1", "first": .integer(position),
            "edge": hashes(try edge(of: position, subtree)),
        ]
        try write(head.encodedText)
        var place = position
        while place < end {
            let rows = try session.query(.archivedEvents, [.integer(place), .integer(AuditSearch.stretches)]) { row in
                (position: row.int(9) + row.int(2) - row.int(8), line: line(row))
            }
            guard let last = rows.last else { throw StorageFailure.corrupt("the history breaks off at entry \(place)") }
            for row in rows where row.position >= place && row.position < end { try write(row.line.encodedText) }
            place = last.position + 1
        }
        let tail: JSON = [
            "consistency": hashes(try MerkleProof.consistency(from: end, to: checkpoint.size, subtree)),
            "checkpoint": .string(checkpoint.note),
        ]
        try write(tail.encodedText)
        return Outcome(first: position, count: end - position, checkpoint: checkpoint)
    }

    private static func edge(of size: Int, _ subtree: MerkleProof.Subtree) throws -> [MerkleTree.Hash] {
        var peaks: [MerkleTree.Hash] = []
        var start = 0
        for level in stride(from: Int.bitWidth - 2, through: 0, by: -1) where size >> level & 1 == 1 {
            peaks.append(try subtree(level, start >> level))
            start += 1 << level
        }
        return peaks
    }

    private static func line(_ row: any Row) -> JSON {
        [
            "shard": .integer(row.integer(0)), "stream": .string(Digest.hexadecimal(row.bytes(1))),
            "version": .integer(row.int(2)), "kind": .string(row.text(3)), "item": .optional(row.optionalText(4)),
            "actor": .string(row.text(5)), "at": .integer(row.integer(6)), "body": .string(row.text(7)),
        ]
    }

    private static func hashes(_ hashes: [MerkleTree.Hash]) -> JSON {
        .array(hashes.map { .string(Digest.hexadecimal($0)) })
    }
}

/// Checks an archive line by line, with nothing but the public key.
public struct AuditArchiveCheck {
    private var edge: MerkleTree.Edge?
    private let key: SigningKey
    public private(set) var count = 0
    public private(set) var first = 0
    /// Set by the last line, when everything fits.
    public private(set) var checkpoint: Checkpoint?

    public init(signedBy key: SigningKey) { self.key = key }

    /// Takes the next line.
    /// - Throws: `AuditFault.malformed` with what is wrong.
    public mutating func take(_ line: String) throws {
        let json = try JSON(parsing: line)
        guard checkpoint == nil else { throw AuditFault.malformed("the archive goes on after its end") }
        guard let edge else {
            let peaks = try Self.hashes(json["edge"])
            first = Int(json["first"]?.integer ?? -1)
            guard json["format"]?.text == "lianban-history-1", let start = MerkleTree.Edge(size: first, peaks: peaks)
            else {
                throw AuditFault.malformed("the archive's first line is not one of this version")
            }
            self.edge = start
            return
        }
        if let note = json["checkpoint"]?.text {
            let checkpoint = try Checkpoint(parsing: note)
            guard checkpoint.isSigned(by: key) else {
                throw AuditFault.malformed("the checkpoint is not signed by the key")
            }
            let holds = MerkleProof.verifies(
                consistency: try Self.hashes(json["consistency"]), from: edge.size, edge.root, to: checkpoint.size,
                checkpoint.root)
            guard holds else { throw AuditFault.malformed("the events are not what the checkpoint saw") }
            self.checkpoint = checkpoint
            return
        }
        self.edge?.append(MerkleTree.leaf(try Self.bytes(json)))
        count += 1
    }

    private static func bytes(_ json: JSON) throws -> [UInt8] {
        guard let stream = try hashes(.array([json["stream"] ?? .null])).first else {
            throw AuditFault.malformed("no stream")
        }
        return AuditRow.bytes([
            .text(EventHistory.name), .integer(try json.integer("shard")), .bytes(stream),
            .integer(try json.integer("version")),
            .text(try json.text("kind")), .optional(json["item"]?.text), .text(try json.text("actor")),
            .integer(try json.integer("at")), .text(try json.text("body")),
        ])
    }

    private static func hashes(_ json: JSON?) throws -> [[UInt8]] {
        try (json?.elements ?? []).map { element in
            let digits = Array((element.text ?? "-").utf8)
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
                UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16)
            }
            guard digits.count == bytes.count * 2 else {
                throw AuditFault.malformed("a hash of the archive is damaged")
            }
            return bytes
        }
    }
}

extension Statement {
    static let archivedEvents = Statement(eventsInTree("e.at, e.body"))
}
