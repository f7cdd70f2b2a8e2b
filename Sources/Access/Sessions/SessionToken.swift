import CCrypto
import Ledger

/// The secret that a signed-in browser or program shows with every request: 256 random bits behind the 64 bits that say
/// where its session is stored. 54 characters of base64url.
///
/// The store keeps only its digest. It never prints itself; take ``text`` to hand it to its owner.
public struct SessionToken: Hashable, Sendable, CustomStringConvertible {
    static let characters = 54
    static let byteCount = 40

    private let words: (UInt64, UInt64, UInt64, UInt64, UInt64)

    /// A new token for a session stored at `shard`.
    init(shard: Int64) {
        let random = Digest.randomBytes(32)
        self = withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { bytes in
            bytes.storeBytes(of: shard.bigEndian, as: Int64.self)
            UnsafeMutableRawBufferPointer(rebasing: bytes[8...]).copyBytes(from: random)
            return SessionToken(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Reads a token as it was handed out; nil for anything else.
    public init?(parsing text: String) {
        var text = text
        let token: SessionToken? = text.withUTF8 { characters in
            guard characters.count == Self.characters else { return nil }
            return withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { bytes in
                Base64URL.decode(characters, into: bytes) ? SessionToken(UnsafeRawBufferPointer(bytes)) : nil
            }
        }
        guard let token else { return nil }
        self = token
    }

    private init(_ bytes: UnsafeRawBufferPointer) {
        func word(_ place: Int) -> UInt64 { bytes.load(fromByteOffset: place * 8, as: UInt64.self) }
        words = (word(0), word(1), word(2), word(3), word(4))
    }

    /// The secret itself.
    public var text: String { withBytes { Base64URL.text($0) } }

    /// The bytes behind the text.
    var secret: [UInt8] { withBytes { Array($0) } }

    var shard: Int64 { Int64(bitPattern: UInt64(bigEndian: words.0)) }

    /// SHA-256 of the secret: the key under which the session is kept.
    var digest: TokenDigest {
        var digest = TokenDigest()
        withBytes { bytes in
            withUnsafeMutableBytes(of: &digest.words) { target in
                ccrypto_sha256(bytes.baseAddress, bytes.count, target.baseAddress)
            }
        }
        return digest
    }

    /// The token that every form of this session carries: an HMAC under the secret, so that it can neither be guessed nor
    /// used to find the secret.
    var csrfToken: String {
        let code = Digest.hmacSHA256(key: secret, Array("lianban form".utf8))
        return code.withUnsafeBytes { Base64URL.text($0) }
    }

    private func withBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
        withUnsafeBytes(of: words, body)
    }

    public static func == (left: SessionToken, right: SessionToken) -> Bool {
        left.withBytes { left in right.withBytes { CRYPTO_memcmp(left.baseAddress, $0.baseAddress, $0.count) == 0 } }
    }

    public func hash(into hasher: inout Hasher) { withBytes { hasher.combine(bytes: $0) } }

    public var description: String { "‹session token›" }
}

extension SessionToken: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The 32 bytes of a token's digest, without an allocation.
struct TokenDigest: Hashable, Sendable {
    fileprivate(set) var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    static func == (left: TokenDigest, right: TokenDigest) -> Bool { left.words == right.words }

    // A digest is random already; its first word spreads as well as all four.
    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
