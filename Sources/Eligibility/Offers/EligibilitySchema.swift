import Ledger

/// Who is entitled to what, what has been offered, and who wants to be told.
///
/// `entitlement` is drawn from facts and policies and can be worked out again; an `offer` is a promise kept once for each person,
/// policy and version,
/// and `offer_answer` what the person said to it last.
public enum EligibilitySchema {
    public static let migrations = [
        Migration(
            "eligibility-1",
            """
            CREATE TABLE entitlement (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                policy TEXT NOT NULL,
                version TEXT NOT NULL,
                amount BIGINT CHECK (amount >= 0),
                decided_on BIGINT NOT NULL,
                PRIMARY KEY (shard_key, subject, policy),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE INDEX entitlement_policy ON entitlement (policy);
            CREATE TABLE offer (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                policy TEXT NOT NULL,
                version TEXT NOT NULL,
                amount BIGINT CHECK (amount >= 0),
                made_at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, subject, policy, version),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE TABLE offer_consent (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                granted BIGINT NOT NULL CHECK (granted IN (0, 1)),
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, subject),
                FOREIGN KEY (shard_key, subject) REFERENCES subject (shard_key, id)
            ) /*CLUSTERED*/;
            """),
        Migration(
            "eligibility-2",
            """
            CREATE TABLE offer_answer (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                policy TEXT NOT NULL,
                version TEXT NOT NULL,
                accepted BIGINT NOT NULL CHECK (accepted IN (0, 1)),
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, subject, policy, version),
                FOREIGN KEY (shard_key, subject, policy, version) REFERENCES offer (shard_key, subject, policy, version)
            ) /*CLUSTERED*/;
            """),
    ]
}
