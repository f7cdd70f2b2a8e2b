extension PostgresStore {
    /// Creates or upgrades the tables. Nodes that start together meet at the row of a migration: the first to insert it
    /// carries the migration out, and the others wait for its commit and find it done.
    public func migrate(_ migrations: [Migration]) async throws {
        try await createMigrationTable()
        for migration in migrations {
            try await writeUnhurried { session in
                let isNew = try session.execute(.claimMigration, [.text(migration.name), .text(migration.sql)]) == 1
                if isNew {
                    try session.script(migration.sql(for: .postgres))
                    return
                }
                guard try session.first(.migrationNamed, [.text(migration.name)], { $0.text(0) }) == migration.sql
                else {
                    throw StorageFailure.corrupt("migration \(migration.name) was applied with another text")
                }
            }
        }
    }

    /// `IF NOT EXISTS` does not keep two from creating a table at once: one of them fails, and then finds the table.
    private func createMigrationTable() async throws {
        var attempts = 0
        while true {
            do {
                return try await writeUnhurried { session in
                    try session.script(
                        "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, sql_text TEXT NOT NULL)")
                }
            } catch let failure as StorageFailure {
                attempts += 1
                let isRace =
                    switch failure {
                    case .constraint, .failed, .conflict: true
                    default: false
                    }
                guard isRace, attempts < 5 else { throw failure }
                try await Task.sleep(for: .milliseconds(20 * attempts))
            }
        }
    }
}

extension Statement {
    fileprivate static let claimMigration = Statement(
        "INSERT INTO migration (name, sql_text) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
}
