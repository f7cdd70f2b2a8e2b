import CCrypto
import Foundation

/// How a signature is made.
public enum SignatureScheme: String, Sendable, CaseIterable {
    /// Ed25519 (RFC 8032).
    case ed25519 = "Ed25519"
    /// SM2 with SM3 (GB/T 32918.2) and the identity that GB/T 35276 names as the default.
    case sm2 = "SM2"

    static let sm2Identity = Array("1234567812345678".utf8)
}

/// The key that signs checkpoints, or its public half. The mathematics are OpenSSL's.
public final class SigningKey: @unchecked Sendable {
    // OpenSSL counts references to a key atomically and never changes a finished one.
    private let key: OpaquePointer
    public let scheme: SignatureScheme

    private init(_ key: OpaquePointer) throws(AuditFault) {
        self.key = key
        if EVP_PKEY_is_a(key, "ED25519") == 1 {
            scheme = .ed25519
        } else if EVP_PKEY_is_a(key, "SM2") == 1 {
            scheme = .sm2
        } else {
            EVP_PKEY_free(key)
            throw .malformed("the key is neither Ed25519 nor SM2")
        }
    }

    deinit { EVP_PKEY_free(key) }

    /// A new key from the system's randomness.
    public static func generate(_ scheme: SignatureScheme) throws -> SigningKey {
        let context = EVP_PKEY_CTX_new_from_name(nil, scheme.rawValue.uppercased(), nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_generate(context, &key) == 1, let key else {
            throw AuditFault.cryptography("generating an \(scheme.rawValue) key")
        }
        return try SigningKey(key)
    }

    /// A private key in DER (PKCS#8 or the older shape of its kind).
    public convenience init(privateDER der: [UInt8]) throws {
        let key = der.withUnsafeBufferPointer { buffer in
            var place = buffer.baseAddress
            return d2i_AutoPrivateKey(nil, &place, buffer.count)
        }
        guard let key else { throw AuditFault.malformed("the file does not hold a private key in DER") }
        try self.init(key)
    }

    /// A public key in DER (SubjectPublicKeyInfo, RFC 5280).
    public convenience init(publicDER der: [UInt8]) throws {
        let key = der.withUnsafeBufferPointer { buffer in
            var place = buffer.baseAddress
            return d2i_PUBKEY(nil, &place, buffer.count)
        }
        guard let key else { throw AuditFault.malformed("the file does not hold a public key in DER") }
        try self.init(key)
    }

    public var privateDER: [UInt8] { Self.encoded { i2d_PrivateKey(key, $0) } }
    public var publicDER: [UInt8] { Self.encoded { i2d_PUBKEY(key, $0) } }

    private static func encoded(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> [UInt8] {
        let count = write(nil)
        guard count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var place = buffer.baseAddress
            _ = write(&place)
        }
        return bytes
    }

    /// The first four bytes of a digest over name and key, as signed notes name a key.
    public func id(name: String) -> [UInt8] {
        Array(Digest.sha256(Array("\(name)\n\(scheme.rawValue)\n".utf8) + publicDER).prefix(4))
    }

    public func sign(_ message: [UInt8]) throws -> [UInt8] {
        try withContext { context in
            guard EVP_DigestSignInit(context, nil, digest, nil, key) == 1 else {
                throw AuditFault.cryptography("beginning a signature")
            }
            var count = 0
            guard EVP_DigestSign(context, nil, &count, message, message.count) == 1 else {
                throw AuditFault.cryptography("measuring a signature")
            }
            var signature = [UInt8](repeating: 0, count: count)
            guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else {
                throw AuditFault.cryptography("signing")
            }
            return Array(signature.prefix(count))
        }
    }

    public func verifies(_ signature: [UInt8], of message: [UInt8]) throws -> Bool {
        try withContext { context in
            guard EVP_DigestVerifyInit(context, nil, digest, nil, key) == 1 else {
                throw AuditFault.cryptography("beginning to check a signature")
            }
            return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        }
    }

    private var digest: OpaquePointer? { scheme == .sm2 ? EVP_sm3() : nil }

    private func withContext<T>(_ body: (OpaquePointer?) throws -> T) throws -> T {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        guard scheme == .sm2 else { return try body(context) }
        let parameters = EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        defer { EVP_PKEY_CTX_free(parameters) }
        let identity = SignatureScheme.sm2Identity
        guard EVP_PKEY_CTX_set1_id(parameters, identity, Int32(identity.count)) == 1 else {
            throw AuditFault.cryptography("naming the signer")
        }
        EVP_MD_CTX_set_pkey_ctx(context, parameters)
        return try body(context)
    }
}
