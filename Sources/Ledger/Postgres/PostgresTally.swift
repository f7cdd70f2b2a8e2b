import Synchronization

/// What the lanes of one store count together.
final class PostgresTally: Sendable {
    struct Counts: Sendable {
        var commits = 0
        var writes = 0
        var refusals = 0
        var reruns = 0
        var splitBatches = 0
        var lostConnections = 0
        var failedConnects = 0
        var lastConnectFailure: String?
        var unknownOutcomes = 0
        var overdue = 0
        var overloaded = 0
        var open: [PostgresLane.Kind: Int] = [:]
    }

    private let counts = Mutex(Counts())

    var now: Counts { counts.withLock { $0 } }

    func count(_ change: (inout Counts) -> Void) {
        counts.withLock { change(&$0) }
    }
}

extension PostgresStore {
    /// Figures for metrics, counted since the store was opened.
    public struct Counts: Sendable, Equatable {
        /// Transactions that wrote and were acknowledged, and the writes in them.
        public var commits: Int
        public var writes: Int
        /// Bodies that ended with an error of their own or of the database.
        public var refusals: Int
        /// Runs of a body after it lost a race.
        public var reruns: Int
        /// Shared transactions that failed, so that their bodies ran one by one.
        public var splitBatches: Int
        /// Runs of a body on another connection, because its own was lost before the commit was sent.
        public var lostConnections: Int
        /// Attempts to connect that failed.
        public var failedConnects: Int
        /// What the last of them said.
        public var lastConnectFailure: String?
        /// Commits whose outcome nobody knows.
        public var unknownOutcomes: Int
        /// Bodies refused because the line was full, or because they had waited too long in it.
        public var overloaded: Int
        /// Connections that are open now.
        public var openForWriting: Int
        public var openForReading: Int
    }

    public var counts: Counts {
        let now = tally.now
        return Counts(
            commits: now.commits, writes: now.writes, refusals: now.refusals, reruns: now.reruns,
            splitBatches: now.splitBatches,
            lostConnections: now.lostConnections,
            failedConnects: now.failedConnects, lastConnectFailure: now.lastConnectFailure,
            unknownOutcomes: now.unknownOutcomes, overloaded: now.overloaded + now.overdue,
            openForWriting: now.open[.writing] ?? 0, openForReading: now.open[.reading] ?? 0)
    }
}
