import Vocabulary

/// Whether a business module is there, found out from what is really in the catalog and in the program.
public struct ModuleState: Sendable {
    public enum State: String, Sendable { case item, room, partly, missing }

    public let number: Int
    public let name: Bilingual
    public let state: State
    public let place: String

    /// The state of each module of a catalog, given the rooms that the program has.
    public static func all(of catalog: Catalog, rooms: Set<String>) -> [ModuleState] {
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
