import Access
import ArgumentParser
import Cases
import Catalog
import Eligibility
import Foundation
import Ledger
import Registry
import Vocabulary

/// Options that every command understands.
struct InstallationOptions: ParsableArguments {
    @Option(help: "The data file. (LIANBAN_DATA)")
    var data: String = environment("LIANBAN_DATA") ?? "var/lianban.sqlite"

    @Option(help: "The folder of catalog files. (LIANBAN_CATALOG)")
    var catalog: String = environment("LIANBAN_CATALOG") ?? CatalogFolder.standard

    @OptionGroup var output: OutputOptions
}

/// How a command speaks.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer as JSON.")
    var json = false

    @Option(name: .customLong("language"), help: "zh or en; the locale decides when it is not given.")
    var languageName: String?

    var language: Language {
        if let languageName, let language = Language(rawValue: languageName) { return language }
        let locale = environment("LC_ALL") ?? environment("LC_MESSAGES") ?? environment("LANG") ?? ""
        return locale.hasPrefix("zh") ? .zh : .en
    }

    var console: Console { Console(language: language, json: json) }

    func validate() throws {
        if let languageName, Language(rawValue: languageName) == nil {
            throw ValidationError("--language is zh or en, not \(languageName)")
        }
    }
}

func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
}

enum CatalogFolder {
    /// The folder beside the working directory, or the one installed with the program.
    static var standard: String {
        if FileManager.default.fileExists(atPath: "catalog") { return "catalog" }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return program.deletingLastPathComponent().appendingPathComponent("../share/lianban/catalog").standardized.path
    }
}

/// An opened installation. The one place where the rooms are put together.
struct Installation: Sendable {
    let store: SQLiteStore
    let casework: Casework
    let history: History

    static let migrations = Casework.migrations + EligibilitySchema.migrations + Accounts.migrations

    static func open(_ options: InstallationOptions, at instant: Instant = .now) async throws -> Installation {
        try await open(data: options.data, catalog: try loadCatalog(options.catalog), at: instant)
    }

    static func open(data: String, catalog: Catalog, at instant: Instant = .now) async throws -> Installation {
        let store = try openStore(data)
        try await store.migrate(migrations)
        let shelf = CatalogShelf(current: catalog)
        try await shelf.keep(in: store, at: instant)
        let register = Register(indexKey: try IndexKey.load(beside: data), precedence: Precedence(catalog))
        return Installation(
            store: store, casework: Casework(store: store, shelf: shelf, register: register),
            history: try History(store: store, data: data))
    }

    static func openStore(_ path: String) throws -> SQLiteStore {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try SQLiteStore(path: path)
    }

    static func loadCatalog(_ folder: String) throws -> Catalog {
        guard FileManager.default.fileExists(atPath: folder) else {
            throw ValidationError("there is no catalog folder at \(folder); name one with --catalog")
        }
        return try Catalog.load(directory: URL(fileURLWithPath: folder))
    }

    func close() async { await store.close() }
}

/// The secret under which identity numbers are looked up. It lives beside the data file, readable by its owner only.
enum IndexKey {
    static func load(beside data: String) throws -> [UInt8] {
        let path = data + ".key"
        if let known = FileManager.default.contents(atPath: path) {
            guard known.count == 32 else {
                throw ValidationError("\(path) is not a key: it has \(known.count) bytes, not 32")
            }
            return Array(known)
        }
        let key = Digest.randomBytes(32)
        let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            throw ValidationError("cannot create \(path): \(String(cString: strerror(errno)))")
        }
        defer { Foundation.close(descriptor) }
        guard write(descriptor, key, key.count) == key.count, fsync(descriptor) == 0 else {
            throw ValidationError("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        return key
    }
}
