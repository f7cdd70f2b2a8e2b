import ArgumentParser
import Foundation
import Ledger
import Vocabulary

/// `lianban migrate …`: moves an installation.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Move an installation to another store (迁移).", subcommands: [Copy.self])

    /// `lianban migrate copy`: everything one store holds into an empty other one, with proof.
    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "copy",
            abstract: "Copy everything into an empty store, compare every row and verify both (复制并证明相等).",
            discussion: """
                Stop the service first: what is written meanwhile would make the stores differ, and then this exits with 1.
                The target's schema must be empty. The key file goes along, and so do the key and the checkpoints of the history.
                """)

        @Option(help: "sqlite:PATH or postgres://…") var from: String
        @Option(help: "sqlite:PATH or postgres://…") var to: String
        @Option(help: "The key file of the source.") var keyFile: String?
        @Option(help: "Where the key file of the target goes.") var toKeyFile: String?
        @Option(help: "The folder of catalog files. (LIANBAN_CATALOG)")
        var catalog: String = setting(.catalog) ?? CatalogFolder.standard
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let console = output.console
            try await console.reporting {
                let start = ContinuousClock.now
                let source = try StorePlace(parsing: from, keyFile: keyFile)
                let target = try StorePlace(parsing: to, keyFile: toKeyFile)
                let catalog = try Installation.loadCatalog(catalog)
                let opened = try await Installation.open(source, catalog: catalog)
                let copy = try target.open()
                try await copy.migrate(Installation.migrations)
                if source.keyFile != target.keyFile { try KeyFiles.copy(from: source.keyFile, to: target.keyFile) }
                try opened.history.files.move(to: target.stem)
                let label = console("复制", "copying")
                let rows: Int
                do {
                    rows = try await StoreCopy.copy(from: opened.store, to: copy) { table, done in
                        if done % 10_000 == 0 { console.say("\(label) \(table) \(done)") }
                    }
                } catch let failure as StoreCopy.Failure {
                    throw ValidationError("\(failure)")
                }
                let comparisons = try await StoreCopy.compare(opened.store, copy)
                let here = try await opened.verify()
                await opened.close()
                await copy.close()
                let moved = try await Installation.open(target, catalog: catalog)
                let there = try await moved.verify()
                await moved.close()
                let isSameProof =
                    here.violations == there.violations && here.checked.map(\.count) == there.checked.map(\.count)
                let isEqual = comparisons.allSatisfy(\.isEqual) && isSameProof
                let violations = here.violations.count + there.violations.count
                if console.json {
                    console.put([
                        "rows": .integer(rows), "equal": .bool(isEqual), "violations": .integer(violations),
                        "checked": .object(there.checked.map { .init($0.invariant, .integer($0.count)) }),
                        "tables": .object(comparisons.map { .init($0.table, .integer($0.rowsCopied)) }),
                        "seconds": .decimal((ContinuousClock.now - start) / .seconds(1)),
                    ])
                } else {
                    for table in comparisons {
                        console.say("\(table.isEqual ? "=" : "≠") \(table.table)  \(table.rows) → \(table.rowsCopied)")
                    }
                    console.say(
                        isEqual
                            ? console("\(rows)行，两边相同", "\(rows) rows; both stores hold the same and verify the same")
                            : console("两边不同", "the stores differ"))
                }
                if !isEqual || violations > 0 { throw ExitCode(1) }
            }
        }
    }
}
