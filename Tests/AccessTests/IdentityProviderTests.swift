import CCrypto
import Foundation
import Ledger
import Synchronization
import Testing
import Vocabulary

@testable import Access

@Suite struct `An identity provider` {
    @Test func `is asked with state, nonce and PKCE, and its signed token is believed`() async throws {
        let provider = SigningProvider()
        let journey = ProviderJourney(next: "/zh/verify")
        let client = IdentityProvider(provider.setting, fetch: provider.fetch)
        let address = try await client.address(
            for: journey, redirect: "http://127.0.0.1/sign-in/callback", at: World.morning)
        #expect(
            address.contains("code_challenge=\(journey.challenge)") && address.contains("code_challenge_method=S256"))
        #expect(address.contains("state=\(journey.state)") && address.contains("nonce=\(journey.nonce)"))
        #expect(address.contains("redirect_uri=http%3A%2F%2F127.0.0.1%2Fsign-in%2Fcallback"))
        provider.claims = provider.good(for: journey)
        let identity = try await client.redeem(code: "c", of: journey, redirect: "r", at: World.morning)
        #expect(identity.subject == "user-7" && identity.name == "文娜" && identity.number?.text == "530102199802153125")
        #expect(provider.lastForm.contains("code_verifier=\(journey.verifier)"))
    }

    @Test(arguments: [
        ("iss", "http://127.0.0.1:2"), ("aud", "another"), ("nonce", "stolen"), ("exp", "past"), ("iat", "future"),
        ("sub", ""), ("azp", "another"),
    ])
    func `a token that is not for this trip is refused`(claim: String, value: String) async throws {
        let provider = SigningProvider()
        let journey = ProviderJourney(next: "/zh")
        var claims = provider.good(for: journey)
        let now = World.morning.microseconds / 1_000_000
        claims[claim] =
            switch value {
            case "past": .integer(now - 61)
            case "future": .integer(now + 3_600)
            default: .string(value)
            }
        provider.claims = claims
        let client = IdentityProvider(provider.setting, fetch: provider.fetch)
        await #expect(throws: ProviderRefused.badToken(claim)) {
            try await client.redeem(code: "c", of: journey, redirect: "r", at: World.morning)
        }
    }

    @Test(arguments: ["none", "HS256", "RS512", "changed", "cut"])
    func `a token that the provider did not sign is refused`(flaw: String) async throws {
        let provider = SigningProvider()
        let journey = ProviderJourney(next: "/zh")
        provider.claims = provider.good(for: journey)
        provider.flaw = flaw
        let client = IdentityProvider(provider.setting, fetch: provider.fetch)
        do {
            _ = try await client.redeem(code: "c", of: journey, redirect: "r", at: World.morning)
            Issue.record("\(flaw) was believed")
        } catch let refused as ProviderRefused {
            guard case .badToken = refused else {
                Issue.record("\(refused)")
                return
            }
        }
    }

    @Test(
        arguments: [
            ("real-name", -60, nil), ("face", 0, nil), ("password", 0, "acr"), (nil, 0, "acr"),
            ("real-name", -661, "auth_time"), ("real-name", nil, "auth_time"),
        ] as [(String?, Int64?, String?)])
    func `must say how strongly and how lately somebody was recognised, where that is asked`(
        level: String?, seconds: Int64?, refused: String?
    ) async throws {
        let provider = SigningProvider()
        var setting = provider.setting
        setting.acrValues = ["real-name", "face"]
        setting.maxAge = 600
        let client = IdentityProvider(setting, fetch: provider.fetch)
        let journey = ProviderJourney(next: "/zh")
        let address = try await client.address(for: journey, redirect: "r", at: World.morning)
        #expect(address.contains("acr_values=real-name%20face") && address.contains("max_age=600"))
        provider.claims = provider.good(for: journey)
        provider.claims["acr"] = level.map(JSON.string)
        provider.claims["auth_time"] = seconds.map { .integer(World.morning.microseconds / 1_000_000 + $0) }
        guard let refused else {
            _ = try await client.redeem(code: "c", of: journey, redirect: "r", at: World.morning)
            return
        }
        await #expect(throws: ProviderRefused.badToken(refused)) {
            try await client.redeem(code: "c", of: journey, redirect: "r", at: World.morning)
        }
    }

    @Test func `a demand that is written wrongly is refused, and not forgotten`() throws {
        let base = #"{"name": "x", "issuer": "https://id.example.cn", "clientID": "c""#
        let good = try ProviderSetting(JSON(parsing: base + #", "acrValues": ["a", "b"], "maxAge": 60}"#))
        #expect(good.acrValues == ["a", "b"] && good.maxAge == 60)
        let plain = try ProviderSetting(JSON(parsing: base + "}"))
        #expect(plain.acrValues.isEmpty && plain.maxAge == nil)
        for wrong in [
            #""acrValues": "a""#, #""acrValues": []"#, #""acrValues": ["a", 1]"#, #""maxAge": "60""#, #""maxAge": -1"#,
            #""maxAge": null"#,
        ] {
            #expect(throws: MalformedJSON.self, "\(wrong)") {
                try ProviderSetting(JSON(parsing: "\(base), \(wrong)}"))
            }
        }
    }

    @Test func `new keys of the provider are fetched when a token names one`() async throws {
        let provider = SigningProvider()
        let journey = ProviderJourney(next: "/zh")
        provider.claims = provider.good(for: journey)
        let client = IdentityProvider(provider.setting, fetch: provider.fetch)
        _ = try await client.redeem(code: "c", of: journey, redirect: "r", at: World.morning)
        provider.changeKey()
        _ = try await client.redeem(code: "c", of: journey, redirect: "r", at: World.morning)
    }

    @Test func `is never reached over an open line, nor is one that names another issuer`() async throws {
        let journey = ProviderJourney(next: "/zh")
        let open = IdentityProvider(ProviderSetting(name: "x", issuer: "http://id.example.cn", clientID: "c")) { _ in
            Issue.record("it was asked")
            return ProviderAnswer(status: 200, body: [])
        }
        await #expect(throws: ProviderRefused.unusable("the address is not encrypted")) {
            try await open.address(for: journey, redirect: "r", at: World.morning)
        }
        let other = IdentityProvider(ProviderSetting(name: "x", issuer: "https://id.example.cn", clientID: "c")) { _ in
            ProviderAnswer(status: 200, body: Array(#"{"issuer":"https://evil.example.cn"}"#.utf8))
        }
        await #expect(throws: ProviderRefused.unusable("it names another issuer")) {
            try await other.address(for: journey, redirect: "r", at: World.morning)
        }
    }

    @Test func `a trip is read back from its cookie and from nothing else`() throws {
        let journey = ProviderJourney(next: "/en/verify")
        let back = try #require(ProviderJourney(cookie: journey.cookie))
        #expect(back.state == journey.state && back.verifier == journey.verifier && back.next == "/en/verify")
        #expect(journey.accepts(state: back.state))
        #expect(!journey.accepts(state: ProviderJourney(next: "/en/verify").state) && !journey.accepts(state: ""))
        for text in ["", ".", "a.b", journey.cookie + "x.", String(journey.cookie.dropFirst(4))] {
            #expect(ProviderJourney(cookie: text) == nil)
        }
        #expect(Set([journey.state, journey.nonce, journey.verifier]).count == 3)
    }
}

@Suite struct `Accounts of an identity provider` {
    private let identity = ProvidedIdentity(
        issuer: "https://id.example.cn", subject: "user-7", name: "李四", number: "510903198701011234")
    private let person = Identifier<Principal>(high: 3, low: 4)

    @Test func `are opened once, and stand for the person the provider vouches for`() async throws {
        let world = try await World()
        let first = try await world.accounts.signIn(with: identity, person: person, at: World.morning)
        #expect(
            first.principal.level == .identityProvider && first.principal.subject == person
                && first.principal.name == "李四")
        let second = try await world.accounts.signIn(with: identity, person: person, at: World.morning)
        #expect(second.principal.account == first.principal.account)
        #expect(
            try await world.accounts.checks(of: first.principal.account).first?.method
                == "identity-provider:https://id.example.cn")
        await #expect(throws: SignInRefused.wrong) {
            try await world.accounts.signIn(account: first.principal.account, password: "", at: World.morning)
        }
    }

    @Test func `without a number stand for nobody`() async throws {
        let world = try await World()
        let nameless = ProvidedIdentity(issuer: "https://id.example.cn", subject: "user-8", name: "王五", number: nil)
        let signedIn = try await world.accounts.signIn(with: nameless, person: nil, at: World.morning)
        #expect(signedIn.principal.level == .declared && signedIn.principal.subject == nil)
    }

    @Test func `of the same person are one, and of a closed one there is none`() async throws {
        let world = try await World()
        let known = Identifier<Principal>(high: 7, low: 9)
        let signedIn = try await world.accounts.signIn(with: identity, person: known, at: World.morning)
        #expect(signedIn.principal.account == "wenna" && signedIn.principal.level == .identityProvider)
        try await world.accounts.close(account: "wenna", at: World.morning)
        await #expect(throws: SignInRefused.wrong) {
            try await world.accounts.signIn(with: identity, person: nil, at: World.morning)
        }
    }

    @Test func `do not take an account over that is another person's`() async throws {
        let world = try await World()
        let wenNa = try await world.accounts.find("wenna")
        await #expect(throws: VerificationRefused.otherPerson) {
            try await world.accounts.signIn(with: identity, person: person, current: wenNa, at: World.morning)
        }
    }
}

@Suite struct `Identity checks of an account` {
    @Test func `raise the level at once in open sessions, never lower it, and stay on record`() async throws {
        let world = try await World()
        try await world.accounts.create(
            NewAccount(account: "new", name: "新", kind: .citizen, password: World.password), at: World.morning)
        let signedIn = try await world.accounts.signIn(account: "new", password: World.password, at: World.morning)
        #expect(signedIn.principal.level == .declared)
        let person = Identifier<Principal>(high: 5, low: 5)
        try await world.accounts.verify(
            account: "new", as: person, level: .inPerson, method: "counter:c", evidence: "e", at: World.morning)
        try await world.accounts.verify(
            account: "new", as: person, level: .register, method: "register", evidence: "e", at: World.morning)
        let session = try await world.accounts.session(token: signedIn.token.text, at: World.morning)
        #expect(session?.principal.level == .inPerson && session?.principal.subject == person)
        #expect(try await world.accounts.checks(of: "new").count == 2)
    }

    @Test func `are refused for staff, for a second account of a person and for a second person of an account`()
        async throws
    {
        let world = try await World()
        let person = Identifier<Principal>(high: 7, low: 9)
        func verify(_ account: String, _ person: Identifier<Principal>) async throws {
            try await world.accounts.verify(
                account: account, as: person, level: .register, method: "register", evidence: "e", at: World.morning)
        }
        await #expect(throws: VerificationRefused.notAnApplicant) { try await verify("hailan", person) }
        await #expect(throws: VerificationRefused.otherPerson) {
            try await verify("wenna", Identifier(high: 1, low: 1))
        }
        try await world.accounts.create(
            NewAccount(account: "new", name: "新", kind: .citizen, password: World.password), at: World.morning)
        await #expect(throws: VerificationRefused.personHasAccount) { try await verify("new", person) }
        await #expect(throws: AccountRefused.unknown) { try await verify("nobody", person) }
    }

    @Test func `have few tries for one number`() async throws {
        let world = try await World()
        for _ in 0..<5 { try world.accounts.takeCheck(of: "number:1", at: World.morning) }
        #expect(throws: SignInRefused.self) { try world.accounts.takeCheck(of: "number:1", at: World.morning) }
        try world.accounts.takeCheck(of: "number:2", at: World.morning)
        try world.accounts.takeCheck(of: "number:1", at: World.morning.adding(seconds: 4 * 3600))
    }
}

/// A provider of our own that signs what a test says, rightly or wrongly.
final class SigningProvider: Sendable {
    private struct State {
        var key: Key
        var claims: [String: JSON] = [:]
        var flaw: String?
        var lastForm = ""
    }

    /// An RSA key pair of 2,048 bits. OpenSSL's object is only read after it was made.
    private struct Key: @unchecked Sendable {
        let pair: OpaquePointer
        let id: String

        init() {
            guard let pair = newKeyPair() else { fatalError("no RSA key could be made") }
            self.pair = pair
            id = Digest.hexadecimal(Digest.randomBytes(4))
        }
    }

    private let state = Mutex(State(key: Key()))
    let setting = ProviderSetting(name: "测试认证", issuer: "http://127.0.0.1:1", clientID: "lianban")

    var claims: [String: JSON] {
        get { state.withLock(\.claims) }
        set { state.withLock { $0.claims = newValue } }
    }
    var flaw: String? {
        get { state.withLock(\.flaw) }
        set { state.withLock { $0.flaw = newValue } }
    }
    var lastForm: String { state.withLock(\.lastForm) }
    func changeKey() { state.withLock { $0.key = Key() } }

    func good(for journey: ProviderJourney) -> [String: JSON] {
        let now = World.morning.microseconds / 1_000_000
        return [
            "iss": .string(setting.issuer), "aud": "lianban", "sub": "user-7", "name": "文娜",
            "citizen_id": "530102199802153125",
            "nonce": .string(journey.nonce), "iat": .integer(now), "exp": .integer(now + 300),
        ]
    }

    var fetch: ProviderFetch {
        { request in
            let json: JSON
            switch request.address.split(separator: "/").last {
            case "openid-configuration":
                json = [
                    "issuer": .string(self.setting.issuer), "authorization_endpoint": "http://127.0.0.1:1/authorize",
                    "token_endpoint": "http://127.0.0.1:1/token", "jwks_uri": "http://127.0.0.1:1/jwks",
                ]
            case "jwks": json = self.keys
            default:
                self.state.withLock { $0.lastForm = request.form ?? "" }
                json = ["id_token": .string(self.token)]
            }
            return ProviderAnswer(status: 200, body: json.encoded)
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { bytes.withUnsafeBytes { Base64URL.text($0) } }

    private var keys: JSON {
        state.withLock { state in
            func number(_ name: String) -> JSON {
                var value: OpaquePointer?
                EVP_PKEY_get_bn_param(state.key.pair, name, &value)
                defer { BN_free(value) }
                var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(value) + 7) / 8)
                BN_bn2bin(value, &bytes)
                return .string(Self.text(bytes))
            }
            return [
                "keys": [
                    ["kty": "RSA", "kid": .string(state.key.id), "use": "sig", "n": number("n"), "e": number("e")]
                ]
            ]
        }
    }

    private var token: String {
        state.withLock { state in
            let algorithm = state.flaw.flatMap { ["none", "HS256", "RS512"].contains($0) ? $0 : nil } ?? "RS256"
            let head: JSON = ["alg": .string(algorithm), "kid": .string(state.key.id)]
            let body = JSON.object(state.claims.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
            let signed = Self.text(head.encoded) + "." + Self.text(body.encoded)
            var signature = [UInt8](repeating: 0, count: 256)
            var size = signature.count
            let context = EVP_MD_CTX_new()
            defer { EVP_MD_CTX_free(context) }
            EVP_DigestSignInit(context, nil, EVP_sha256(), nil, state.key.pair)
            EVP_DigestSign(context, &signature, &size, Array(signed.utf8), signed.utf8.count)
            switch state.flaw {
            case "none": return signed + "."
            case "changed":
                let other = JSON.object([.init("sub", "somebody else")])
                return Self.text(head.encoded) + "." + Self.text(other.encoded) + "." + Self.text(signature)
            case "cut": return signed
            default: return signed + "." + Self.text(signature)
            }
        }
    }
}

/// A new RSA key pair.
private func newKeyPair() -> OpaquePointer? {
    let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
    defer { EVP_PKEY_CTX_free(context) }
    var pair: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1,
        EVP_PKEY_generate(context, &pair) == 1
    else { return nil }
    return pair
}
