import CCrypto
import Ledger

/// One trip of a browser to the provider and back. Everything that must come back unchanged follows from one secret, which
/// stays in a cookie of that browser; nothing is stored here.
public struct ProviderJourney: Sendable {
    private let secret: [UInt8]
    /// The page to show afterwards.
    public let next: String
    public static let longestSeconds = 600

    public init(next: String) {
        secret = Digest.randomBytes(32)
        self.next = next
    }

    /// Reads the cookie; nil when it is none of ours.
    public init?(cookie: String) {
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let secret = Base64URL.bytes(parts[0]), secret.count == 32,
            let next = Base64URL.bytes(parts[1]),
            let text = String(validating: next, as: UTF8.self)
        else { return nil }
        self.secret = secret
        self.next = text
    }

    /// What the browser keeps.
    public var cookie: String {
        secret.withUnsafeBytes { Base64URL.text($0) } + "." + Array(next.utf8).withUnsafeBytes { Base64URL.text($0) }
    }

    /// Shows that the answer belongs to this trip.
    public var state: String { derived("state") }
    /// Ties the token to this trip.
    public var nonce: String { derived("nonce") }
    /// Shows the provider that whoever redeems the code also asked for it (PKCE, RFC 7636).
    public var verifier: String { derived("code verifier") }
    public var challenge: String { Digest.sha256(Array(verifier.utf8)).withUnsafeBytes { Base64URL.text($0) } }

    private func derived(_ use: String) -> String {
        Digest.hmacSHA256(key: secret, Array("lianban \(use)".utf8)).withUnsafeBytes { Base64URL.text($0) }
    }

    /// Whether the state that came back is this trip's.
    public func accepts(state offered: String) -> Bool {
        let expected = Array(state.utf8), found = Array(offered.utf8)
        return expected.count == found.count && CRYPTO_memcmp(expected, found, expected.count) == 0
    }
}
