import Access
import ArgumentParser
import Cases
import Catalog
import Eligibility
import Exchange
import Foundation
import Ledger
import Registry
import Vocabulary

/// Options that every command understands.
struct InstallationOptions: ParsableArguments {
    @Option(help: "The data file. (LIANBAN_DATA)")
    var data: String = setting(.data) ?? "var/lianban.sqlite"

    @Option(
        help:
            "Where the data is kept instead: sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE. (LIANBAN_STORE)"
    )
    var store: String?

    @Option(help: "The file of the installation's keys; the same on every node. (LIANBAN_KEY_FILE)")
    var keyFile: String?

    @Option(help: "The folder of catalog files. (LIANBAN_CATALOG)")
    var catalog: String = setting(.catalog) ?? CatalogFolder.standard

    @Option(help: "The file that says which departments' own systems are connected, and how. (LIANBAN_CONNECTORS)")
    var connectors: String?

    @Option(help: "A file of settings, as /etc/lianban/lianban.yaml; docs/operations.md. (LIANBAN_CONFIG)")
    var config: String?

    @OptionGroup var output: OutputOptions

    /// The file of connectors, when there is one.
    var connectorFile: String? { connectors ?? setting(.connectors) }

    /// Where the data is kept.
    var place: StorePlace {
        get throws {
            let keyFile = keyFile ?? setting(.keyFile)
            // A data file that was named goes before the environment.
            let isNamed = data != setting(.data) ?? "var/lianban.sqlite"
            if let store = store ?? (isNamed ? nil : setting(.store)) {
                return try StorePlace(parsing: store, keyFile: keyFile)
            }
            return StorePlace(.sqlite(path: data), keyFile: keyFile)
        }
    }

    func validate() throws { _ = try place }

    /// Opens the installation for one command, says what goes wrong, and closes it however the command ends.
    func withStore(creating: Bool = false, _ command: (Installation, Console) async throws -> Void) async throws {
        let console = output.console
        try await console.reporting {
            let opened = try await Installation.open(self, creating: creating)
            do {
                try await command(opened, console)
            } catch {
                await opened.close()
                throw error
            }
            await opened.close()
        }
    }
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
    let place: StorePlace
    let store: any Store
    let casework: Casework
    let history: History
    let connectors: Connectors
    let keys: InstallationKeys
    let refusedPasswords: RefusedPasswords

    static let migrations =
        Casework.migrations + EligibilitySchema.migrations + Accounts.migrations + Duty.migrations
        + ExchangeSchema.migrations

    /// - Parameter creating: whether a data file that does not exist is made; looking at one that is missing is a mistake.
    static func open(
        _ options: InstallationOptions, creating: Bool = false, at instant: Instant = .now
    ) async throws -> Installation {
        let place = try options.place
        if !creating, let file = place.file, !FileManager.default.fileExists(atPath: file) {
            throw ValidationError(
                options.output.console(
                    "没有数据文件\(file)；用 --data 指定，或先运行 lianban demo、serve、apply 或 import",
                    "there is no data file \(file); name one with --data, or make one with lianban demo, serve, apply or import"
                ))
        }
        let texts = try Catalog.files(in: try catalogFolder(options.catalog))
        // No data file is made for a catalog with mistakes.
        let isNew = place.file.map { !FileManager.default.fileExists(atPath: $0) } ?? false
        let checked = isNew ? try Catalog(files: texts) : nil
        // What the store keeps has been checked before, and is read while the store is opened.
        let read = isNew ? nil : Task { try Catalog(stored: texts) }
        return try await open(place, at: instant) { store in
            var catalog = checked
            if let read = try? await read?.value, try await CatalogShelf.holds(read.revision, in: store) {
                catalog = read
            }
            let current = try catalog ?? Catalog(files: texts)
            return (current, try options.connectorFile.map { try Connectors.load($0, catalog: current) } ?? .none)
        }
    }

    static func open(
        _ place: StorePlace, catalog: Catalog, connectors: Connectors = .none, at instant: Instant = .now
    ) async throws -> Installation {
        try await open(place, at: instant) { _ in (catalog, connectors) }
    }

    private static func open(
        _ place: StorePlace, at instant: Instant, reading: (any Store) async throws -> (Catalog, Connectors)
    ) async throws -> Installation {
        let store = try place.open()
        do {
            try await store.migrate(migrations)
            let (catalog, connectors) = try await reading(store)
            let keys = try await place.keys(for: store, at: instant)
            let index = try keys.ring.inUse(.subjectIndex)
            let register = Register(
                indexKey: try keys.ring.secret(.subjectIndex), indexProfile: index.profile,
                precedence: Precedence(catalog),
                seals: Seals(ring: keys.ring, catalog: catalog))
            let shelf = CatalogShelf(current: catalog)
            try await shelf.keep(in: store, at: instant)
            return Installation(
                place: place, store: store,
                casework: Casework(store: store, shelf: shelf, register: register, forwarding: connectors.forwarding),
                history: try History(store: store, data: place.stem, keys: keys), connectors: connectors, keys: keys,
                refusedPasswords: try loadRefusedPasswords())
        } catch {
            await store.close()
            throw error
        }
    }

    static func loadCatalog(_ folder: String) throws -> Catalog {
        try Catalog.load(directory: try catalogFolder(folder))
    }

    private static func catalogFolder(_ folder: String) throws -> URL {
        guard FileManager.default.fileExists(atPath: folder) else {
            throw ValidationError("there is no catalog folder at \(folder); name one with --catalog")
        }
        return URL(fileURLWithPath: folder)
    }

    /// The accounts, whose second factors are sealed with the installation's keys.
    ///
    /// Staff need a second factor unless `second-factor: none` says otherwise; anything else that it says means they do.
    var accounts: Accounts {
        Accounts(
            store: store, refusing: refusedPasswords, keys: keys.ring,
            requiresSecondFactor: setting(.secondFactor) != "none")
    }

    /// The list of leaked passwords that the setting `refused-passwords` names, one a line.
    private static func loadRefusedPasswords() throws -> RefusedPasswords {
        guard let path = setting(.refusedPasswords) else { return .none }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ValidationError("cannot read \(path), which refused-passwords names")
        }
        return RefusedPasswords(lines: String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline))
    }

    func close() async { await store.close() }
}
