import ArgumentParser
import Foundation
import Ledger
import Vocabulary

/// The opened keys of an installation.
struct InstallationKeys: Sendable {
    let path: String
    let profile: CryptoProfile
    let ring: KeyRing
    /// Whether this start made the file.
    let isNew: Bool
    let protection: MasterKey.Protection

    /// What whoever starts the service should know about the keys; nil when there is nothing to say.
    func notice(_ console: Console) -> String? {
        guard protection == .open else { return nil }
        let made = isNew ? console("已新建密钥文件 \(path)。", "made the key file \(path). ") : ""
        return made
            + console(
                "密钥文件没有口令保护：拿到它和数据的人可以读出全部数据。请妥善保管并另行备份，用 lianban keys seal 加口令。",
                "The key file \(path) has no passphrase: whoever has it and the data can read everything. Keep a copy of it apart"
                    + " from the data, and seal it with `lianban keys seal`.")
    }
}

extension StorePlace {
    /// The keys of an opened and migrated store; made on the first start.
    ///
    /// The store remembers a fingerprint of the key under which people are looked up: a node that came with another file, or
    /// that would have to make a new one for data that exists, is refused, since it would enter everybody a second time.
    func keys(for store: any Store, at instant: Instant) async throws -> InstallationKeys {
        let known = try await store.read { try ReferenceTexts.find(kind: "index-key", name: "fingerprint", in: $0) }
        let exists = FileManager.default.fileExists(atPath: keyFile)
        if known != nil, !exists {
            throw ValidationError(
                "\(keyFile) is missing: what this store holds was sealed with the keys in it. Copy the key file here from the first"
                    + " node or the backup, or name it with --key-file")
        }
        let file = try exists ? KeyFiles.open(keyFile, at: instant) : KeyFiles.create(keyFile, at: instant)
        let ring = file.ring()
        let fingerprint = KeyFiles.fingerprint(try ring.secret(.subjectIndex))
        if known == nil {
            try await store.write { session in
                try ReferenceTexts.add(
                    kind: "index-key", name: "fingerprint", body: fingerprint, at: instant, in: session)
            }
        }
        // Read again: another node may have been the first.
        let kept = try await store.read { try ReferenceTexts.find(kind: "index-key", name: "fingerprint", in: $0) }
        guard kept == fingerprint else {
            throw ValidationError(
                "\(keyFile) is another installation's key: people of this store would not be found with it")
        }
        return InstallationKeys(
            path: keyFile, profile: file.profile, ring: ring, isNew: !exists, protection: file.master.protection)
    }
}

/// Key files as the command line finds, makes and copies them.
enum KeyFiles {
    /// Opens a file with what the environment or the terminal gives; one of before there were several keys is brought to the
    /// present form.
    static func open(_ path: String, at instant: Instant) throws -> KeyFile {
        if let old = FileManager.default.contents(atPath: path), old.count == 32 {
            return try KeyFile.create(
                at: path, profile: .international, secret: try secret(), index: Array(old), replacing: true, at: instant
            )
        }
        return try KeyFile(opening: path, with: try secret(for: KeyFile.protection(of: path), path))
    }

    static func create(_ path: String, profile: CryptoProfile? = nil, at instant: Instant) throws -> KeyFile {
        try KeyFile.create(at: path, profile: profile ?? usualProfile, secret: try secret(), at: instant)
    }

    private static var usualProfile: CryptoProfile {
        setting(.cryptography).flatMap(CryptoProfile.init(rawValue:)) ?? .international
    }

    /// What the environment gives to protect a new file with.
    static func secret() throws -> MasterSecret {
        if let digits = environment("LIANBAN_MASTER_KEY") {
            guard let key = bytes(hexadecimal: digits), key.count == 32 else {
                throw ValidationError("LIANBAN_MASTER_KEY has 64 hexadecimal digits")
            }
            return .key(key)
        }
        if let phrase = try passphrase("LIANBAN_PASSPHRASE") { return .passphrase(phrase) }
        return .none
    }

    private static func secret(for protection: MasterKey.Protection, _ path: String) throws -> MasterSecret {
        let given = try secret()
        guard protection == .passphrase, case .none = given, isatty(STDIN_FILENO) == 1 else { return given }
        return .passphrase(String(cString: getpass("\(path): ")))
    }

    /// A passphrase in a variable, or in the file that the variable with `_FILE` names.
    static func passphrase(_ variable: String) throws -> String? {
        if let phrase = environment(variable) { return phrase }
        guard let file = environment(variable + "_FILE") else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ValidationError("cannot read \(file), which \(variable)_FILE names")
        }
        let phrase = text.trimmingCharacters(in: .newlines)
        guard !phrase.isEmpty else { throw ValidationError("\(file) is empty") }
        return phrase
    }

    /// What the store keeps to recognise the key by; it tells nothing about the key.
    static func fingerprint(_ key: [UInt8]) -> String {
        Digest.hexadecimal(Digest.hmacSHA256(key: key, Array("lianban key fingerprint".utf8)))
    }

    /// Gives another place the same keys.
    static func copy(from: String, to: String) throws {
        if let present = FileManager.default.contents(atPath: to) {
            guard present == FileManager.default.contents(atPath: from) else {
                throw ValidationError("\(to) exists and is another key; move it away first")
            }
            return
        }
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: to).deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: from, toPath: to)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: to)
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { place in
            UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
        }
        return bytes.count == digits.count / 2 ? bytes : nil
    }
}
