import Ledger
import Vocabulary

extension Accounts {
    /// The open session of a token, and a use of it; nil when there is none (any more).
    ///
    /// Answered from memory; every few seconds the store confirms it. A store that cannot write down the use does not end
    /// the session.
    public func session(token text: String, at now: Instant) async throws -> SignedIn? {
        guard let token = SessionToken(parsing: text) else { return nil }
        let digest = token.digest
        switch cache.find(digest, at: now) {
        case .fresh(let entry): return entry.signedIn(token: token)
        case .ended: return nil
        case .stale(let usedAt): return try await confirm(token, digest, usedAt: usedAt, at: now)
        case .unknown: return try await confirm(token, digest, usedAt: nil, at: now)
        }
    }

    /// Ends one session at once. A token without a session is no error.
    public func signOut(token text: String, at now: Instant) async throws {
        guard let token = SessionToken(parsing: text) else { return }
        let digest = token.digest
        try await store.write { session in
            try session.execute(.endSession, [.instant(now), .integer(token.shard), .bytes(digest.bytes)])
        }
        cache.forget(digest)
    }

    /// Ends every session of an account at once.
    /// - Throws: `AccountRefused`.
    public func revoke(account: String, at now: Instant) async throws {
        let name = try Self.name(account)
        try await store.write { session in
            try Self.requireAccount(name, in: session)
            try Self.endSessions(of: name, at: now, in: session)
        }
        cache.forget(account: name.text)
    }

    static func endSessions(of name: AccountName, at now: Instant, in session: any Session) throws {
        try session.execute(.endSessionsOfAccount, [.instant(now), .integer(name.shard), .text(name.text)])
    }

    private func confirm(
        _ token: SessionToken, _ digest: TokenDigest, usedAt: Instant?, at now: Instant
    ) async throws -> SignedIn? {
        let endings = cache.endings
        let stored = try await store.read { session in try Self.entry(of: token, digest, checkedAt: now, in: session) }
        guard var entry = stored else {
            cache.forget(digest)
            return nil
        }
        entry.usedAt = max(entry.usedAt, usedAt ?? entry.usedAt)
        guard now < entry.expiresAt, !limits.isIdle(since: entry.usedAt, at: now) else {
            cache.forget(digest)
            return nil
        }
        entry.usedAt = max(entry.usedAt, now)
        if cache.keep(entry, digest, endings: endings) { await recordUse(of: token, digest, at: entry.usedAt) }
        return entry.signedIn(token: token)
    }

    private static func entry(
        of token: SessionToken, _ digest: TokenDigest, checkedAt now: Instant, in session: any Session
    ) throws -> SessionCache.Entry? {
        typealias Found = (id: Identifier<SignedIn>, account: String, started: Instant, used: Instant, expires: Instant)
        let found = try session.first(.openSession, [.integer(token.shard), .bytes(digest.bytes)]) { row -> Found in
            (try row.id(0), row.text(1), row.instant(2), row.instant(3), row.instant(4))
        }
        guard let found, let name = try? AccountName(parsing: found.account),
            let account = try StoredAccount.find(name, in: session), account.isOpen
        else { return nil }
        return SessionCache.Entry(
            session: found.id, csrfToken: token.csrfToken, principal: account.principal, startedAt: found.started,
            expiresAt: found.expires, usedAt: found.used, recordedAt: found.used, checkedAt: now)
    }

    private func recordUse(of token: SessionToken, _ digest: TokenDigest, at now: Instant) async {
        // A full disk or a long queue must not sign anybody out; the next use tries again a minute later.
        _ = try? await store.write { session in
            try session.execute(.recordUse, [.instant(now), .integer(token.shard), .bytes(digest.bytes)])
        }
    }
}

extension Accounts {
    /// Deletes sessions a day after their end, and sign-ins and refused acts after `days`, at least the half year that the law keeps them.
    /// - Returns: rows deleted.
    @discardableResult
    public func forgetExpired(keepingAttemptsForDays days: Int = 190, at now: Instant) async throws -> Int {
        let oldest = now.adding(seconds: -max(days, 184) * 86_400)
        let sessions = try await deleteAll(.deleteSessions, before: now.adding(seconds: -86_400))
        let refusals = try await deleteAll(.deleteRefusals, before: oldest)
        return try await sessions + refusals + deleteAll(.deleteAttempts, before: oldest)
    }

    private func deleteAll(_ statement: Statement, before moment: Instant) async throws -> Int {
        var deleted = 0
        while true {
            let count = try await store.write { session in try session.execute(statement, [.instant(moment)]) }
            deleted += count
            if count < 100 { return deleted }
        }
    }
}

extension Statement {
    static let addSession = Statement(
        """
        INSERT INTO access_session (shard_key, digest, id, account, address, started_at, used_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
        """)
    static let openSession = Statement(
        """
        SELECT id, account, started_at, used_at, expires_at FROM access_session
        WHERE shard_key = $1 AND digest = $2 AND ended_at IS NULL
        """)
    static let recordUse = Statement(
        """
        UPDATE access_session SET used_at = $1
        WHERE shard_key = $2 AND digest = $3 AND ended_at IS NULL AND used_at < $1
        """)
    static let endSession = Statement(
        "UPDATE access_session SET ended_at = $1 WHERE shard_key = $2 AND digest = $3 AND ended_at IS NULL")
    static let endSessionsOfAccount = Statement(
        "UPDATE access_session SET ended_at = $1 WHERE shard_key = $2 AND account = $3 AND ended_at IS NULL")
    static let deleteSessions = Statement(
        """
        DELETE FROM access_session WHERE (shard_key, digest) IN
            (SELECT shard_key, digest FROM access_session WHERE expires_at < $1 ORDER BY expires_at LIMIT 100)
        """)
    static let deleteAttempts = Statement(
        """
        DELETE FROM sign_in WHERE (shard_key, at, id) IN
            (SELECT shard_key, at, id FROM sign_in WHERE at < $1 ORDER BY at LIMIT 100)
        """)
}
