import CCrypto
import Vocabulary

/// One open session: who is signed in, and until when.
public struct SignedIn: Sendable {
    /// Names the session in lists and records; it opens nothing.
    public let session: Identifier<SignedIn>
    public let token: SessionToken
    /// What every form and every unsafe request of a browser must carry.
    public let csrfToken: String
    public let principal: Principal
    public let startedAt: Instant
    /// The latest end; without use the session ends earlier.
    public let expiresAt: Instant

    /// Whether a form came from one of this session's own pages.
    public func accepts(csrfToken offered: String) -> Bool {
        let expected = Array(csrfToken.utf8)
        let found = Array(offered.utf8)
        return found.count == expected.count && CRYPTO_memcmp(found, expected, expected.count) == 0
    }
}

/// How long a session lasts.
public struct SessionLimits: Sendable {
    /// A session that nobody uses for so long ends.
    public var idleSeconds = 30 * 60
    /// Every session ends after so long.
    public var absoluteSeconds = 12 * 3600
    /// The use of a session is written down at most once in so long.
    public var recordSeconds = 60
    /// A session held in memory is compared with the store after so long, for what other processes changed.
    public var recheckSeconds = 5
    /// The same for staff, whose accounts stop at once wherever they are closed: every request asks the store.
    public var staffRecheckSeconds = 0
    /// Sessions held in memory at most.
    public var cached = 50_000

    public init() {}

    func recheckSeconds(of kind: Principal.Kind) -> Int {
        switch kind {
        case .citizen, .client: recheckSeconds
        case .clerk, .officer, .supervisor, .administrator: min(staffRecheckSeconds, recheckSeconds)
        }
    }
}
