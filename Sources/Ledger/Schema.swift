/// The tables every room stands on.
///
/// `event` is the truth. `directory` holds what must be unique across shards, under a key that is already a digest;
/// a directory row is placed by its own key. `reference_text` and `setting` are reference tables.
public enum LedgerSchema {
    public static let migrations = [
        Migration(
            "ledger-1",
            """
            CREATE TABLE event (
                shard_key BIGINT NOT NULL,
                stream BYTEA NOT NULL,
                version BIGINT NOT NULL CHECK (version >= 1),
                kind TEXT NOT NULL,
                item TEXT,
                actor TEXT NOT NULL,
                at BIGINT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (shard_key, stream, version)
            ) /*CLUSTERED*/;
            CREATE TABLE directory (
                shard_key BIGINT NOT NULL,
                kind TEXT NOT NULL,
                digest BYTEA NOT NULL,
                target_shard BIGINT NOT NULL,
                target BYTEA NOT NULL,
                request BYTEA,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, kind, digest)
            ) /*CLUSTERED*/;
            CREATE TABLE outbox (
                shard_key BIGINT NOT NULL,
                id BYTEA NOT NULL,
                destination TEXT NOT NULL,
                subject BYTEA NOT NULL,
                item TEXT,
                epoch BIGINT NOT NULL,
                kind TEXT NOT NULL,
                body TEXT NOT NULL,
                attempts BIGINT NOT NULL CHECK (attempts >= 0),
                next_at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE INDEX outbox_due ON outbox (next_at);
            CREATE TABLE receipt (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                item TEXT NOT NULL,
                destination TEXT NOT NULL,
                epoch BIGINT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, subject, item, destination, epoch)
            ) /*CLUSTERED*/;
            CREATE TABLE serial (
                shard_key BIGINT NOT NULL,
                series TEXT NOT NULL,
                taken BIGINT NOT NULL CHECK (taken >= 0),
                PRIMARY KEY (shard_key, series)
            ) /*CLUSTERED*/;
            CREATE TABLE reference_text (
                kind TEXT NOT NULL,
                name TEXT NOT NULL,
                body TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (kind, name)
            );
            """),
        AuditSchema.migration,
        Migration(
            "ledger-outbox-2",
            """
            ALTER TABLE outbox ADD COLUMN failure TEXT;
            DROP INDEX outbox_due;
            CREATE INDEX outbox_next ON outbox (destination, next_at);
            """),
        SealingSchema.migration, AuditSchema.witnesses,
        Migration(
            "ledger-outbox-3",
            "ALTER TABLE outbox ADD COLUMN refusals BIGINT NOT NULL DEFAULT 0 CHECK (refusals >= 0);"),
    ]
}
