import CCrypto
import Vocabulary

/// The six digits that a staff member's telephone shows (动态码): TOTP, RFC 6238, with HMAC-SHA-1, 30 seconds and 6 digits,
/// which every authenticator understands.
public enum TimeCode {
    static let period: Int64 = 30
    /// Steps before and after the present one that are taken too, for clocks that differ.
    static let tolerance: Int64 = 1

    /// The step of time a moment falls into.
    static func step(at moment: Instant) -> Int64 { moment.microseconds / 1_000_000 / period }

    /// The digits of one step (RFC 4226, section 5.3).
    static func digits(of step: Int64, secret: [UInt8], count: Int = 6) -> String {
        let message = (0..<8).map { UInt8(truncatingIfNeeded: step >> (8 * (7 - Int64($0)))) }
        var digest = [UInt8](repeating: 0, count: 20)
        var length: UInt32 = 20
        HMAC(EVP_sha1(), secret, Int32(secret.count), message, message.count, &digest, &length)
        let offset = Int(digest[19] & 15)
        let number = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(digest[offset + $1]) } & 0x7FFF_FFFF
        let modulus = (0..<count).reduce(UInt64(1)) { product, _ in product * 10 }
        let text = String(UInt64(number) % modulus)
        return String(repeating: "0", count: count - text.count) + text
    }

    /// The step a code belongs to, nil when it is none of now; a code of the last used step or before counts no more.
    static func step(of code: String, secret: [UInt8], after used: Int64, at moment: Instant) -> Int64? {
        let now = step(at: moment)
        let offered = Array(code.utf8)
        var found: Int64?
        for step in (now - tolerance)...(now + tolerance) {
            let expected = Array(digits(of: step, secret: secret).utf8)
            if offered.count == expected.count, CRYPTO_memcmp(offered, expected, expected.count) == 0, step > used {
                found = step
            }
        }
        return found
    }

    /// A secret as authenticators take it (RFC 4648, base 32).
    static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var text = ""
        var rest = 0, bits = 0
        for byte in bytes {
            rest = rest << 8 | Int(byte)
            bits += 8
            while bits >= 5 {
                text.append(alphabet[rest >> (bits - 5) & 31])
                bits -= 5
            }
            rest &= (1 << bits) - 1
        }
        if bits > 0 { text.append(alphabet[rest << (5 - bits) & 31]) }
        return text
    }
}
