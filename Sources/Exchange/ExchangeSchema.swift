import Ledger

/// What the exchange remembers besides the outbox: what it gave up, and what it refused.
public enum ExchangeSchema {
    public static let migrations = [
        Migration(
            "exchange-1",
            """
            CREATE TABLE dead_letter (
                shard_key BIGINT NOT NULL,
                id BYTEA NOT NULL,
                destination TEXT NOT NULL,
                subject BYTEA NOT NULL,
                item TEXT,
                epoch BIGINT NOT NULL,
                kind TEXT NOT NULL,
                body TEXT NOT NULL,
                attempts BIGINT NOT NULL CHECK (attempts >= 0),
                reason TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE INDEX dead_letter_by_destination ON dead_letter (destination, at);
            CREATE TABLE refused_reply (
                shard_key BIGINT NOT NULL,
                department TEXT NOT NULL,
                reason TEXT NOT NULL,
                about TEXT NOT NULL,
                hour BIGINT NOT NULL,
                count BIGINT NOT NULL CHECK (count >= 1),
                detail TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, department, reason, about, hour)
            ) /*CLUSTERED*/;
            """)
    ]
}
