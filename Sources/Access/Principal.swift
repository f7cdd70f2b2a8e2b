import Vocabulary

/// Who is acting: an account as the rest of the product sees it.
public struct Principal: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        /// A person who applies for themselves.
        case citizen
        /// Staff at a counter or a community station, often acting on someone's behalf.
        case clerk
        /// Staff of a department who decides items.
        case officer
        /// Staff who watches deadlines and figures.
        case supervisor
        /// A program with a key.
        case client
        /// Staff who runs the installation; which of the three separated administrators (三员) is a role.
        case administrator
    }

    /// The account's name, unique in the installation.
    public let account: String
    /// The name shown to people.
    public let name: String
    public let kind: Kind
    /// How well it is known whose account it is; for applicants.
    public let level: VerificationLevel
    /// The person in the register, for citizens.
    public let subject: Identifier<Principal>?
    /// Code of the department, for its officers and programs.
    public let department: String?
    /// Where the account may act: this division and everything inside it.
    public let region: RegionCode?
    /// What the account may do.
    public let roles: Set<String>

    public init(
        account: String, name: String, kind: Kind, level: VerificationLevel = .declared,
        subject: Identifier<Principal>? = nil,
        department: String? = nil, region: RegionCode? = nil, roles: Set<String> = []
    ) {
        self.level = level
        self.account = account
        self.name = name
        self.kind = kind
        self.subject = subject
        self.department = department
        self.region = region
        self.roles = roles
    }

    /// The role of programs whose owner has checked who the people are that it hands applications in for.
    public static let vouchesForIdentity = "vouches-for-identity"

    /// The actor of an event of history, as `role:id`.
    public var actor: String { "\(kind.rawValue):\(account)" }
}
