import Ledger
import Vocabulary

/// One open session as its owner sees it.
public struct OpenSession: Hashable, Sendable {
    public let id: Identifier<SignedIn>
    public let startedAt: Instant
    /// The last use, to the minute.
    public let usedAt: Instant
    /// Where it was opened, as far as an address is kept.
    public let address: String?
}

extension Accounts {
    /// The sessions of an account that are open now, the latest first.
    public func sessions(of account: String, at now: Instant) async throws -> [OpenSession] {
        let name = try Self.name(account)
        let idle = now.adding(seconds: -limits.idleSeconds)
        return try await store.read { session in
            try session.query(
                .openSessionsOfAccount, [.integer(name.shard), .text(name.text), .instant(now), .instant(idle)]
            ) { row in
                OpenSession(
                    id: try row.id(0), startedAt: row.instant(1), usedAt: row.instant(2), address: row.optionalText(3))
            }
        }
    }

    /// Ends one session of an account at once, on every node.
    /// - Returns: whether the account had such a session open.
    @discardableResult
    public func end(_ id: Identifier<SignedIn>, of account: String, at now: Instant) async throws -> Bool {
        let name = try Self.name(account)
        let count = try await store.write { session in
            try session.execute(.endSessionNamed, [.instant(now), .integer(name.shard), .text(name.text), .id(id)])
        }
        cache.forget(account: name.text)
        return count > 0
    }

    /// Ends every session of an account but one.
    public func endOthers(than kept: Identifier<SignedIn>, of account: String, at now: Instant) async throws {
        let name = try Self.name(account)
        try await store.write { session in
            try session.execute(.endOtherSessions, [.instant(now), .integer(name.shard), .text(name.text), .id(kept)])
        }
        cache.forget(account: name.text)
    }
}

extension Statement {
    static let openSessionsOfAccount = Statement(
        """
        SELECT id, started_at, used_at, address FROM access_session
        WHERE shard_key = $1 AND account = $2 AND ended_at IS NULL AND expires_at > $3 AND used_at > $4
        ORDER BY started_at DESC, id DESC LIMIT 100
        """)
    static let endSessionNamed = Statement(
        "UPDATE access_session SET ended_at = $1 WHERE shard_key = $2 AND account = $3 AND id = $4 AND ended_at IS NULL"
    )
    static let endOtherSessions = Statement(
        "UPDATE access_session SET ended_at = $1 WHERE shard_key = $2 AND account = $3 AND id <> $4 AND ended_at IS NULL"
    )
}
