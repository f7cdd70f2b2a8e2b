import Foundation

/// Everything a stranger needs to see that one row is in the history under a signed checkpoint.
public struct AuditProof: Sendable {
    /// Counted from 0.
    public let position: Int
    public let leaf: MerkleTree.Hash
    public let path: [MerkleTree.Hash]
    public let checkpoint: Checkpoint

    /// Checks the path with nothing but the proof itself; the signature needs the public key.
    public var holds: Bool {
        MerkleProof.verifies(inclusion: path, of: leaf, at: position, in: checkpoint.size, root: checkpoint.root)
    }
}

extension AuditTree {
    /// Where a row lies in the tree, counted from 0; nil while it waits.
    public static func position(
        of version: Int, in stream: [UInt8], shard: Int64, source: String = EventHistory.name, in session: any Session
    ) throws -> Int? {
        let values: [SQLValue] = [.integer(shard), .text(source), .bytes(stream), .integer(version)]
        return try session.first(.auditEntryOf, values) { row in
            let offset = version - row.int(0)
            return offset < row.int(1) ? row.int(2) + offset : nil
        } ?? nil
    }

    /// Proves that a row, as it is stored now, is in the history under the newest checkpoint.
    /// - Throws: `AuditFault.notInTheTree` and `.notUnderACheckpoint` while it is too fresh.
    public func prove(
        _ version: Int, of stream: [UInt8], shard: Int64, source: String = EventHistory.name, in session: any Session
    ) throws -> AuditProof {
        let stretch = AuditStretch(shard: shard, source: source, stream: stream, version: version, count: 1)
        guard let position = try Self.position(of: version, in: stream, shard: shard, source: source, in: session),
            let row = try sources[source]?.rows(stretch, in: session).first
        else { throw AuditFault.notInTheTree }
        guard let checkpoint = try Self.latest(in: session), checkpoint.size > position else {
            throw AuditFault.notUnderACheckpoint
        }
        let tiles = AuditTiles(session)
        return AuditProof(
            position: position, leaf: MerkleTree.leaf(row.bytes),
            path: try MerkleProof.inclusion(of: position, in: checkpoint.size, tiles.subtree), checkpoint: checkpoint)
    }

    /// Shows that a later checkpoint only added to an earlier one.
    public static func consistency(from old: Int, to new: Int, in session: any Session) throws -> [MerkleTree.Hash] {
        try MerkleProof.consistency(from: old, to: new, AuditTiles(session).subtree)
    }
}
