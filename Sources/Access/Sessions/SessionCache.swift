import Synchronization
import Vocabulary

/// The sessions in use, in memory: a look-up is one lock, one dictionary and no wait.
///
/// Two generations of entries make room in constant time: when the young one is full it becomes the old one, and what is
/// used again returns to the young.
final class SessionCache: Sendable {
    /// What is known of a session, without its token.
    struct Entry: Sendable {
        let session: Identifier<SignedIn>
        let csrfToken: String
        let principal: Principal
        let startedAt: Instant
        let expiresAt: Instant
        /// The last use in this process or in the store, whichever is later.
        var usedAt: Instant
        /// The last use that the store knows or is being told.
        var recordedAt: Instant
        /// When the store last confirmed the session.
        var checkedAt: Instant
    }

    enum Finding {
        case fresh(Entry)
        /// Known, but the store must confirm it.
        case stale(usedAt: Instant)
        /// Past its latest end.
        case ended
        case unknown
    }

    private struct State {
        var young: [TokenDigest: Entry] = [:]
        var old: [TokenDigest: Entry] = [:]
        /// Counts what ended sessions, so that a reading from before cannot bring one back.
        var endings = 0
    }

    private let state = Mutex(State())
    private let limits: SessionLimits

    init(limits: SessionLimits) { self.limits = limits }

    /// Looks a session up, and notes that it is used.
    func find(_ digest: TokenDigest, at now: Instant) -> Finding {
        state.withLock { state in
            if let index = state.young.index(forKey: digest) {
                let finding = judge(&state.young.values[index], at: now)
                if case .ended = finding { state.young.remove(at: index) }
                return finding
            }
            guard var entry = state.old.removeValue(forKey: digest) else { return .unknown }
            let finding = judge(&entry, at: now)
            if case .ended = finding { return finding }
            insert(entry, digest, into: &state)
            return finding
        }
    }

    private func judge(_ entry: inout Entry, at now: Instant) -> Finding {
        if now >= entry.expiresAt { return .ended }
        // Idle here may be busy in another process: the store knows.
        if limits.isIdle(since: entry.usedAt, at: now) { return .stale(usedAt: entry.usedAt) }
        let age = now.microseconds - entry.checkedAt.microseconds
        // A clock that goes backwards makes an entry stale, never young for ever.
        guard age >= 0, age < Int64(limits.recheckSeconds(of: entry.principal.kind)) * 1_000_000 else {
            return .stale(usedAt: entry.usedAt)
        }
        if now > entry.usedAt { entry.usedAt = now }
        return .fresh(entry)
    }

    /// How often sessions have ended so far; taken before the store is read, and given to ``keep``.
    var endings: Int { state.withLock(\.endings) }

    /// Keeps what the store just said, unless a session ended since the reading began.
    /// - Returns: whether the caller must tell the store about this use.
    func keep(_ entry: Entry, _ digest: TokenDigest, endings: Int) -> Bool {
        state.withLock { state in
            var entry = entry
            let known = state.young[digest] ?? state.old.removeValue(forKey: digest)
            // Of many requests that read at once, the first one records the use.
            if let known {
                entry.recordedAt = max(entry.recordedAt, known.recordedAt)
                entry.usedAt = max(entry.usedAt, known.usedAt)
            }
            let due = entry.recordedAt.adding(seconds: limits.recordSeconds) <= entry.usedAt
            if due { entry.recordedAt = entry.usedAt }
            if state.endings == endings { insert(entry, digest, into: &state) }
            return due
        }
    }

    private func insert(_ entry: Entry, _ digest: TokenDigest, into state: inout State) {
        if state.young.count >= max(limits.cached / 2, 1) {
            state.old = state.young
            state.young = [:]
        }
        state.young[digest] = entry
    }

    func forget(_ digest: TokenDigest) {
        state.withLock { state in
            state.endings += 1
            state.young[digest] = nil
            state.old[digest] = nil
        }
    }

    func forget(account: String) {
        state.withLock { state in
            state.endings += 1
            state.young = state.young.filter { $0.value.principal.account != account }
            state.old = state.old.filter { $0.value.principal.account != account }
        }
    }

    var count: Int { state.withLock { $0.young.count + $0.old.count } }
}

extension SessionLimits {
    func isIdle(since used: Instant, at now: Instant) -> Bool {
        now >= used.adding(seconds: idleSeconds)
    }
}

extension SessionCache.Entry {
    func signedIn(token: SessionToken) -> SignedIn {
        SignedIn(
            session: session, token: token, csrfToken: csrfToken, principal: principal, startedAt: startedAt,
            expiresAt: expiresAt)
    }
}
