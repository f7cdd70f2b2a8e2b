import Foundation
import Vocabulary

/// The file of an installation's keys, readable by its owner only.
///
/// Under the master key lie the keys of each purpose (``KeyPurpose``), and under those the keys of the subjects, which are in
/// the store. The master key is sealed by a passphrase (scrypt, RFC 7914), or is not in the file at all and comes from the
/// environment, or lies open in the file, which protects against whoever gets the data file without the key file.
public struct KeyFile: Sendable {
    public let path: String
    public private(set) var master: MasterKey
    public private(set) var profile: CryptoProfile
    public private(set) var entries: [KeyEntry]

    static let format = "lianban-keys-1"

    /// Makes new keys and writes the file; an existing one is overwritten only when it is to be replaced.
    /// - Parameter index: a secret under which people are looked up already.
    public static func create(
        at path: String, profile: CryptoProfile, secret: MasterSecret, index: [UInt8]? = nil, replacing: Bool = false,
        at moment: Instant
    ) throws -> KeyFile {
        let entries = KeyPurpose.allCases.map { purpose in
            if purpose == .subjectIndex, let index {
                // The older files held this key alone, and looked up with HMAC-SHA-256.
                return KeyEntry(
                    key: SealingKey(id: .random(), bytes: index), purpose: purpose, profile: .international,
                    madeAt: moment)
            }
            return KeyEntry(key: .generate(), purpose: purpose, profile: profile, madeAt: moment)
        }
        let file = KeyFile(path: path, master: try .generate(protectedWith: secret), profile: profile, entries: entries)
        try file.write(exclusively: !replacing)
        return file
    }

    private init(path: String, master: MasterKey, profile: CryptoProfile, entries: [KeyEntry]) {
        self.path = path
        self.master = master
        self.profile = profile
        self.entries = entries
    }

    /// Reads and opens a file.
    /// - Throws: `KeyFileFault`.
    public init(opening path: String, with secret: MasterSecret) throws {
        let json = try Self.text(of: path)
        guard let master = json["master"] else { throw KeyFileFault.damaged(path, "its master key is missing") }
        try self.init(path: path, json, master: try MasterKey(opening: master, with: secret, path: path))
    }

    private init(path: String, _ json: JSON, master: MasterKey) throws {
        guard let profile = json["profile"]?.text.flatMap(CryptoProfile.init) else {
            throw KeyFileFault.damaged(path, "its profile is unknown")
        }
        let entries = try (json["keys"]?.elements ?? []).map { try KeyEntry($0, under: master, path: path) }
        for purpose in KeyPurpose.allCases
        where !entries.contains(where: { $0.purpose == purpose && $0.retiredAt == nil }) {
            throw KeyFileFault.damaged(path, "there is no key in use for \(purpose.rawValue)")
        }
        self.init(path: path, master: master, profile: profile, entries: entries)
    }

    private static func text(of path: String) throws -> JSON {
        guard let data = FileManager.default.contents(atPath: path) else { throw KeyFileFault.unreadable(path) }
        guard let json = try? JSON(parsing: String(decoding: data, as: UTF8.self)), json["format"]?.text == format
        else {
            throw KeyFileFault.damaged(path, "it is not a key file of this version")
        }
        return json
    }

    /// How a file's master key is protected, without opening it.
    public static func protection(of path: String) throws -> MasterKey.Protection {
        guard let protection = try text(of: path)["master"]?["protection"]?.text.flatMap(MasterKey.Protection.init)
        else {
            throw KeyFileFault.damaged(path, "its master key is missing")
        }
        return protection
    }

    /// The opened keys, which can follow later changes of the file: the master key stays the same when keys are added, so
    /// that nobody is asked for the passphrase again.
    public func ring() -> KeyRing {
        let (path, master) = (path, master)
        return KeyRing(entries) {
            let json = try Self.text(of: path)
            guard json["master"]?["id"]?.text == master.key.id.description else {
                throw KeyFileFault.damaged(path, "it is another file now; restart")
            }
            return try KeyFile(path: path, json, master: master).entries
        }
    }

    /// Puts a new key in use for a purpose; the older ones stay for what they sealed.
    public mutating func rotate(_ purpose: KeyPurpose, profile: CryptoProfile? = nil, at moment: Instant) throws {
        precondition(purpose.rotates, "the index key cannot rotate")
        if let profile { self.profile = profile }
        for index in entries.indices where entries[index].purpose == purpose && entries[index].retiredAt == nil {
            entries[index].retiredAt = moment
        }
        entries.append(KeyEntry(key: .generate(), purpose: purpose, profile: self.profile, madeAt: moment))
        try write()
    }

    /// Removes retired keys for good.
    public mutating func remove(_ keys: Set<KeyID>) throws {
        entries.removeAll { keys.contains($0.id) && $0.retiredAt != nil }
        try write()
    }

    /// Protects the master key in another way.
    public mutating func protect(with secret: MasterSecret) throws {
        master = try master.protected(with: secret)
        try write()
    }

    /// Replaces the file in one step, durably; whoever reads it sees the old or the new one whole.
    private func write(exclusively: Bool = false) throws {
        let json: JSON = [
            "format": .string(Self.format), "profile": .string(profile.rawValue), "master": master.json,
            "keys": .array(try entries.map { try $0.sealed(under: master) }),
        ]
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let fresh = path + ".new-" + KeyID.random().description
        let bytes = Array((json.prettyText + "\n").utf8)
        let file = Foundation.open(fresh, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw KeyFileFault.unwritable(path, String(cString: strerror(errno))) }
        let isWritten = Foundation.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        Foundation.close(file)
        // A link fails where the name is taken, so that two first starts do not overwrite each other's keys.
        let isPlaced =
            isWritten && (exclusively ? link(fresh, path) == 0 && unlink(fresh) == 0 : rename(fresh, path) == 0)
        guard isPlaced else {
            let reason = String(cString: strerror(errno))
            unlink(fresh)
            throw KeyFileFault.unwritable(path, reason)
        }
        let directory = Foundation.open(folder.path, O_RDONLY)
        if directory >= 0 {
            fsync(directory)
            Foundation.close(directory)
        }
    }
}

extension KeyEntry {
    fileprivate static func place(_ id: KeyID, _ purpose: KeyPurpose) -> SealPlace {
        SealPlace("key-file.key", row: id.bytes, Array(purpose.rawValue.utf8))
    }

    fileprivate init(_ json: JSON, under master: MasterKey, path: String) throws {
        guard let id = json["id"]?.text.flatMap({ KeyID(parsing: $0) }),
            let purpose = json["purpose"]?.text.flatMap(KeyPurpose.init),
            let profile = json["profile"]?.text.flatMap(CryptoProfile.init),
            let madeAt = json["madeAt"]?.text.flatMap({ try? Instant(parsing: $0) }),
            let sealed = json["key"]?.text.flatMap(Base64.bytes)
        else { throw KeyFileFault.damaged(path, "a key is incomplete") }
        let bytes: [UInt8]
        do {
            bytes = try master.key.open(sealed, for: Self.place(id, purpose).bytes)
        } catch {
            throw master.protection == .environment
                ? KeyFileFault.wrongMaster(path) : KeyFileFault.damaged(path, "key \(id) does not open")
        }
        guard bytes.count == 32 else { throw KeyFileFault.damaged(path, "key \(id) has not 32 bytes") }
        self.init(
            key: SealingKey(id: id, bytes: bytes), purpose: purpose, profile: profile, madeAt: madeAt,
            retiredAt: json["retiredAt"]?.text.flatMap { try? Instant(parsing: $0) })
    }

    fileprivate func sealed(under master: MasterKey) throws -> JSON {
        let sealed = try master.key.seal(key.bytes, for: Self.place(id, purpose).bytes, with: profile.algorithm)
        return .members([
            "id": .string(id.description), "purpose": .string(purpose.rawValue), "profile": .string(profile.rawValue),
            "madeAt": .string("\(madeAt)"), "retiredAt": retiredAt.map { .string("\($0)") },
            "key": .string(Base64.text(sealed)),
        ])
    }
}

/// Why a key file cannot be used.
public enum KeyFileFault: Error, Equatable, Sendable {
    case unreadable(String)
    case unwritable(String, String)
    case damaged(String, String)
    case passphraseMissing(String)
    case wrongPassphrase(String)
    case masterMissing(String)
    case wrongMaster(String)
}

extension KeyFileFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let path): "the key file \(path) cannot be read"
        case .unwritable(let path, let reason): "the key file \(path) cannot be written: \(reason)"
        case .damaged(let path, let what): "the key file \(path) cannot be used: \(what); take it from the backup"
        case .passphraseMissing(let path):
            "the key file \(path) is sealed: give its passphrase in LIANBAN_PASSPHRASE, or name a file that holds it in"
                + " LIANBAN_PASSPHRASE_FILE"
        case .wrongPassphrase(let path): "that is not the passphrase of the key file \(path)"
        case .masterMissing(let path):
            "the master key of \(path) is not in the file: give its 64 hexadecimal digits in LIANBAN_MASTER_KEY"
        case .wrongMaster(let path): "LIANBAN_MASTER_KEY is not the master key of \(path)"
        }
    }
}
