/// Which family of algorithms an installation seals and signs with.
public enum CryptoProfile: String, Sendable, CaseIterable {
    /// AES-256-GCM (NIST SP 800-38D), HMAC-SHA-256 (RFC 2104), Ed25519 (RFC 8032).
    case international
    /// 国密: SM4-CTR (GB/T 32907) then HMAC-SM3 (GB/T 32905), SM2 signatures (GB/T 32918).
    case national

    public var algorithm: SealAlgorithm { self == .national ? .sm4CTRWithHMACSM3 : .aes256GCM }
    public var signature: SignatureScheme { self == .national ? .sm2 : .ed25519 }
}

/// The first byte of every ciphertext.
public enum SealAlgorithm: UInt8, Sendable, CaseIterable {
    case aes256GCM = 1
    /// Encrypt-then-MAC with two keys drawn from one.
    case sm4CTRWithHMACSM3 = 2

    public var name: String { self == .aes256GCM ? "AES-256-GCM" : "SM4-CTR+HMAC-SM3" }
    var nonceCount: Int { self == .aes256GCM ? 12 : 16 }
    var tagCount: Int { self == .aes256GCM ? 16 : 32 }
}

/// The eight bytes by which a ciphertext names its key.
public struct KeyID: Hashable, Sendable, CustomStringConvertible {
    public let number: UInt64

    public init(_ number: UInt64) { self.number = number }

    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 8 else { return nil }
        number = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    public init?(parsing text: some StringProtocol) {
        guard text.utf8.count == 16, let number = UInt64(text, radix: 16) else { return nil }
        self.number = number
    }

    public static func random() -> KeyID { KeyID(bytes: Digest.randomBytes(8)) ?? KeyID(0) }

    public var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * (7 - UInt64($0)))) } }
    public var description: String { Digest.hexadecimal(bytes) }
}

/// Why something sealed cannot be read, or nothing be sealed.
public enum SealFault: Error, Equatable, Sendable {
    /// The bytes were changed, moved to another place, or sealed by another key of the same name.
    case notAuthentic
    /// The bytes are not a ciphertext of a known algorithm.
    case malformed
    /// The key is not in the key file.
    case unknownKey(KeyID)
    /// The data is sealed and this process was given no keys.
    case noKeys
    case cryptography(String)
}

extension SealFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notAuthentic:
            "a sealed value was changed or moved, and is not opened; run `lianban verify` and look at the backup"
        case .malformed: "a sealed value is damaged; run `lianban verify` and look at the backup"
        case .unknownKey(let id):
            "a value is sealed under key \(id), which the key file does not hold; copy the newest key file from the first node"
        case .noKeys: "the data is sealed; give the key file with --key-file"
        case .cryptography(let what): "OpenSSL refused: \(what)"
        }
    }
}
