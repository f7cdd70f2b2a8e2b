import Ledger
import Vocabulary

extension Accounts {
    /// Signs in with a password and opens a new session.
    ///
    /// An unknown, a closed and a known account cost the same work and get the same answers, lock-out included.
    /// - Parameters:
    ///   - code: the six digits of the second factor, for accounts that have one. A missing or wrong one is told like a wrong
    ///     password.
    ///   - address: the client's network address, whose failures are counted; nil for the machine's own operator.
    ///   - previous: the token the client showed with this request; its session ends.
    /// - Throws: `SignInRefused`.
    public func signIn(
        account: String, password: String, code: String? = nil, from address: String? = nil,
        replacing previous: String? = nil, at now: Instant
    ) async throws -> SignedIn {
        let signedIn = try await attempt(account: account, password: password, address: address, at: now) { proven in
            try await self.requireSecondFactor(proven)
            try await self.requireCode(code, of: proven.name, from: address, at: now)
            return try await self.open(proven, address: address, newHash: proven.fresherHash, at: now)
        }
        if let previous { try await signOut(token: previous, at: now) }
        return signedIn
    }

    /// Takes a code, and counts a wrong one like a wrong password.
    func requireCode(_ code: String?, of name: AccountName, from address: String?, at now: Instant) async throws {
        guard try await !takeCode(code, of: name, at: now) else { return }
        try await record(.wrong, at: AttemptPlace(typed: name.text), address.map(NetworkAddress.counted), now)
        throw SignInRefused.wrong
    }

    /// Whether an account is locked, and until when. Unknown names lock like known ones.
    public func lockedUntil(account: String, at now: Instant) async throws -> Instant? {
        let place = AttemptPlace(typed: account)
        let failures = try await store.read { session in try place.failures(before: now, in: session) }
        return Lockout.end(after: failures).flatMap { now < $0 ? $0 : nil }
    }

    /// Ends a lock-out on an administrator's word.
    public func unlock(account: String, at now: Instant) async throws {
        let name = try Self.name(account)
        try await store.write { session in
            try Self.requireAccount(name, in: session)
            try AttemptPlace(typed: name.text).record(.released, address: nil, at: now, in: session)
        }
    }

    /// The latest sign-ins of an account, the last one first.
    public func attempts(of account: String, latest count: Int = 20) async throws -> [SignInAttempt] {
        let place = AttemptPlace(typed: account)
        return try await store.read { session in try place.latest(count, in: session) }
    }

    /// An account whose password was just proven.
    struct Proven: Sendable {
        let name: AccountName
        let principal: Principal
        /// The hash that the password matched; nil for an account without a password.
        let hash: String?
        /// A hash at the present cost, when the stored one is of another.
        let fresherHash: PasswordHash?
    }

    /// Checks a password under all limits, one attempt at a time for each name, and runs `body` when it is right.
    func attempt(
        account: String, password: String, address: String?, at now: Instant,
        then body: (Proven) async throws -> SignedIn
    ) async throws -> SignedIn {
        let counted = address.map(NetworkAddress.counted)
        if let counted { try allowance.take(counted, at: now) }
        do {
            let place = AttemptPlace(typed: account)
            let signedIn = try await turns.take(place.shard) {
                try await body(prove(place, Password(password), address: counted, at: now))
            }
            if let counted { allowance.giveBack(counted, at: now) }
            return signedIn
        } catch {
            // Only what a guesser causes is held against the address.
            switch error {
            case SignInRefused.wrong, SignInRefused.locked: break
            default: if let counted { allowance.giveBack(counted, at: now) }
            }
            throw error
        }
    }

    private func prove(
        _ place: AttemptPlace, _ password: Password, address: String?, at now: Instant
    ) async throws -> Proven {
        let (failures, account) = try await store.read { session in
            (try place.failures(before: now, in: session), try place.account(in: session))
        }
        if let end = Lockout.end(after: failures), now < end {
            try await record(.locked, at: place, address, now)
            throw SignInRefused.locked(until: end)
        }
        let stored = try (account?.isOpen == true ? account?.hash : nil).map { text in
            guard let hash = PasswordHash(parsing: text) else {
                throw StorageFailure.corrupt("the password of account \(place.name?.text ?? "") is unreadable")
            }
            return hash
        }
        guard try await passwords.compare(password, with: stored), let stored, let account, let name = place.name else {
            try await record(.wrong, at: place, address, now)
            throw SignInRefused.wrong
        }
        let fresher = stored.cost == passwords.cost ? nil : try await passwords.hash(password)
        return Proven(name: name, principal: account.principal, hash: stored.description, fresherHash: fresher)
    }

    func record(_ outcome: SignInAttempt.Outcome, at place: AttemptPlace, _ address: String?, _ now: Instant)
        async throws
    {
        try await store.write { session in try place.record(outcome, address: address, at: now, in: session) }
    }

    /// Opens a session for a proven account, unless it was changed meanwhile.
    func open(
        _ proven: Proven, address: String?, newHash: PasswordHash?, endingOthers: Bool = false, at now: Instant
    ) async throws -> SignedIn {
        let name = proven.name
        let token = SessionToken(shard: name.shard)
        let counted = address.map(NetworkAddress.counted)
        let signedIn = SignedIn(
            session: .new(), token: token, csrfToken: token.csrfToken, principal: proven.principal, startedAt: now,
            expiresAt: now.adding(seconds: limits.absoluteSeconds))
        try await store.write { session in
            let account = try StoredAccount.find(name, in: session)
            guard let account, account.isOpen, account.hash == proven.hash else { throw SignInRefused.wrong }
            let key: [SQLValue] = [.integer(name.shard), .text(name.text)]
            if let newHash { try session.post(.setPassword, key + [.text(newHash.description), .instant(now)]) }
            if endingOthers { try Self.endSessions(of: name, at: now, in: session) }
            try session.post(
                .addSession,
                [
                    .integer(name.shard), .bytes(token.digest.bytes), .id(signedIn.session), .text(name.text),
                    .optional(counted), .instant(now), .instant(signedIn.expiresAt),
                ])
            try AttemptPlace(typed: name.text).record(.succeeded, address: counted, at: now, in: session)
        }
        if endingOthers { cache.forget(account: name.text) }
        return signedIn
    }
}
