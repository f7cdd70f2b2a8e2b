import Ledger
import Synchronization
import Vocabulary

/// Signing in with an identity provider: OpenID Connect's authorization code flow with PKCE, state and nonce.
public final class IdentityProvider: Sendable {
    public let setting: ProviderSetting
    private let fetch: ProviderFetch
    private let known = Mutex<(outline: Outline, keys: SigningKeySet, at: Instant)?>(nil)

    /// What is read of the provider's own description.
    private struct Outline {
        let authorization: String
        let token: String
        let keys: String
    }

    /// The provider's description and keys are read again after so long.
    static let freshSeconds = 3600

    public init(_ setting: ProviderSetting, fetch: @escaping ProviderFetch) {
        self.setting = setting
        self.fetch = fetch
    }

    public var name: String { setting.name }

    /// Where to send the browser.
    /// - Parameter redirect: our own address to come back to, as it is registered with the provider.
    public func address(for journey: ProviderJourney, redirect: String, at now: Instant) async throws -> String {
        let outline = try await describe(at: now).outline
        var asked = [
            ("response_type", "code"), ("client_id", setting.clientID), ("redirect_uri", redirect),
            ("scope", setting.scope),
            ("state", journey.state), ("nonce", journey.nonce), ("code_challenge", journey.challenge),
            ("code_challenge_method", "S256"),
        ]
        if !setting.acrValues.isEmpty { asked.append(("acr_values", setting.acrValues.joined(separator: " "))) }
        if let seconds = setting.maxAge { asked.append(("max_age", "\(seconds)")) }
        let query = asked.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        return outline.authorization + (outline.authorization.contains("?") ? "&" : "?") + query
    }

    /// Redeems the code that the browser brought back.
    /// - Throws: `ProviderRefused`.
    public func redeem(code: String, of journey: ProviderJourney, redirect: String, at now: Instant) async throws
        -> ProvidedIdentity
    {
        var (outline, keys) = try await describe(at: now)
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect),
            ("code_verifier", journey.verifier),
            ("client_id", setting.clientID),
        ]
        if let secret = setting.clientSecret { fields.append(("client_secret", secret)) }
        let answer = try await read(
            ProviderRequest(
                address: outline.token, form: fields.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")))
        guard let text = answer["id_token"]?.text else { throw ProviderRefused.unusable("there is no ID token") }
        let token = try UncheckedToken(parsing: text)
        // A key that is not known yet may be a new one: the provider changes them when it likes.
        if !keys.knows(token.keyID) { (_, keys) = try await describe(at: now, anew: true) }
        guard token.isSigned(by: keys) else { throw ProviderRefused.badToken("signature") }
        try token.check(setting, nonce: journey.nonce, at: now)
        guard let subject = token.claims["sub"]?.text, !subject.isEmpty, subject.utf8.count <= 255 else {
            throw ProviderRefused.badToken("sub")
        }
        return ProvidedIdentity(
            issuer: setting.issuer, subject: subject, name: token.claims[setting.nameClaim]?.text,
            number: token.claims[setting.numberClaim]?.text.flatMap { try? CitizenID(parsing: $0) })
    }

    private func describe(at now: Instant, anew: Bool = false) async throws -> (outline: Outline, keys: SigningKeySet) {
        if !anew, let known = known.withLock({ $0 }), now < known.at.adding(seconds: Self.freshSeconds) {
            return (known.outline, known.keys)
        }
        let document = try await read(ProviderRequest(address: setting.issuer + "/.well-known/openid-configuration"))
        guard document["issuer"]?.text == setting.issuer else {
            throw ProviderRefused.unusable("it names another issuer")
        }
        func address(_ name: String) throws -> String {
            guard let text = document[name]?.text, ProviderRequest.isAllowed(text, for: setting.issuer) else {
                throw ProviderRefused.unusable("\(name) is missing or not encrypted")
            }
            return text
        }
        let outline = Outline(
            authorization: try address("authorization_endpoint"), token: try address("token_endpoint"),
            keys: try address("jwks_uri"))
        let keys = SigningKeySet(try await read(ProviderRequest(address: outline.keys)))
        known.withLock { $0 = (outline, keys, now) }
        return (outline, keys)
    }

    private func read(_ request: ProviderRequest) async throws -> JSON {
        guard ProviderRequest.isAllowed(request.address, for: setting.issuer) else {
            throw ProviderRefused.unusable("the address is not encrypted")
        }
        let answer: ProviderAnswer
        do {
            answer = try await fetch(request)
        } catch {
            throw ProviderRefused.unusable("\(error)")
        }
        guard let json = try? JSON(parsing: answer.body), json.members != nil else {
            throw ProviderRefused.unusable("it answered \(answer.status) and no JSON")
        }
        guard answer.status == 200 else {
            throw ProviderRefused.denied(String((json["error"]?.text ?? "status \(answer.status)").prefix(64)))
        }
        return json
    }

    /// As it may stand in a query or a form.
    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
