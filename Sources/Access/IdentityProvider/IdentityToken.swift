import Ledger
import Vocabulary

/// An ID token (OpenID Connect Core 1.0, §2), taken apart but not yet believed.
struct UncheckedToken {
    let algorithm: String
    let keyID: String?
    let claims: JSON
    private let signed: [UInt8]
    private let signature: [UInt8]

    init(parsing text: String) throws(ProviderRefused) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 64 << 10, parts.count == 3, let head = Base64URL.bytes(parts[0]),
            let body = Base64URL.bytes(parts[1]),
            let signature = Base64URL.bytes(parts[2]), let header = try? JSON(parsing: head),
            let claims = try? JSON(parsing: body),
            let algorithm = header["alg"]?.text, claims.members != nil
        else { throw .badToken("it is no signed token") }
        self.algorithm = algorithm
        keyID = header["kid"]?.text
        self.claims = claims
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    func isSigned(by keys: SigningKeySet) -> Bool {
        keys.verify(signed, signature: signature, algorithm: algorithm, keyID: keyID)
    }

    /// Seconds by which clocks may differ.
    static let leeway: Int64 = 60

    /// Checks whose token it is, for whom, for which trip and when (§3.1.3.7). The signature is checked apart.
    func check(_ setting: ProviderSetting, nonce: String, at now: Instant) throws(ProviderRefused) {
        guard claims["iss"]?.text == setting.issuer else { throw .badToken("iss") }
        let audience = claims["aud"]?.text.map { [$0] } ?? (claims["aud"]?.elements ?? []).compactMap(\.text)
        guard audience.contains(setting.clientID) else { throw .badToken("aud") }
        guard audience.count == 1 || claims["azp"] != nil,
            claims["azp"] == nil || claims["azp"]?.text == setting.clientID
        else {
            throw .badToken("azp")
        }
        let seconds = now.microseconds / 1_000_000
        guard let expires = claims["exp"]?.integer, seconds < expires + Self.leeway else { throw .badToken("exp") }
        guard let issued = claims["iat"]?.integer, issued <= seconds + Self.leeway else { throw .badToken("iat") }
        guard claims["nonce"]?.text == nonce else { throw .badToken("nonce") }
        guard setting.acrValues.isEmpty || claims["acr"]?.text.map(setting.acrValues.contains) == true else {
            throw .badToken("acr")
        }
        if let longest = setting.maxAge {
            guard let shown = claims["auth_time"]?.integer, seconds - shown <= longest + Self.leeway else {
                throw .badToken("auth_time")
            }
        }
    }
}

/// Whom the provider vouches for.
public struct ProvidedIdentity: Hashable, Sendable {
    public let issuer: String
    /// The provider's own name for the person, which never changes.
    public let subject: String
    public let name: String?
    /// The identity number, when the provider tells one.
    public let number: CitizenID?

    public init(issuer: String, subject: String, name: String?, number: CitizenID?) {
        self.issuer = issuer
        self.subject = subject
        self.name = name
        self.number = number
    }

    /// Names the pair of both in the store.
    var digest: [UInt8] { Digest.sha256(Array("provider:".utf8), Array(issuer.utf8), [0], Array(subject.utf8)) }
}
