import Access
import Cases
import Catalog
import Eligibility
import Exchange
import Foundation
import Ledger
import Testing

/// Keeps the house in order: what rooms may import, what the schema must look like, and that every file is of use.
@Suite struct `The house is tidy` {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The rooms each room may import, besides libraries.
    static let allowed: [String: Set<String>] = [
        "Vocabulary": [],
        "FEEL": [],
        "Catalog": ["Vocabulary", "FEEL"],
        "Ledger": ["Vocabulary"],
        "Registry": ["Vocabulary", "Ledger"],
        "Eligibility": ["Vocabulary", "FEEL", "Catalog", "Ledger", "Registry"],
        "Cases": ["Vocabulary", "FEEL", "Catalog", "Ledger", "Registry"],
        "Exchange": ["Vocabulary", "Catalog", "Ledger", "Registry", "Cases"],
        "Access": ["Vocabulary", "Ledger"],
        "Documents": ["Vocabulary"],
        "Simulation": ["Vocabulary", "FEEL", "Catalog", "Ledger", "Registry", "Cases", "Exchange"],
        "Web": [
            "Vocabulary", "FEEL", "Catalog", "Ledger", "Registry", "Eligibility", "Cases", "Exchange", "Access",
            "Documents",
        ],
        "lianban": [
            "Vocabulary", "FEEL", "Catalog", "Ledger", "Registry", "Eligibility", "Cases", "Exchange", "Access",
            "Documents", "Simulation",
            "Web",
        ],
    ]

    static func sources(of room: String) throws -> [(path: String, text: String)] {
        let folder = root.appendingPathComponent("Sources/\(room)")
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return try files.filter { $0.pathExtension == "swift" }.map {
            ($0.path, try String(contentsOf: $0, encoding: .utf8))
        }
    }

    @Test(arguments: allowed.keys.sorted()) func `rooms import only what they may`(room: String) throws {
        let rooms = Set(Self.allowed.keys)
        let permitted = Self.allowed[room] ?? []
        let files = try Self.sources(of: room)
        #expect(!files.isEmpty, "\(room) has no sources")
        for file in files {
            for line in file.text.split(separator: "\n")
            where line.hasPrefix("import ") || line.hasPrefix("@testable import ") {
                let name = String(line.split(separator: " ").last ?? "")
                guard rooms.contains(name) else { continue }
                #expect(permitted.contains(name), "\(file.path) imports \(name)")
            }
        }
    }

    @Test func `every folder of sources is a known room`() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appendingPathComponent("Sources").path)
        let libraries: Set<String> = ["CAllocator", "CCairo", "CCrypto", "CQREncode", "CPQ", "CSQLite", "CZip"]
        #expect(Set(folders).subtracting(libraries) == Set(Self.allowed.keys))
    }

    @Test func `no source file is dead`() throws {
        // A file is alive when a type, function or property it declares is named somewhere else, or it extends what others name.
        var all: [(path: String, text: String)] = []
        for room in Self.allowed.keys { all += try Self.sources(of: room) }
        for file in all {
            let code = file.text.split(separator: "\n").filter {
                !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//")
            }
            #expect(code.contains { !$0.hasPrefix("import ") && !$0.isEmpty }, "\(file.path) declares nothing")
            let names = code.compactMap { line -> String? in
                let words = line.split(whereSeparator: { " (<:{".contains($0) })
                guard
                    let place = words.firstIndex(where: {
                        [
                            "struct", "class", "enum", "actor", "protocol", "func", "typealias", "let", "var", "case",
                            "init",
                        ].contains($0)
                    }),
                    place + 1 < words.count
                else {
                    return line.contains("extension ") || line.contains("init(") || line.contains("subscript(")
                        ? "" : nil
                }
                return String(words[place + 1])
            }
            if names.contains("") || file.text.contains("@main") { continue }
            let others = all.filter { $0.path != file.path }
            #expect(names.contains { name in others.contains { $0.text.contains(name) } }, "nothing uses \(file.path)")
        }
    }

    @Test func `there is no room for leftovers`() throws {
        let forbidden = ["Core", "Common", "Utils", "Managers", "Services", "Helpers"]
        let files =
            FileManager.default.enumerator(
                at: Self.root.appendingPathComponent("Sources"), includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL } ?? []
        for file in files { #expect(!forbidden.contains(file.lastPathComponent), "\(file.path)") }
    }

    @Test func `the catalog has no error`() throws {
        let catalog = try Catalog.load(directory: Self.root.appendingPathComponent("catalog"))
        #expect(catalog.items.count >= 9)
        #expect(catalog.bundles.count >= 1)
    }

    // MARK: The schema

    static let migrations =
        Casework.migrations + EligibilitySchema.migrations + Accounts.migrations + Duty.migrations
        + ExchangeSchema.migrations

    /// Dictionaries on every shard; they hold no business data.
    static let referenceTables: Set<String> = ["reference_text", "migration"]

    struct Table {
        let name: String
        let body: String
        var columns: [Substring] { body.split(separator: "\n").map { $0.drop { $0 == " " } } }
    }

    static var tables: [Table] {
        migrations.flatMap { migration -> [Table] in
            migration.sql.components(separatedBy: "CREATE TABLE ").dropFirst().compactMap { text in
                guard let open = text.firstIndex(of: "("), let end = text.firstIndex(of: ";") else { return nil }
                return Table(
                    name: text[..<open].trimmingCharacters(in: .whitespaces),
                    body: String(text[text.index(after: open)..<end]))
            }
        }
    }

    @Test func `migrations have names of their own`() {
        let names = Self.migrations.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `every business table is sharded, and every key contains the shard`() {
        #expect(Self.tables.count >= 10)
        for table in Self.tables where !Self.referenceTables.contains(table.name) {
            #expect(table.body.contains("shard_key BIGINT NOT NULL"), "\(table.name) has no shard_key")
            let keys = table.columns.filter { $0.hasPrefix("PRIMARY KEY") || $0.hasPrefix("UNIQUE") }
            #expect(!keys.isEmpty, "\(table.name) has no primary key")
            for key in keys { #expect(key.contains("(shard_key"), "\(table.name): \(key)") }
            for key in table.columns.filter({ $0.hasPrefix("FOREIGN KEY") }) {
                #expect(key.contains("(shard_key") && key.contains("(shard_key, ", ), "\(table.name): \(key)")
            }
            for column in table.columns {
                #expect(!column.contains(" PRIMARY KEY,") && !column.contains(" UNIQUE,"), "\(table.name): \(column)")
            }
        }
    }

    @Test func `the dialect is portable`() {
        let forbidden = [
            "TRIGGER", "AUTOINCREMENT", "BIGSERIAL", " SERIAL NOT", " SERIAL PRIMARY", "GENERATED", "DEFERRABLE",
            "EXCLUDE", " ENUM", "LISTEN", "NOTIFY", "TEMP TABLE", "now()",
            "CURRENT_TIMESTAMP", "random()", "datetime(", "strftime(", " INT,", " INTEGER", " REAL", " FLOAT",
            "UNIQUE INDEX",
        ]
        for migration in Self.migrations {
            for word in forbidden {
                #expect(!migration.sql.uppercased().contains(word.uppercased()), "\(migration.name) uses \(word)")
            }
        }
    }

    @Test func `statements name their parameters in order and their conflict keys with the shard`() throws {
        var statements = 0
        for room in ["Ledger", "Registry", "Eligibility", "Cases", "Exchange", "Access"] {
            for file in try Self.sources(of: room) {
                for piece in file.text.components(separatedBy: "Statement(").dropFirst() {
                    let sql = String(piece.prefix { $0 != ")" || true }.prefix(1_500))
                    guard let text = Self.literal(sql) else { continue }
                    statements += 1
                    var seen = 0
                    for part in text.components(separatedBy: "$").dropFirst() {
                        guard let number = Int(part.prefix { $0.isNumber }) else { continue }
                        #expect(number <= seen + 1, "\(file.path): $\(number) comes before $\(seen + 1) in \(text)")
                        seen = max(seen, number)
                    }
                    if let conflict = text.range(of: "ON CONFLICT (") {
                        let key = text[conflict.upperBound...].prefix { $0 != ")" }
                        #expect(
                            key.contains("shard_key") || text.contains("reference_text")
                                || text.contains("INTO migration"), "\(file.path): \(text)")
                    }
                }
            }
        }
        #expect(statements > 20)
    }

    /// The string literal a piece of source begins with.
    static func literal(_ source: String) -> String? {
        let start = source.drop { $0.isWhitespace }
        if start.hasPrefix("\"\"\"") {
            let body = start.dropFirst(3)
            return body.range(of: "\"\"\"").map { String(body[..<$0.lowerBound]) }
        }
        guard start.hasPrefix("\"") else { return nil }
        return String(start.dropFirst().prefix { $0 != "\"" })
    }
}
