import Ledger
import Web

extension Metrics {
    /// Shows what the store counts.
    func watch(_ store: any Store) {
        if let store = store as? SQLiteStore {
            gauge("ledger_waiting_writes", help: "Writes waiting for the next commit.") { Double(store.waitingWrites) }
            gauge("ledger_commits", help: "Transactions committed.") { Double(store.commits.count) }
            gauge("ledger_writes", help: "Writes in committed transactions.") { Double(store.commits.writes) }
        } else if let store = store as? PostgresStore {
            gauge("ledger_waiting_writes", help: "Writes waiting for a connection.") { Double(store.waitingWrites) }
            gauge("ledger_waiting_reads", help: "Reads waiting for a connection.") { Double(store.waitingReads) }
            gauge("ledger_commits", help: "Transactions committed.") { Double(store.counts.commits) }
            gauge("ledger_writes", help: "Writes in committed transactions.") { Double(store.counts.writes) }
            gauge(
                "ledger_split_batches",
                help: "Transactions that writes shared and that failed, so that each ran by itself."
            ) { Double(store.counts.splitBatches) }
            gauge("ledger_reruns", help: "Runs of a write after a lost race.") { Double(store.counts.reruns) }
            gauge("ledger_lost_connections", help: "Writes moved to another connection.") {
                Double(store.counts.lostConnections)
            }
            gauge("ledger_failed_connects", help: "Attempts to connect that failed.") {
                Double(store.counts.failedConnects)
            }
            gauge("ledger_unknown_outcomes", help: "Commits whose outcome nobody knows.") {
                Double(store.counts.unknownOutcomes)
            }
            gauge("ledger_open_connections", help: "Connections open now.") {
                Double(store.counts.openForWriting + store.counts.openForReading)
            }
        }
    }
}
