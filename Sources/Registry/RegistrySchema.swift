import Ledger

/// The one register: who exists, and what is known about them with its source.
public enum RegistrySchema {
    public static let migrations = [
        Migration(
            "registry-1",
            """
            CREATE TABLE subject (
                shard_key BIGINT NOT NULL,
                id BYTEA NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'site')),
                created_at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE TABLE fact (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                element TEXT NOT NULL,
                id BYTEA NOT NULL,
                value TEXT NOT NULL,
                source TEXT NOT NULL,
                evidence TEXT,
                valid_from BIGINT NOT NULL,
                valid_to BIGINT,
                as_of BIGINT NOT NULL,
                PRIMARY KEY (shard_key, subject, element, id),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id),
                CHECK (valid_to IS NULL OR valid_to >= valid_from)
            ) /*CLUSTERED*/;
            """),
        // News of a fact is a row of its own for each fact, so that taking note of one never hides another that comes meanwhile.
        Migration(
            "registry-2",
            """
            CREATE TABLE fact_news (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                id BYTEA NOT NULL,
                element TEXT NOT NULL,
                PRIMARY KEY (shard_key, subject, id),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id)
            ) /*CLUSTERED*/;
            """),
    ]
}
