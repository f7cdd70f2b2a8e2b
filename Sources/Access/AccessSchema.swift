import Ledger

/// Who may come in. Everything about an account, including the attempts on a name that no account has, is placed by the
/// digest of the name.
enum AccessSchema {
    static let migrations = [
        Migration(
            "access-1",
            """
            CREATE TABLE account (
                shard_key BIGINT NOT NULL,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 64),
                display_name TEXT NOT NULL,
                kind TEXT NOT NULL
                    CHECK (kind IN ('citizen', 'clerk', 'officer', 'supervisor', 'client', 'administrator')),
                subject BYTEA,
                department TEXT,
                region BIGINT CHECK (region BETWEEN 100000 AND 999999),
                created_at BIGINT NOT NULL,
                closed_at BIGINT,
                PRIMARY KEY (shard_key, name)
            ) /*CLUSTERED*/;
            CREATE TABLE account_role (
                shard_key BIGINT NOT NULL,
                account TEXT NOT NULL,
                role TEXT NOT NULL,
                PRIMARY KEY (shard_key, account, role),
                FOREIGN KEY (shard_key, account) REFERENCES account (shard_key, name)
            ) /*CLUSTERED*/;
            CREATE TABLE account_password (
                shard_key BIGINT NOT NULL,
                account TEXT NOT NULL,
                hash TEXT NOT NULL,
                changed_at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, account),
                FOREIGN KEY (shard_key, account) REFERENCES account (shard_key, name)
            ) /*CLUSTERED*/;
            CREATE TABLE access_session (
                shard_key BIGINT NOT NULL,
                digest BYTEA NOT NULL CHECK (length(digest) = 32),
                id BYTEA NOT NULL,
                account TEXT NOT NULL,
                address TEXT,
                started_at BIGINT NOT NULL,
                used_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                ended_at BIGINT,
                PRIMARY KEY (shard_key, digest),
                FOREIGN KEY (shard_key, account) REFERENCES account (shard_key, name),
                CHECK (used_at >= started_at AND expires_at > started_at)
            ) /*CLUSTERED*/;
            CREATE INDEX access_session_of_account ON access_session (shard_key, account);
            CREATE INDEX access_session_expiry ON access_session (expires_at);
            CREATE TABLE sign_in (
                shard_key BIGINT NOT NULL,
                at BIGINT NOT NULL,
                id BYTEA NOT NULL,
                account TEXT,
                outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'wrong', 'locked', 'released')),
                address TEXT,
                PRIMARY KEY (shard_key, at, id)
            ) /*CLUSTERED*/;
            CREATE INDEX sign_in_decisive ON sign_in (shard_key, at) WHERE outcome <> 'locked';
            CREATE INDEX sign_in_at ON sign_in (at);
            """),
        Migration(
            "access-2",
            """
            CREATE TABLE look (
                shard_key BIGINT NOT NULL,
                subject BYTEA NOT NULL,
                at BIGINT NOT NULL,
                id BYTEA NOT NULL,
                account TEXT NOT NULL,
                department TEXT,
                purpose TEXT NOT NULL CHECK (length(purpose) > 0),
                case_number TEXT,
                elements TEXT NOT NULL,
                alarms TEXT NOT NULL,
                PRIMARY KEY (shard_key, subject, at, id)
            ) /*CLUSTERED*/;
            CREATE TABLE second_factor (
                shard_key BIGINT NOT NULL,
                account TEXT NOT NULL,
                secret BYTEA NOT NULL CHECK (length(secret) >= 16),
                used_step BIGINT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, account),
                FOREIGN KEY (shard_key, account) REFERENCES account (shard_key, name)
            ) /*CLUSTERED*/;
            CREATE INDEX look_of_account ON look (account, at);
            CREATE INDEX look_alarming ON look (at) WHERE alarms <> '';
            """),
        // Whoever had an account for a person got it from staff, who had seen the person's document.
        Migration(
            "access-verification",
            """
            ALTER TABLE account ADD COLUMN level BIGINT NOT NULL DEFAULT 1 CHECK (level BETWEEN 1 AND 4);
            UPDATE account SET level = 3 WHERE subject IS NOT NULL;
            CREATE INDEX account_subject ON account (subject) WHERE subject IS NOT NULL;
            CREATE TABLE identity_check (
                shard_key BIGINT NOT NULL,
                account TEXT NOT NULL,
                at BIGINT NOT NULL,
                id BYTEA NOT NULL,
                subject BYTEA NOT NULL,
                level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 4),
                method TEXT NOT NULL,
                evidence TEXT NOT NULL,
                PRIMARY KEY (shard_key, account, at, id),
                FOREIGN KEY (shard_key, account) REFERENCES account (shard_key, name)
            ) /*CLUSTERED*/;
            CREATE TABLE provider_account (
                shard_key BIGINT NOT NULL,
                digest BYTEA NOT NULL CHECK (length(digest) = 32),
                account TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, digest)
            ) /*CLUSTERED*/;
            """),
        Migration(
            "access-administration",
            """
            CREATE TABLE administration_act (
                shard_key BIGINT NOT NULL,
                at BIGINT NOT NULL,
                id BYTEA NOT NULL,
                administrator TEXT NOT NULL,
                duty TEXT NOT NULL,
                account TEXT NOT NULL,
                PRIMARY KEY (shard_key, at, id)
            ) /*CLUSTERED*/;
            CREATE INDEX administration_act_at ON administration_act (at);
            """),
        Migration(
            "access-mandates",
            """
            CREATE TABLE mandate (
                shard_key BIGINT NOT NULL,
                person BYTEA NOT NULL,
                id BYTEA NOT NULL,
                person_name TEXT NOT NULL,
                agent TEXT NOT NULL,
                scope TEXT NOT NULL CHECK (scope IN ('follow', 'apply')),
                ends_on BIGINT NOT NULL,
                given_at BIGINT NOT NULL,
                revoked_at BIGINT,
                PRIMARY KEY (shard_key, person, id)
            ) /*CLUSTERED*/;
            CREATE INDEX mandate_agent ON mandate (agent, ends_on) WHERE revoked_at IS NULL;
            CREATE TABLE mandate_use (
                shard_key BIGINT NOT NULL,
                person BYTEA NOT NULL,
                mandate BYTEA NOT NULL,
                session BYTEA NOT NULL,
                started_at BIGINT NOT NULL,
                ended_at BIGINT,
                PRIMARY KEY (shard_key, person, mandate, session, started_at),
                FOREIGN KEY (shard_key, person, mandate) REFERENCES mandate (shard_key, person, id),
                CHECK (ended_at IS NULL OR ended_at >= started_at)
            ) /*CLUSTERED*/;
            CREATE INDEX mandate_use_open ON mandate_use (session) WHERE ended_at IS NULL;
            """),
        Migration(
            "access-refusals",
            """
            CREATE TABLE refused_act (
                shard_key BIGINT NOT NULL,
                account TEXT NOT NULL,
                hour BIGINT NOT NULL,
                act TEXT NOT NULL,
                status BIGINT NOT NULL CHECK (status IN (403, 404)),
                count BIGINT NOT NULL CHECK (count > 0),
                about TEXT,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, account, hour, act, status)
            ) /*CLUSTERED*/;
            CREATE INDEX refused_act_at ON refused_act (at);
            CREATE INDEX refused_act_hour ON refused_act (hour, account);
            """),
    ]
}
