import Vocabulary

/// What an outside witness has been told of the checkpoints. What it has not taken yet waits in the store, in order.
public enum AuditWitness {
    /// The next checkpoints for a witness, oldest first.
    /// - Parameter address: tells witnesses apart; only its digest is stored.
    public static func waiting(for address: String, limit: Int, in session: any Session) throws -> [Checkpoint] {
        let size = try session.first(.witnessed, [.bytes(digest(address))]) { $0.int(0) } ?? 0
        return try session.query(.checkpointsAfter, [.integer(size), .integer(limit)]) {
            try Checkpoint(parsing: $0.text(0))
        }
    }

    /// Remembers that the witness has a checkpoint and all before it.
    public static func took(
        _ checkpoint: Checkpoint, _ address: String, at now: Instant, in session: any Session
    ) throws {
        try session.execute(.rememberWitnessed, [.bytes(digest(address)), .integer(checkpoint.size), .instant(now)])
    }

    private static func digest(_ address: String) -> [UInt8] { Digest.sha256(Array(address.utf8)) }
}

extension Statement {
    static let witnessed = Statement("SELECT size FROM audit_witness WHERE shard_key = 0 AND witness = $1")
    static let checkpointsAfter = Statement(
        "SELECT note FROM audit_checkpoint WHERE shard_key = 0 AND size > $1 ORDER BY size, at LIMIT $2")
    static let rememberWitnessed = Statement(
        """
        INSERT INTO audit_witness (shard_key, witness, size, at) VALUES (0, $1, $2, $3)
        ON CONFLICT (shard_key, witness) DO UPDATE SET size = excluded.size, at = excluded.at
        """)
}
