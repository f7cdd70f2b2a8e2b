import Ledger
import Vocabulary

/// What a simulated department remembers: which items it took, how often each was brought, and what it still has to say.
struct DepartmentBook: Sendable {
    let store: SQLiteStore

    static let migrations = [
        Migration(
            "department-1",
            """
            CREATE TABLE taken (
                number TEXT NOT NULL,
                attempt BIGINT NOT NULL,
                deliveries BIGINT NOT NULL,
                effects BIGINT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (number, attempt)
            ) /*CLUSTERED*/;
            CREATE TABLE message (
                id TEXT NOT NULL,
                number TEXT NOT NULL,
                deliveries BIGINT NOT NULL,
                PRIMARY KEY (id)
            ) /*CLUSTERED*/;
            CREATE TABLE reply (
                id TEXT NOT NULL,
                number TEXT NOT NULL,
                body TEXT NOT NULL,
                attempts BIGINT NOT NULL,
                next_at BIGINT NOT NULL,
                state TEXT NOT NULL,
                answer TEXT,
                PRIMARY KEY (id)
            ) /*CLUSTERED*/;
            CREATE INDEX reply_next ON reply (state, next_at);
            """)
    ]

    struct WaitingReply: Sendable {
        let id: String
        let number: String
        let body: String
        let attempts: Int
    }

    /// Notes a message; what it means for an item has effect once for each attempt.
    /// - Parameter replies: what to say because of it, each once.
    func take(
        _ id: String, number: String, attempt: Int64, isNewItem: Bool,
        replies: [(id: String, body: String, at: Instant)], at now: Instant
    ) async throws {
        try await store.write { session in
            let isNew = try session.execute(.noteMessage, [.text(id), .text(number)]) == 1
            if !isNew { try session.execute(.countMessage, [.text(id)]) }
            if isNewItem {
                let isFirst = try session.execute(.noteTaken, [.text(number), .integer(attempt), .instant(now)]) == 1
                if !isFirst { try session.execute(.countTaken, [.flag(isNew), .text(number), .integer(attempt)]) }
            }
            guard isNew else { return }
            for reply in replies {
                try session.execute(.addReply, [.text(reply.id), .text(number), .text(reply.body), .instant(reply.at)])
            }
        }
    }

    func add(_ id: String, number: String, body: String, at: Instant) async throws {
        try await store.write { _ = try $0.execute(.addReply, [.text(id), .text(number), .text(body), .instant(at)]) }
    }

    func due(at now: Instant, limit: Int) async throws -> [WaitingReply] {
        try await store.read { session in
            try session.query(.dueReplies, [.instant(now), .integer(limit)]) { row in
                WaitingReply(id: row.text(0), number: row.text(1), body: row.text(2), attempts: row.int(3))
            }
        }
    }

    func settle(_ id: String, state: String, answer: String, nextAt: Instant) async throws {
        try await store.write {
            _ = try $0.execute(.settleReply, [.text(state), .text(answer), .instant(nextAt), .text(id)])
        }
    }

    /// Items taken, deliveries beyond the first, items that were worked on twice, and how the replies stand.
    func report(lies: Int, believed: Int) async throws -> JSON {
        try await store.read { session in
            let (items, again, twice) =
                try session.first(.tallyTaken) { ($0.int(0), $0.int(1), $0.int(2)) } ?? (0, 0, 0)
            let states = try session.query(.tallyReplies) { JSON.Member($0.text(0), .integer($0.integer(1))) }
            return [
                "items": .integer(items), "redeliveries": .integer(again), "duplicates": .integer(twice),
                "replies": .object(states),
                "lies": .integer(lies), "believed": .integer(believed),
            ]
        }
    }
}

extension Statement {
    fileprivate static let noteMessage = Statement(
        "INSERT INTO message (id, number, deliveries) VALUES ($1, $2, 1) ON CONFLICT (id) DO NOTHING")
    fileprivate static let countMessage = Statement("UPDATE message SET deliveries = deliveries + 1 WHERE id = $1")
    fileprivate static let noteTaken = Statement(
        "INSERT INTO taken (number, attempt, deliveries, effects, at) VALUES ($1, $2, 1, 1, $3) ON CONFLICT (number, attempt) DO NOTHING"
    )
    fileprivate static let countTaken = Statement(
        "UPDATE taken SET deliveries = deliveries + 1, effects = effects + $1 WHERE number = $2 AND attempt = $3")
    fileprivate static let addReply = Statement(
        """
        INSERT INTO reply (id, number, body, attempts, next_at, state) VALUES ($1, $2, $3, 0, $4, 'waiting')
        ON CONFLICT (id) DO NOTHING
        """)
    fileprivate static let dueReplies = Statement(
        "SELECT id, number, body, attempts FROM reply WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT $2"
    )
    fileprivate static let settleReply = Statement(
        "UPDATE reply SET state = $1, answer = $2, next_at = $3, attempts = attempts + 1 WHERE id = $4")
    fileprivate static let tallyTaken = Statement(
        "SELECT count(*), COALESCE(sum(deliveries - 1), 0), COALESCE(sum(effects - 1), 0) FROM taken")
    fileprivate static let tallyReplies = Statement("SELECT state, count(*) FROM reply GROUP BY state ORDER BY state")
}
