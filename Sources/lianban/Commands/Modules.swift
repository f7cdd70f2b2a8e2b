import ArgumentParser
import Catalog
import Ledger
import Vocabulary

/// `lianban modules`: the business modules, and whether each is there.
struct Modules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "modules", abstract: "The business modules, and where each is (业务模块).")
    @OptionGroup var folder: CatalogCommand.Folder

    func run() async throws {
        let console = folder.output.console
        try await console.reporting {
            let rows = try ModuleState.all(of: folder.load(), rooms: Installation.rooms)
            if console.json {
                console.put(
                    .array(
                        rows.map {
                            [
                                "number": .integer($0.number), "name": .string($0.name(console.language)),
                                "state": .string($0.state.rawValue),
                                "where": .string($0.place),
                            ]
                        }))
            } else {
                for row in rows {
                    console.say("\(row.number)  \(row.name(console.language))  \(row.state.rawValue)  \(row.place)")
                }
            }
        }
    }
}

extension Installation {
    /// The rooms of the program that store something, by the names of their migrations.
    static var rooms: Set<String> { Set(migrations.map { String($0.name.prefix { $0 != "-" }) }) }
}
