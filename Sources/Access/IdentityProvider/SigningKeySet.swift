import CCrypto
import Ledger

/// The provider's public keys (JWK Set, RFC 7517), and which signatures they made (JWS, RFC 7515).
///
/// Only RS256 with at least 2,048 bits and ES256 count; what a token says about its algorithm must fit the key, so that neither
/// `none` nor a confusion of the two passes.
struct SigningKeySet: Sendable {
    private enum Key: Sendable {
        case rsa(n: [UInt8], e: [UInt8])
        case p256(x: [UInt8], y: [UInt8])
    }

    private let keys: [(id: String?, key: Key)]

    init(_ json: JSON) {
        keys = (json["keys"]?.elements ?? []).compactMap { entry in
            guard entry["use"]?.text ?? "sig" == "sig" else { return nil }
            func bytes(_ name: String) -> [UInt8]? { entry[name]?.text.flatMap { Base64URL.bytes($0[...]) } }
            switch entry["kty"]?.text {
            case "RSA":
                guard let n = bytes("n"), let e = bytes("e"), n.drop(while: { $0 == 0 }).count >= 256,
                    (1...8).contains(e.count)
                else { return nil }
                return (entry["kid"]?.text, .rsa(n: n, e: e))
            case "EC":
                guard entry["crv"]?.text == "P-256", let x = bytes("x"), let y = bytes("y"), x.count == 32,
                    y.count == 32
                else { return nil }
                return (entry["kid"]?.text, .p256(x: x, y: y))
            default: return nil
            }
        }
    }

    func knows(_ id: String?) -> Bool { id == nil || keys.contains { $0.id == id } }

    /// Whether one of the keys that may be meant made the signature.
    func verify(_ message: [UInt8], signature: [UInt8], algorithm: String, keyID: String?) -> Bool {
        keys.contains { entry in
            guard keyID == nil || entry.id == nil || entry.id == keyID else { return false }
            switch (entry.key, algorithm) {
            case (.rsa(let n, let e), "RS256"):
                guard let key = ccrypto_rsa_public(n, n.count, e, e.count) else { return false }
                defer { EVP_PKEY_free(key) }
                return ccrypto_verifies(key, message, message.count, signature, signature.count) == 1
            case (.p256(let x, let y), "ES256"):
                guard signature.count == 64, let key = ccrypto_p256_public(x, y) else { return false }
                defer { EVP_PKEY_free(key) }
                return ccrypto_verifies_p256(key, message, message.count, signature) == 1
            default: return false
            }
        }
    }
}
