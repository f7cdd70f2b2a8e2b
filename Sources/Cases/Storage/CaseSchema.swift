import Ledger

/// The folded state of applications and their items, kept beside the events for lists and locks.
///
/// `detail` holds the state itself; the other columns are drawn from it for filters. `phase` of an item is 0 while it waits for
/// another one, 1 while it is open and 2 when it has ended; `act_by` is the day lists are ordered by: the last day for the
/// department's next act, a day that never comes while the clock is paused, and the day of the end afterwards.
public enum CaseSchema {
    public static let migrations = [
        Migration(
            "cases-1",
            """
            CREATE TABLE case_file (
                shard_key BIGINT NOT NULL,
                id BYTEA NOT NULL,
                number TEXT NOT NULL CHECK (length(number) = 43),
                bundle TEXT NOT NULL,
                revision TEXT NOT NULL,
                applicant BYTEA NOT NULL,
                masked_name TEXT NOT NULL,
                region BIGINT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('correcting', 'handling', 'answered', 'withdrawn')),
                version BIGINT NOT NULL CHECK (version >= 1),
                submitted_at BIGINT NOT NULL,
                wake_at BIGINT,
                detail TEXT NOT NULL,
                PRIMARY KEY (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE INDEX case_file_wake ON case_file (wake_at) WHERE wake_at IS NOT NULL;
            CREATE INDEX case_file_submitted ON case_file (submitted_at);
            CREATE TABLE item_task (
                shard_key BIGINT NOT NULL,
                case_id BYTEA NOT NULL,
                item TEXT NOT NULL,
                position BIGINT NOT NULL,
                number TEXT NOT NULL CHECK (length(number) = 43),
                department TEXT NOT NULL,
                region BIGINT NOT NULL,
                masked_name TEXT NOT NULL,
                phase BIGINT NOT NULL CHECK (phase IN (0, 1, 2)),
                status TEXT NOT NULL,
                act_by BIGINT NOT NULL,
                epoch BIGINT NOT NULL CHECK (epoch >= 0),
                detail TEXT NOT NULL,
                PRIMARY KEY (shard_key, case_id, item),
                FOREIGN KEY (shard_key, case_id) REFERENCES case_file (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE INDEX item_task_number ON item_task (number);
            CREATE INDEX item_task_office_open ON item_task (department, region, act_by, case_id, item, status)
                WHERE phase = 1;
            CREATE INDEX item_task_department_open ON item_task (department, act_by, case_id, item, region, status)
                WHERE phase = 1;
            CREATE INDEX item_task_office_ended ON item_task (department, region, act_by, case_id, item, status)
                WHERE phase = 2;
            CREATE INDEX item_task_department_ended ON item_task (department, act_by, case_id, item, region, status)
                WHERE phase = 2;
            CREATE INDEX item_task_department_status ON item_task (department, status, act_by, case_id, item, region)
                WHERE phase > 0;
            CREATE TABLE draft (
                shard_key BIGINT NOT NULL,
                id BYTEA NOT NULL,
                owner BYTEA NOT NULL,
                bundle TEXT NOT NULL,
                body TEXT NOT NULL,
                version BIGINT NOT NULL CHECK (version >= 1),
                updated_at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE TABLE upload (
                shard_key BIGINT NOT NULL,
                id BYTEA NOT NULL,
                owner BYTEA NOT NULL,
                material TEXT NOT NULL,
                file_name TEXT NOT NULL,
                media_type TEXT NOT NULL,
                digest BYTEA NOT NULL,
                content BYTEA NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, id)
            );
            """),
        // Numbers end in the day and the serial: so indexed, the numbers of all offices grow at one place and not at a
        // thousand, which were half of the pages that an application wrote.
        Migration(
            "cases-2",
            """
            DROP INDEX item_task_number;
            CREATE INDEX item_task_number_tail ON item_task ((substr(number, 32)), number);
            """),
        Migration(
            "cases-notices",
            """
            CREATE TABLE notice (
                shard_key BIGINT NOT NULL,
                id BYTEA NOT NULL,
                case_id BYTEA NOT NULL,
                item TEXT,
                kind TEXT NOT NULL,
                number TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (shard_key, id),
                FOREIGN KEY (shard_key, case_id) REFERENCES case_file (shard_key, id)
            ) /*CLUSTERED*/;
            CREATE INDEX notice_case ON notice (shard_key, case_id);
            CREATE TABLE counter_visit (
                shard_key BIGINT NOT NULL,
                id BYTEA NOT NULL,
                person BYTEA NOT NULL,
                person_name TEXT NOT NULL,
                clerk TEXT NOT NULL,
                session BYTEA NOT NULL,
                started_at BIGINT NOT NULL,
                ended_at BIGINT,
                PRIMARY KEY (shard_key, id),
                CHECK (ended_at IS NULL OR ended_at >= started_at)
            ) /*CLUSTERED*/;
            CREATE INDEX counter_visit_open ON counter_visit (session) WHERE ended_at IS NULL;
            CREATE INDEX counter_visit_person ON counter_visit (shard_key, person, started_at);
            """),
        // Every filter of a list is answered in an index alone, for which the index must hold the phase too. Two of them lead to
        // item and status: a list of either is several short walks (see QueueQuery).
        Migration(
            "cases-lists",
            """
            DROP INDEX item_task_office_open;
            DROP INDEX item_task_department_open;
            DROP INDEX item_task_office_ended;
            DROP INDEX item_task_department_ended;
            DROP INDEX item_task_department_status;
            CREATE INDEX item_task_office_open ON item_task (department, region, act_by, case_id, item, phase)
                WHERE phase = 1;
            CREATE INDEX item_task_office_matter ON item_task (department, region, item, status, act_by, case_id, phase)
                WHERE phase > 0;
            CREATE INDEX item_task_department_open ON item_task (department, act_by, case_id, item, region, phase)
                WHERE phase = 1;
            CREATE INDEX item_task_department_ended ON item_task (department, act_by, case_id, item, region, phase)
                WHERE phase = 2;
            CREATE INDEX item_task_department_matter ON item_task (department, item, status, act_by, case_id, region, phase)
                WHERE phase > 0;
            """),
        // The sealed name of a file whose content is sealed too; null for both as they were handed in.
        Migration("cases-sealed-uploads", "ALTER TABLE upload ADD COLUMN sealed_name BYTEA;"),
        // What an office has to do is one walk, whatever is asked for: entries by matter were spread over as many pages as there
        // are offices, items and statuses, and most of what an application wrote.
        Migration(
            "cases-lists-2",
            """
            DROP INDEX item_task_office_open;
            DROP INDEX item_task_office_matter;
            CREATE INDEX item_task_office_open ON item_task (department, region, act_by, case_id, item, status, phase)
                WHERE phase = 1;
            CREATE INDEX item_task_office_ended ON item_task (department, region, item, status, act_by, case_id, phase)
                WHERE phase = 2;
            """),
    ]
}
