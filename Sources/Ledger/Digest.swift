import CCrypto

/// Cryptographic digests, by OpenSSL.
public enum Digest {
    /// SHA-256 (FIPS 180-4), 32 bytes.
    public static func sha256(_ parts: [UInt8]...) -> [UInt8] {
        let message = parts.count == 1 ? parts[0] : Array(parts.joined())
        var digest = [UInt8](repeating: 0, count: 32)
        _ = message.withUnsafeBufferPointer { SHA256($0.baseAddress, $0.count, &digest) }
        return digest
    }

    /// HMAC-SHA-256 (RFC 2104), 32 bytes: a blind index when the key is secret.
    public static func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 32
        _ = message.withUnsafeBufferPointer { buffer in
            HMAC(EVP_sha256(), key, Int32(key.count), buffer.baseAddress, buffer.count, &digest, &count)
        }
        return digest
    }

    /// SM3 (GB/T 32905), 32 bytes.
    public static func sm3(_ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 32
        _ = message.withUnsafeBufferPointer { EVP_Digest($0.baseAddress, $0.count, &digest, &count, EVP_sm3(), nil) }
        return digest
    }

    /// HMAC (GB/T 15852.2) with SM3, 32 bytes.
    public static func hmacSM3(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 32
        _ = message.withUnsafeBufferPointer { buffer in
            HMAC(EVP_sm3(), key, Int32(key.count), buffer.baseAddress, buffer.count, &digest, &count)
        }
        return digest
    }

    /// The keyed digest of a profile: a blind index when the key is secret.
    public static func hmac(_ profile: CryptoProfile, key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        profile == .national ? hmacSM3(key: key, message) : hmacSHA256(key: key, message)
    }

    /// Random bytes fit for keys and tokens.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { fatalError("the system gives no random bytes") }
        return bytes
    }

    public static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            digits.append(Self.digit(byte >> 4))
            digits.append(Self.digit(byte & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func digit(_ half: UInt8) -> UInt8 { half < 10 ? 0x30 + half : 0x57 + half }
}
