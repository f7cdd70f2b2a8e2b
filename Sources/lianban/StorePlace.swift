import ArgumentParser
import Foundation
import Ledger
import Vocabulary

/// Where an installation keeps what it remembers, and where its key file lies.
struct StorePlace: Sendable {
    enum Kind: Sendable, Equatable {
        /// One data file on this machine.
        case sqlite(path: String)
        /// A database that any number of nodes share; the address holds a password and is never shown.
        case postgres(address: String)
    }

    let kind: Kind
    let keyFile: String

    init(_ kind: Kind, keyFile: String? = nil) {
        self.kind = kind
        self.keyFile = keyFile ?? Self.usualKeyFile(kind)
    }

    /// A data file with its key beside it.
    init(file path: String) { self.init(.sqlite(path: path)) }

    /// Reads `sqlite:PATH` or `postgres://…`.
    init(parsing text: String, keyFile: String? = nil) throws {
        if text.hasPrefix("sqlite:") {
            let path = String(text.dropFirst("sqlite:".count))
            guard !path.isEmpty else { throw ValidationError("sqlite: needs the path of the data file, as in sqlite:var/lianban.sqlite") }
            self.init(.sqlite(path: path), keyFile: keyFile)
        } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self.init(.postgres(address: text), keyFile: keyFile)
        } else {
            throw ValidationError("a store is sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE")
        }
    }

    private static func usualKeyFile(_ kind: Kind) -> String {
        switch kind {
        case .sqlite(let path): path + ".key"
        case .postgres: "var/lianban.key"
        }
    }

    /// The data file, when there is one.
    var file: String? { if case .sqlite(let path) = kind { path } else { nil } }

    /// What the names of files that belong to the data begin with.
    var stem: String { file ?? keyFile }

    /// The folder for files that are made beside the data.
    var folder: URL { URL(fileURLWithPath: file ?? keyFile).deletingLastPathComponent() }

    /// How other processes of this program are told of the place; with the password, so not for logs.
    var arguments: [String] {
        switch kind {
        case .sqlite(let path): ["--store", "sqlite:" + path, "--key-file", keyFile]
        case .postgres(let address): ["--store", address, "--key-file", keyFile]
        }
    }

    /// Opens the store without changing it.
    func open() throws -> any Store {
        switch kind {
        case .sqlite(let path):
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return try SQLiteStore(path: path)
        case .postgres(let address):
            return try PostgresStore(address: address)
        }
    }

    /// The key of an opened and migrated store.
    ///
    /// The store remembers a fingerprint of the key: a node that came with another one, or that would have to make a new one
    /// for data that exists, is refused, since it would enter everybody a second time.
    func key(for store: any Store, at instant: Instant) async throws -> [UInt8] {
        let known = try await store.read { try ReferenceTexts.find(kind: "index-key", name: "fingerprint", in: $0) }
        if known != nil, !FileManager.default.fileExists(atPath: keyFile) {
            throw ValidationError(
                "\(keyFile) is missing: this store looks people up under a key that was made with it. Copy the key file here from"
                    + " the first node or the backup, or name it with --key-file")
        }
        let key = try IndexKey.load(keyFile)
        let fingerprint = IndexKey.fingerprint(key)
        if known == nil {
            try await store.write { session in
                try ReferenceTexts.add(kind: "index-key", name: "fingerprint", body: fingerprint, at: instant, in: session)
            }
        }
        // Read again: another node may have been the first.
        let kept = try await store.read { try ReferenceTexts.find(kind: "index-key", name: "fingerprint", in: $0) }
        guard kept == fingerprint else {
            throw ValidationError("\(keyFile) is another installation's key: people of this store would not be found with it")
        }
        return key
    }
}

/// The secret under which identity numbers are looked up, readable by its owner only.
enum IndexKey {
    static func load(_ path: String) throws -> [UInt8] {
        if let known = FileManager.default.contents(atPath: path) {
            guard known.count == 32 else { throw ValidationError("\(path) is not a key: it has \(known.count) bytes, not 32") }
            return Array(known)
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = Digest.randomBytes(32)
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw ValidationError("cannot create \(path): \(String(cString: strerror(errno)))") }
        defer { Foundation.close(descriptor) }
        guard write(descriptor, key, key.count) == key.count, fsync(descriptor) == 0 else {
            throw ValidationError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        return key
    }

    /// What the store keeps to recognise the key by; it tells nothing about the key.
    static func fingerprint(_ key: [UInt8]) -> String {
        Digest.hexadecimal(Digest.hmacSHA256(key: key, Array("lianban key fingerprint".utf8)))
    }

    /// Gives another place the same key.
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
}
