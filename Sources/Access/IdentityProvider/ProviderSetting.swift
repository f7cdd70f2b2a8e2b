import Ledger

/// An identity provider that an installation trusts (统一身份认证平台), and what it is called there.
///
/// A JSON file: `{"name": "省统一身份认证", "issuer": "https://id.example.cn", "clientID": "lianban",
/// "clientSecret": "…", "numberClaim": "citizen_id", "nameClaim": "name", "scope": "openid profile",
/// "levels": ["urn:example:real-name"], "longestSeconds": 3600}`.
public struct ProviderSetting: Sendable, Equatable {
    /// The name shown on the button.
    public var name: String
    /// Exactly as the provider writes it into its tokens.
    public var issuer: String
    public var clientID: String
    /// Nil for a public client, which PKCE alone protects.
    public var clientSecret: String?
    /// The claim that holds the identity number. Without it the provider vouches for nobody.
    public var numberClaim: String
    public var nameClaim: String
    public var scope: String
    /// How strongly people must have shown who they are there (`acr`, OpenID Connect Core 1.0 §2), any one of these; empty asks for
    /// nothing.
    public var levels: [String]
    /// How long ago they may have done so (`auth_time`); nil for any time.
    public var longestSeconds: Int64?

    public init(
        name: String, issuer: String, clientID: String, clientSecret: String? = nil, numberClaim: String = "citizen_id",
        nameClaim: String = "name", scope: String = "openid profile", levels: [String] = [],
        longestSeconds: Int64? = nil
    ) {
        self.name = name
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.numberClaim = numberClaim
        self.nameClaim = nameClaim
        self.scope = scope
        self.levels = levels
        self.longestSeconds = longestSeconds
    }

    public init(_ json: JSON) throws {
        self.init(
            name: try json.text("name"), issuer: try json.text("issuer"), clientID: try json.text("clientID"),
            clientSecret: json["clientSecret"]?.text, numberClaim: json["numberClaim"]?.text ?? "citizen_id",
            nameClaim: json["nameClaim"]?.text ?? "name", scope: json["scope"]?.text ?? "openid profile",
            levels: (json["levels"]?.elements ?? []).compactMap(\.text), longestSeconds: json["longestSeconds"]?.integer
        )
    }
}

/// Why a sign-in at the provider led nowhere. Its owner is told only that it did not work; the log holds the reason.
public enum ProviderRefused: Error, Hashable, Sendable {
    /// The browser comes back without having left from here, or too late, or a second time.
    case strayReturn
    /// The provider says why, such as `access_denied`.
    case denied(String)
    /// The provider cannot be reached or says what it must not.
    case unusable(String)
    /// The token is not what it must be, and why.
    case badToken(String)
    /// The account is not an applicant's.
    case notAnApplicant
}
