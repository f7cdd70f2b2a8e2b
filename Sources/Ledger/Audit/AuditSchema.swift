/// The tables of the history tree.
///
/// `audit_pending` names rows that the tree has not taken yet; whoever appends to an audited stream adds one row to it in the
/// same transaction. The others are written by the sequencer alone: `audit_entry` says where in the tree a stretch of a stream
/// lies, `audit_tile` holds the hashes 256 at a time, `audit_tree` the size and the fence, `audit_checkpoint` what was signed.
/// The tree is one, so its own tables all lie in shard 0.
enum AuditSchema {
    static let migration = Migration(
        "ledger-audit-1",
        """
        CREATE TABLE audit_pending (
            shard_key BIGINT NOT NULL,
            source TEXT NOT NULL,
            stream BYTEA NOT NULL,
            version BIGINT NOT NULL CHECK (version >= 1),
            count BIGINT NOT NULL CHECK (count >= 1),
            PRIMARY KEY (shard_key, source, stream, version)
        ) /*CLUSTERED*/;
        CREATE TABLE audit_entry (
            shard_key BIGINT NOT NULL,
            source TEXT NOT NULL,
            stream BYTEA NOT NULL,
            version BIGINT NOT NULL CHECK (version >= 1),
            count BIGINT NOT NULL CHECK (count >= 1),
            first BIGINT NOT NULL CHECK (first >= 0),
            PRIMARY KEY (shard_key, source, stream, version)
        ) /*CLUSTERED*/;
        CREATE INDEX audit_entry_first ON audit_entry (first);
        CREATE TABLE audit_tile (
            shard_key BIGINT NOT NULL,
            level BIGINT NOT NULL CHECK (level >= 0),
            number BIGINT NOT NULL CHECK (number >= 0),
            hashes BYTEA NOT NULL,
            PRIMARY KEY (shard_key, level, number)
        ) /*CLUSTERED*/;
        CREATE TABLE audit_tree (
            shard_key BIGINT NOT NULL,
            size BIGINT NOT NULL CHECK (size >= 0),
            epoch BIGINT NOT NULL CHECK (epoch >= 0),
            holder BYTEA NOT NULL,
            held_until BIGINT NOT NULL,
            PRIMARY KEY (shard_key)
        ) /*CLUSTERED*/;
        CREATE TABLE audit_checkpoint (
            shard_key BIGINT NOT NULL,
            size BIGINT NOT NULL CHECK (size >= 0),
            at BIGINT NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (shard_key, size, at)
        ) /*CLUSTERED*/;
        INSERT INTO audit_tree (shard_key, size, epoch, holder, held_until) VALUES (0, 0, 0, '', 0);
        INSERT INTO audit_pending (shard_key, source, stream, version, count)
        SELECT shard_key, 'event', stream, min(version), count(*) FROM event GROUP BY shard_key, stream;
        """)
}

extension AuditSchema {
    /// Up to which entry each witness has the checkpoints; `witness` is the digest of its address.
    static let witnesses = Migration(
        "ledger-audit-witness",
        """
        CREATE TABLE audit_witness (
            shard_key BIGINT NOT NULL,
            witness BYTEA NOT NULL CHECK (length(witness) = 32),
            size BIGINT NOT NULL CHECK (size >= 0),
            at BIGINT NOT NULL,
            PRIMARY KEY (shard_key, witness)
        ) /*CLUSTERED*/;
        """)
}

extension Statement {
    static let noteForAudit = Statement(
        "INSERT INTO audit_pending (shard_key, source, stream, version, count) VALUES ($1, $2, $3, $4, $5)",
        duplicateIsConflict: true)
    static let auditPending = Statement(
        "SELECT shard_key, source, stream, version, count FROM audit_pending ORDER BY shard_key, source, stream, version LIMIT $1"
    )
    static let auditPendingCount = Statement("SELECT count FROM audit_pending")
    static let forgetAuditPending = Statement(
        "DELETE FROM audit_pending WHERE shard_key = $1 AND source = $2 AND stream = $3 AND version = $4")
    static let addAuditEntry = Statement(
        "INSERT INTO audit_entry (shard_key, source, stream, version, count, first) VALUES ($1, $2, $3, $4, $5, $6)")
    static let auditEntriesFrom = Statement(
        "SELECT shard_key, source, stream, version, count, first FROM audit_entry WHERE first >= $1 ORDER BY first LIMIT $2"
    )
    static let auditEntryOf = Statement(
        """
        SELECT version, count, first FROM audit_entry
        WHERE shard_key = $1 AND source = $2 AND stream = $3 AND version <= $4 ORDER BY version DESC LIMIT 1
        """)
    static let auditTile = Statement("SELECT hashes FROM audit_tile WHERE shard_key = 0 AND level = $1 AND number = $2")
    static let putAuditTile = Statement(
        """
        INSERT INTO audit_tile (shard_key, level, number, hashes) VALUES (0, $1, $2, $3)
        ON CONFLICT (shard_key, level, number) DO UPDATE SET hashes = excluded.hashes
        """)
    static let auditTree = Statement("SELECT size, epoch, holder, held_until FROM audit_tree WHERE shard_key = 0")
    static let growAuditTree = Statement(
        """
        UPDATE audit_tree SET size = $1, epoch = $2, holder = $3, held_until = $4
        WHERE shard_key = 0 AND size = $5 AND epoch = $6
        """)
    static let addAuditCheckpoint = Statement(
        "INSERT INTO audit_checkpoint (shard_key, size, at, note) VALUES (0, $1, $2, $3) ON CONFLICT (shard_key, size, at) DO NOTHING"
    )
    static let auditCheckpoints = Statement("SELECT note FROM audit_checkpoint WHERE shard_key = 0 ORDER BY size, at")
    static let latestAuditCheckpoint = Statement(
        "SELECT note FROM audit_checkpoint WHERE shard_key = 0 ORDER BY size DESC, at DESC LIMIT 1")
}
