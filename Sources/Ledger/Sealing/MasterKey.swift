import CCrypto

/// What opens a key file.
public enum MasterSecret: Sendable {
    case none
    case passphrase(String)
    /// The master key itself, 32 bytes.
    case key([UInt8])
}

/// The key over all keys of a file, and how the file keeps it.
public struct MasterKey: Sendable {
    public enum Protection: String, Sendable {
        /// It lies in the file as it is.
        case open
        case passphrase
        /// It is not in the file.
        case environment
    }

    public let protection: Protection
    let key: SealingKey
    private let salt: [UInt8]
    /// As it lies in the file.
    private let kept: [UInt8]

    private static let place = SealPlace("key-file.master")
    /// scrypt's cost, as for passwords: 2¹⁷ rounds of 8 blocks take 128 MiB.
    private static let rounds: UInt64 = 1 << 17
    private static let blocks: UInt64 = 8

    static func generate(protectedWith secret: MasterSecret) throws -> MasterKey {
        if case .key(let bytes) = secret {
            return try MasterKey(SealingKey(id: .random(), bytes: bytes), secret)
        }
        return try MasterKey(.generate(), secret)
    }

    private init(_ key: SealingKey, _ secret: MasterSecret) throws {
        self.key = key
        switch secret {
        case .none: (protection, salt, kept) = (.open, [], key.bytes)
        case .key: (protection, salt, kept) = (.environment, [], [])
        case .passphrase(let phrase):
            protection = .passphrase
            salt = Digest.randomBytes(16)
            kept = try Self.stretched(phrase, salt, key.id).seal(key.bytes, for: Self.place.bytes, with: .aes256GCM)
        }
    }

    /// The same key kept in another way; with `.key`, it is the one that must be given from now on.
    func protected(with secret: MasterSecret) throws -> MasterKey { try MasterKey(key, secret) }

    /// The digits to hand in by the environment.
    public var hexadecimal: String { Digest.hexadecimal(key.bytes) }

    init(opening json: JSON, with secret: MasterSecret, path: String) throws {
        guard let protection = json["protection"]?.text.flatMap(Protection.init),
            let id = json["id"]?.text.flatMap({ KeyID(parsing: $0) })
        else { throw KeyFileFault.damaged(path, "its master key is missing") }
        self.protection = protection
        salt = json["salt"]?.text.flatMap(Base64.bytes) ?? []
        kept = json["key"]?.text.flatMap(Base64.bytes) ?? []
        let bytes: [UInt8]
        switch (protection, secret) {
        case (.open, _): bytes = kept
        case (.passphrase, .passphrase(let phrase)):
            do {
                bytes = try Self.stretched(phrase, salt, id).open(kept, for: Self.place.bytes)
            } catch SealFault.notAuthentic {
                throw KeyFileFault.wrongPassphrase(path)
            }
        case (.passphrase, _): throw KeyFileFault.passphraseMissing(path)
        case (.environment, .key(let given)): bytes = given
        case (.environment, _): throw KeyFileFault.masterMissing(path)
        }
        guard bytes.count == 32 else { throw KeyFileFault.damaged(path, "its master key has not 32 bytes") }
        key = SealingKey(id: id, bytes: bytes)
    }

    var json: JSON {
        .members([
            "id": .string(key.id.description), "protection": .string(protection.rawValue),
            "kdf": protection == .passphrase ? "scrypt ln=17,r=8,p=1" : nil,
            "salt": salt.isEmpty ? nil : .string(Base64.text(salt)),
            "key": kept.isEmpty ? nil : .string(Base64.text(kept)),
        ])
    }

    /// A passphrase made into a key by scrypt (RFC 7914).
    private static func stretched(_ phrase: String, _ salt: [UInt8], _ id: KeyID) throws -> SealingKey {
        var bytes = [UInt8](repeating: 0, count: 32)
        let secret = Array(phrase.utf8)
        let done = secret.withUnsafeBytes { raw in
            EVP_PBE_scrypt(
                raw.bindMemory(to: CChar.self).baseAddress, secret.count, salt, salt.count, rounds, blocks, 1,
                256 * rounds * blocks, &bytes, 32)
        }
        guard done == 1 else { throw SealFault.cryptography("scrypt found no memory") }
        return SealingKey(id: id, bytes: bytes)
    }
}
