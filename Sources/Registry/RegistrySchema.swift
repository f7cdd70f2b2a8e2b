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
        Migration(
            "registry-3",
            """
            ALTER TABLE fact ADD COLUMN consent TEXT;
            CREATE TABLE subject_merge (
                shard_key BIGINT NOT NULL,
                kept BYTEA NOT NULL,
                duplicate BYTEA NOT NULL CHECK (duplicate <> kept),
                id BYTEA NOT NULL,
                actor TEXT NOT NULL,
                reason TEXT NOT NULL CHECK (length(reason) > 0),
                at BIGINT NOT NULL,
                ended_at BIGINT,
                ended_by TEXT,
                ended_because TEXT,
                PRIMARY KEY (shard_key, kept, duplicate, id),
                FOREIGN KEY (shard_key, kept) REFERENCES subject (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE INDEX subject_merge_duplicate ON subject_merge (duplicate) WHERE ended_at IS NULL;
            CREATE TABLE subject_link (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                kind TEXT NOT NULL,
                id BYTEA NOT NULL,
                other BYTEA NOT NULL,
                source TEXT NOT NULL,
                valid_from BIGINT NOT NULL,
                valid_to BIGINT,
                as_of BIGINT NOT NULL,
                PRIMARY KEY (shard_key, subject, kind, id),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id),
                CHECK (valid_to IS NULL OR valid_to >= valid_from)
            ) /*CLUSTERED*/;
            CREATE TABLE import_run (
                shard_key BIGINT NOT NULL,
                digest BYTEA NOT NULL CHECK (length(digest) = 32),
                rows_done BIGINT NOT NULL CHECK (rows_done >= 0),
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, digest)
            ) /*CLUSTERED*/;
            """),
        Migration(
            "registry-rights",
            """
            CREATE TABLE consent (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                purpose TEXT NOT NULL,
                at BIGINT NOT NULL,
                id BYTEA NOT NULL,
                granted BIGINT NOT NULL CHECK (granted IN (0, 1)),
                PRIMARY KEY (shard_key, subject, purpose, at, id),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE TABLE data_request (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                id BYTEA NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('correction', 'deletion', 'objection')),
                element TEXT NOT NULL,
                source TEXT NOT NULL,
                text TEXT NOT NULL,
                department TEXT NOT NULL,
                asked_at BIGINT NOT NULL,
                due BIGINT NOT NULL,
                outcome TEXT CHECK (outcome IN ('granted', 'refused')),
                reason TEXT,
                answered_by TEXT,
                answered_at BIGINT,
                PRIMARY KEY (shard_key, subject, id),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id),
                CHECK ((outcome IS NULL) = (answered_at IS NULL))
            ) /*CLUSTERED*/;
            CREATE TABLE subject_apart (
                shard_key BIGINT NOT NULL,
                first BYTEA NOT NULL,
                second BYTEA NOT NULL CHECK (second <> first),
                actor TEXT NOT NULL,
                reason TEXT NOT NULL CHECK (length(reason) > 0),
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, first, second)
            ) /*CLUSTERED*/;
            CREATE TABLE listed_entry (
                shard_key BIGINT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('region', 'post')),
                key TEXT NOT NULL,
                body TEXT NOT NULL,
                source TEXT NOT NULL,
                as_of BIGINT NOT NULL,
                PRIMARY KEY (shard_key, kind, key)
            ) /*CLUSTERED*/;
            CREATE INDEX listed_entry_key ON listed_entry (kind, key);
            CREATE INDEX data_request_open ON data_request (department, due, id) WHERE outcome IS NULL;
            """),
        Migration(
            "registry-duplicates",
            """
            CREATE TABLE likeness_news (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                mark BYTEA NOT NULL,
                PRIMARY KEY (shard_key, subject),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE TABLE likeness_block (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                digest BYTEA NOT NULL CHECK (length(digest) = 16),
                PRIMARY KEY (shard_key, subject, digest),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE INDEX likeness_block_members ON likeness_block (digest, subject);
            CREATE TABLE duplicate_candidate (
                shard_key BIGINT NOT NULL,
                first BYTEA NOT NULL,
                second BYTEA NOT NULL CHECK (second <> first),
                score BIGINT NOT NULL CHECK (score BETWEEN 0 AND 100),
                because TEXT NOT NULL,
                PRIMARY KEY (shard_key, first, second)
            ) /*CLUSTERED*/;
            CREATE INDEX duplicate_candidate_rank ON duplicate_candidate (score, first, second);
            CREATE INDEX duplicate_candidate_second ON duplicate_candidate (second);
            INSERT INTO likeness_news (shard_key, subject, mark) SELECT shard_key, id, id FROM subject WHERE kind = 'person';
            """),
    ]
}

extension QueueTable {
    /// Facts that those who decide over them have not seen yet.
    public static let factNews = QueueTable("fact_news")
    /// Files that are to be compared with others.
    public static let likenessNews = QueueTable("likeness_news")
}
