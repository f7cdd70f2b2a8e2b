import Synchronization

extension PostgresStore {
    /// Writes a queue's table anew with only what waits in it.
    ///
    /// PostgreSQL keeps every deleted row for as long as anybody holds a snapshot from before, be it a report or a forgotten
    /// session; in a table that everything passes through, that is as much as passes through. An emptied table keeps nothing.
    public func compact(_ table: QueueTable, over bytes: Int, keeping most: Int) async throws -> Compaction {
        let (size, waiting) = try await read { session in
            let size = try session.first(.sizeOfTable, [.text(table.name)]) { $0.int(0) } ?? 0
            guard size > bytes else { return (size, 0) }
            let count = Statement.assembled("SELECT count(*) FROM (SELECT 1 FROM \(table.name) LIMIT $1) AS waiting")
            return (size, try session.first(count, [.integer(most + 1)]) { $0.int(0) } ?? 0)
        }
        guard size > bytes else { return .unneeded }
        guard waiting <= most else { return .full }
        let patience = Patience()
        do {
            try await write { session in
                // Whoever comes while it waits for the lock, waits behind it: so it waits briefly, and not often.
                guard patience.isLeft else { throw GaveWay() }
                try session.script(
                    """
                    SET LOCAL lock_timeout = '100ms';
                    LOCK TABLE \(table.name) IN ACCESS EXCLUSIVE MODE;
                    DO $$
                    DECLARE kept \(table.name)[];
                    BEGIN
                        SELECT array_agg(waiting) INTO kept FROM \(table.name) AS waiting;
                        TRUNCATE \(table.name);
                        INSERT INTO \(table.name) SELECT * FROM unnest(kept);
                    END $$;
                    """)
            }
        } catch is GaveWay {
            return .busy
        }
        return .done
    }
}

private struct GaveWay: Error {}

/// Three attempts.
private final class Patience: Sendable {
    private let attempts = Atomic(0)
    var isLeft: Bool { attempts.wrappingAdd(1, ordering: .relaxed).newValue <= 3 }
}

extension Statement {
    fileprivate static let sizeOfTable = Statement("SELECT pg_table_size(CAST(CAST($1 AS TEXT) AS regclass))")
}
