import Ledger

/// An identity provider that an installation trusts (统一身份认证平台), and what it is called there.
///
/// A JSON file: `{"name": "省统一身份认证", "issuer": "https://id.example.cn", "clientID": "lianban",
/// "clientSecret": "…", "numberClaim": "citizen_id", "nameClaim": "name", "scope": "openid profile",
/// "acrValues": ["urn:example:real-name"], "maxAge": 3600}`.
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
    public var acrValues: [String]
    /// How many seconds ago they may have done so (`max_age`, `auth_time`); nil for any time.
    public var maxAge: Int64?

    public init(
        name: String, issuer: String, clientID: String, clientSecret: String? = nil, numberClaim: String = "citizen_id",
        nameClaim: String = "name", scope: String = "openid profile", acrValues: [String] = [],
        maxAge: Int64? = nil
    ) {
        self.name = name
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.numberClaim = numberClaim
        self.nameClaim = nameClaim
        self.scope = scope
        self.acrValues = acrValues
        self.maxAge = maxAge
    }

    /// - Throws: `MalformedJSON`, also when what people must show there is written in a way that would ask for nothing.
    public init(_ json: JSON) throws {
        let acrValues = (json["acrValues"]?.elements ?? []).compactMap(\.text)
        if let given = json["acrValues"], acrValues.isEmpty || given.elements?.count != acrValues.count {
            throw MalformedJSON(path: "/acrValues", message: "must be a list of strings, not empty")
        }
        if let given = json["maxAge"], given.integer.map({ $0 >= 0 }) != true {
            throw MalformedJSON(path: "/maxAge", message: "must be a number of seconds, 0 or more")
        }
        self.init(
            name: try json.text("name"), issuer: try json.text("issuer"), clientID: try json.text("clientID"),
            clientSecret: json["clientSecret"]?.text, numberClaim: json["numberClaim"]?.text ?? "citizen_id",
            nameClaim: json["nameClaim"]?.text ?? "name", scope: json["scope"]?.text ?? "openid profile",
            acrValues: acrValues, maxAge: json["maxAge"]?.integer)
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
