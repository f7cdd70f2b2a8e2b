import Foundation
import Vocabulary

/// A signed statement of what the history tree was at a moment, in the shape of a signed note with a checkpoint
/// (C2SP `signed-note` and `tlog-checkpoint`): origin, size, root in base64, the moment, an empty line, the signature.
public struct Checkpoint: Equatable, Sendable {
    public let origin: String
    public let size: Int
    public let root: MerkleTree.Hash
    public let at: Instant
    /// The whole text as it leaves the machine.
    public let note: String

    private static func body(origin: String, size: Int, root: MerkleTree.Hash, at: Instant) -> String {
        "\(origin)\n\(size)\n\(Data(root).base64EncodedString())\n\(at)\n"
    }

    public init(origin: String, size: Int, root: MerkleTree.Hash, at: Instant, signedBy key: SigningKey) throws {
        let body = Self.body(origin: origin, size: size, root: root, at: at)
        let signature = key.id(name: origin) + (try key.sign(Array(body.utf8)))
        self.origin = origin
        self.size = size
        self.root = root
        self.at = at
        note = body + "\n— \(origin) \(Data(signature).base64EncodedString())\n"
    }

    /// Reads a note without judging its signature.
    public init(parsing note: String) throws(AuditFault) {
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 6, lines[4].isEmpty, lines[5].hasPrefix("— "), let size = Int(lines[1]), size >= 0,
            let root = Data(base64Encoded: lines[2]), root.count == 32, let at = try? Instant(parsing: lines[3])
        else { throw .malformed("this is not a checkpoint: \(note.prefix(80))") }
        origin = lines[0]
        self.size = size
        self.root = Array(root)
        self.at = at
        self.note = note
    }

    /// Whether the key signed exactly this text.
    public func isSigned(by key: SigningKey) -> Bool {
        guard let end = note.range(of: "\n\n"), let last = note[end.upperBound...].split(separator: " ").last,
            let bytes = Data(base64Encoded: last.trimmingCharacters(in: .newlines)), bytes.count > 4
        else { return false }
        let body = Array(note[..<end.lowerBound].utf8) + [10]
        let signature = Array(bytes.dropFirst(4))
        return Array(bytes.prefix(4)) == key.id(name: origin) && (try? key.verifies(signature, of: body)) == true
    }

    /// The checkpoints of a file of notes, which a blank line ends each.
    public static func list(_ text: String) throws -> [Checkpoint] {
        let pieces = text.components(separatedBy: "\n— ")
        guard pieces.count > 1 else {
            if text.allSatisfy(\.isWhitespace) { return [] }
            throw AuditFault.malformed("the file of checkpoints is damaged")
        }
        var list: [Checkpoint] = []
        var body = pieces[0]
        for piece in pieces.dropFirst() {
            let end = piece.firstIndex(of: "\n") ?? piece.endIndex
            list.append(try Checkpoint(parsing: body + "\n— " + piece[..<end] + "\n"))
            body = String(piece[end...].drop { $0 == "\n" })
        }
        guard body.allSatisfy(\.isWhitespace) else { throw AuditFault.malformed("the file of checkpoints breaks off") }
        return list
    }
}

extension AuditTree {
    /// Signs what the tree is now and keeps the note in the store; the caller lets it leave the machine.
    /// - Returns: nil when nothing was added since the last checkpoint.
    public func checkpoint(origin: String, key: SigningKey, at now: Instant) async throws -> Checkpoint? {
        let made = try await store.read { session -> Checkpoint? in
            let size = try Self.standing(in: session).size
            guard size > 0, try Self.latest(in: session)?.size != size else { return nil }
            return try Checkpoint(
                origin: origin, size: size, root: try AuditTiles(session).root(of: size), at: now, signedBy: key)
        }
        guard let made else { return nil }
        try await store.write { session in
            try session.execute(.addAuditCheckpoint, [.integer(made.size), .instant(made.at), .text(made.note)])
        }
        return made
    }

    /// Whether the newest checkpoint, if there is one, bears this key's signature. Else another node signs with a key of its own,
    /// and whoever checks with one of them takes the other's checkpoints for forged.
    public func isSigned(by key: SigningKey) async throws -> Bool {
        try await read { session in try Self.latest(in: session)?.isSigned(by: key) ?? true }
    }

    /// The newest checkpoint in the store.
    static func latest(in session: any Session) throws -> Checkpoint? {
        try session.first(.latestAuditCheckpoint) { try Checkpoint(parsing: $0.text(0)) }
    }

    public static func checkpoints(in session: any Session) throws -> [Checkpoint] {
        try session.query(.auditCheckpoints) { try Checkpoint(parsing: $0.text(0)) }
    }
}
