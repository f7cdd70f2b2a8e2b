import Foundation
import GRDBSQLite
import Ledger

/// Multiplies the applications of a data file that nobody else has open, for lists over very many.
///
/// A copy has an applicant, an identifier and numbers of its own, and the rows that lists read: the application and its items.
/// It has no history, so such a file is for measuring lists and nothing else.
struct ListCopies {
    enum Failure: Error, CustomStringConvertible {
        case sqlite(String)

        var description: String {
            switch self {
            case .sqlite(let message): "the file for the lists could not be made: \(message)"
            }
        }
    }

    private let connection: OpaquePointer

    /// Copies the file's applications until it holds `total` of them.
    /// - Parameter progress: applications in the file.
    static func multiply(_ path: String, to total: Int, progress: (Int) -> Void) throws {
        var handle: OpaquePointer?
        guard sqlite3_open(path, &handle) == SQLITE_OK, let handle else { throw Failure.sqlite("cannot open \(path)") }
        defer { sqlite3_close(handle) }
        try ListCopies(connection: handle).multiply(to: total, progress)
    }

    private func multiply(to total: Int, _ progress: (Int) -> Void) throws {
        // Nothing else reads the file yet, and a broken one is made again, so it needs no journal.
        try script(
            "PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000"
        )
        let indexes = try texts(
            "SELECT name || char(10) || sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                + "AND tbl_name IN ('case_file', 'item_task')"
        ).map { $0.split(separator: "\n", maxSplits: 1).map(String.init) }
        for index in indexes { try script("DROP INDEX \(index[0])") }
        let known = try planCopies(to: total)
        let portion = 20_000
        for first in stride(from: 1, through: total - known, by: portion) {
            try copy(rows: first...min(first + portion - 1, total - known))
            progress(known + first)
        }
        for index in indexes { try script(index[1]) }
        try script("PRAGMA journal_mode = WAL")
        progress(total)
    }

    /// Which application is copied for whom, in the order in which the tables store them.
    /// - Returns: the applications there are.
    private func planCopies(to total: Int) throws -> Int {
        try script(
            """
            CREATE TEMP TABLE template AS SELECT row_number() OVER () - 1 AS place, shard_key, id FROM case_file;
            CREATE UNIQUE INDEX temp.template_place ON template (place);
            """)
        guard let known = Int(try texts("SELECT count(*) FROM template").first ?? ""), known > 0 else {
            throw Failure.sqlite("it holds no application to copy")
        }
        try script(
            """
            CREATE TEMP TABLE copy AS
            WITH RECURSIVE serial(n) AS (SELECT \(known) UNION ALL SELECT n + 1 FROM serial WHERE n + 1 < \(max(total, known + 1)))
            SELECT abs(random() / 2) AS shard_key, randomblob(16) AS id, randomblob(16) AS applicant,
                n % \(known) AS place, n / \(known) AS round FROM serial ORDER BY shard_key;
            """)
        return known
    }

    private func copy(rows: ClosedRange<Int>) throws {
        // Numbers end in the day and a serial of four digits; the copies of one application lie twelve apart.
        let number =
            "substr(t.number, 1, 39) || printf('%04d', (CAST(substr(t.number, 40) AS INTEGER) + 12 * c.round) % 10000)"
        let pick = "FROM copy c CROSS JOIN template o ON o.place = c.place"
        let range = "WHERE c.rowid BETWEEN \(rows.lowerBound) AND \(rows.upperBound)"
        try script(
            """
            BEGIN;
            INSERT INTO case_file (shard_key, id, number, bundle, revision, applicant, masked_name, region, status, version,
                submitted_at, wake_at, detail)
            SELECT c.shard_key, c.id, \(number), t.bundle, t.revision, c.applicant, t.masked_name, t.region, t.status, t.version,
                t.submitted_at, t.wake_at, t.detail
            \(pick) CROSS JOIN case_file t ON t.shard_key = o.shard_key AND t.id = o.id \(range);
            INSERT INTO item_task (shard_key, case_id, item, position, number, department, region, masked_name, phase, status,
                act_by, epoch, detail)
            SELECT c.shard_key, c.id, t.item, t.position, \(number), t.department, t.region, t.masked_name, t.phase, t.status,
                t.act_by, t.epoch, t.detail
            \(pick) CROSS JOIN item_task t ON t.shard_key = o.shard_key AND t.case_id = o.id \(range);
            COMMIT;
            """)
    }

    private func script(_ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure.sqlite(String(cString: sqlite3_errmsg(connection)))
        }
    }

    private func texts(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK else {
            throw Failure.sqlite(String(cString: sqlite3_errmsg(connection)))
        }
        defer { sqlite3_finalize(statement) }
        var texts: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW { texts.append(String(cString: sqlite3_column_text(statement, 0))) }
        return texts
    }
}
