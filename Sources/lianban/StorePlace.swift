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
            guard !path.isEmpty else {
                throw ValidationError("sqlite: needs the path of the data file, as in sqlite:var/lianban.sqlite")
            }
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
            var options = PostgresStore.Options()
            if let writers = Settings.ofProcess.number(.databaseWriters) { options.writers = writers }
            return try PostgresStore(address: address, options: options)
        }
    }
}
