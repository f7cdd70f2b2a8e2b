import ArgumentParser
import Catalog
import Ledger
import Vocabulary

/// `lianban modules`: the business modules, and whether each is there.
struct Modules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The business modules, and where each is (业务模块).")
    @OptionGroup var folder: CatalogCommand.Folder

    func run() async throws {
        let console = folder.output.console
        try await console.reporting {
            let rows = try ModuleState.all(of: folder.load(), rooms: ModuleState.rooms(of: Installation.migrations))
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

/// Whether a business module is there, found out from what is really in the catalog and in the program.
struct ModuleState {
    enum State: String { case item, room, partly, missing }

    let number: Int
    let name: Bilingual
    let state: State
    let place: String

    /// The rooms of the program that store something, by the names of their migrations.
    static func rooms(of migrations: [Migration]) -> Set<String> {
        Set(migrations.map { String($0.name.prefix { $0 != "-" }) })
    }

    static func all(of catalog: Catalog, rooms: Set<String>) -> [ModuleState] {
        catalog.modules.sorted { $0.number < $1.number }.map { module in
            let items = module.items.filter { catalog.items.contains(ItemCode(rawValue: $0)) }
            let present = module.rooms.filter(rooms.contains)
            let wanted = module.items.count + module.rooms.count
            let found = items.count + present.count
            let state: State = found == 0 ? .missing : found < wanted ? .partly : items.isEmpty ? .room : .item
            let place = (items.map { "catalog: \($0)" } + present.map { "room: \($0)" }).joined(separator: ", ")
            return ModuleState(number: module.number, name: module.name, state: state, place: place)
        }
    }
}
