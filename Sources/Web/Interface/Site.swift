import Access
import Cases
import Exchange
import Registry
import Vocabulary

/// What every route of an installation needs, handed down from the composition root.
public struct Site: Sendable {
    public let casework: Casework
    public let accounts: Accounts
    public let metrics: Metrics
    public let clock: @Sendable () -> Instant
    /// The address people reach the site at, without a trailing slash; it stands in QR codes.
    public let publicAddress: String
    /// The cookie of browsers' sessions.
    public let sessionCookie: SessionCookie
    /// Finds out whether somebody is who they say.
    public let verifier: any IdentityVerifier
    /// The rooms of the program that store something, for the list of business modules.
    public let rooms: Set<String>
    /// Whom the installation trusts to say who somebody is; nil when there is none.
    public let identityProvider: IdentityProvider?
    /// Which departments' systems are connected.
    public let connectors: Connectors
    /// Looks at what people upload before it is kept; nil when the installation has none.
    public let scanner: (any VirusScanner)?

    public init(
        casework: Casework, accounts: Accounts, metrics: Metrics = Metrics(),
        clock: @escaping @Sendable () -> Instant = { .now },
        publicAddress: String, sessionCookie: SessionCookie = .hostBound, verifier: (any IdentityVerifier)? = nil,
        identityProvider: IdentityProvider? = nil, connectors: Connectors = .none,
        scanner: (any VirusScanner)? = nil, rooms: Set<String> = []
    ) {
        self.rooms = rooms
        self.identityProvider = identityProvider
        self.verifier = verifier ?? RegisterVerifier(store: casework.store, register: casework.register)
        self.casework = casework
        self.accounts = accounts
        self.metrics = metrics
        self.clock = clock
        self.publicAddress = publicAddress
        self.sessionCookie = sessionCookie
        self.connectors = connectors
        self.scanner = scanner
    }

    var replies: ReplyDesk { ReplyDesk(casework: casework, connectors: connectors) }
}
