import Ledger
import Vocabulary

extension Casework {
    /// Lets time do its part: rings every alarm whose moment has come.
    /// - Returns: how many applications were woken.
    /// - Throws: the first failure, after every other application has been woken.
    @discardableResult
    public func wake(at instant: Instant, limit: Int = 500) async throws -> Int {
        var woken = 0
        // What cannot be woken now must not keep the others from waking.
        var passed: Set<CaseReference> = []
        var failure: (any Error)?
        while true {
            let reach = limit + passed.count
            let found = try await store.read { session in
                try session.query(.dueCases, [.instant(instant), .integer(reach)]) { row in
                    CaseReference(shard: row.integer(0), id: try row.id(1))
                }
            }
            let due = found.filter { !passed.contains($0) }
            for reference in due {
                do {
                    try await act(.wake, on: reference, by: .system, at: instant)
                    woken += 1
                } catch StorageFailure.conflict {
                    // Another node rings it.
                    passed.insert(reference)
                } catch {
                    passed.insert(reference)
                    failure = failure ?? error
                }
            }
            if due.isEmpty || found.count < reach { break }
        }
        if let failure { throw failure }
        return woken
    }

    /// When the next alarm of all applications rings.
    public func nextAlarm() async throws -> Instant? {
        try await store.read { session in
            try session.first(.nextAlarm) { $0.optionalInstant(0) } ?? nil
        }
    }

    /// Computes the next alarm and the due days of all open applications anew, after a calendar was corrected.
    /// - Returns: how many applications changed.
    public func recomputeClocks() async throws -> Int {
        var changed = 0
        var after = CaseReference(shard: .min, id: Identifier(high: 0, low: 0))
        while true {
            let from = after
            let page = try await store.read { session in
                try session.query(.casesWithAlarm, [.integer(from.shard), .id(from.id), .integer(200)]) { row in
                    CaseReference(shard: row.integer(0), id: try row.id(1))
                }
            }
            guard let last = page.last else { return changed }
            after = last
            for reference in page {
                changed += try await store.write { [self] session in
                    let application = try load(reference, in: session)
                    return try CaseRows.refreshClock(application, calendar, in: session) ? 1 : 0
                }
            }
        }
    }
}

extension CaseRows {
    /// Writes the columns that follow from events and calendar; the version stays, since nothing happened.
    static func refreshClock(
        _ application: Application, _ calendar: WorkingCalendar, in session: any Session
    ) throws -> Bool {
        let shard = SQLValue.integer(application.applicant.shardKey)
        var changed = try session.execute(
            .refreshWake,
            [
                .instant(application.wakeAt(calendar)), shard, .id(application.id),
                .instant(application.wakeAt(calendar)),
            ])
        for task in application.tasks {
            let actBy = SQLValue.day(task.actBy(calendar))
            changed += try session.execute(
                .refreshActBy, [actBy, shard, .id(application.id), .text(task.item.rawValue), actBy])
        }
        return changed > 0
    }
}

extension Statement {
    static let dueCases = Statement("SELECT shard_key, id FROM case_file WHERE wake_at <= $1 ORDER BY wake_at LIMIT $2")
    static let nextAlarm = Statement("SELECT min(wake_at) FROM case_file WHERE wake_at IS NOT NULL")
    static let casesWithAlarm = Statement(
        """
        SELECT shard_key, id FROM case_file
        WHERE (shard_key, id) > ($1, $2) AND wake_at IS NOT NULL ORDER BY shard_key, id LIMIT $3
        """)
    static let refreshWake = Statement(
        "UPDATE case_file SET wake_at = $1 WHERE shard_key = $2 AND id = $3 AND (wake_at IS NULL OR wake_at <> $4)")
    static let refreshActBy = Statement(
        "UPDATE item_task SET act_by = $1 WHERE shard_key = $2 AND case_id = $3 AND item = $4 AND act_by <> $5")
}
