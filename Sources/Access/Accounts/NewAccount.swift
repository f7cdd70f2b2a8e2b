import Vocabulary

/// An account to create.
public struct NewAccount: Sendable {
    /// The name to sign in with; see ``AccountName``.
    public var account: String
    public var name: String
    public var kind: Principal.Kind
    public var password: String
    /// How well it is known whose account it is.
    public var level: VerificationLevel
    public var subject: Identifier<Principal>?
    public var department: String?
    public var region: RegionCode?
    public var roles: Set<String>

    public init(
        account: String, name: String, kind: Principal.Kind, password: String, level: VerificationLevel = .declared,
        subject: Identifier<Principal>? = nil, department: String? = nil, region: RegionCode? = nil,
        roles: Set<String> = []
    ) {
        self.level = level
        self.account = account
        self.name = name
        self.kind = kind
        self.password = password
        self.subject = subject
        self.department = department
        self.region = region
        self.roles = roles
    }
}

/// Why an account could not be created or changed.
public enum AccountRefused: Error, Hashable, Sendable {
    case malformedName(MalformedAccountName)
    /// The name belongs to another account, open or closed.
    case taken
    case unknown
    case password(PasswordFlaw)
}
