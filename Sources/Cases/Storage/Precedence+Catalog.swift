import Catalog
import Registry

extension Precedence {
    /// The catalog's tables of whose word counts.
    public init(_ catalog: Catalog) {
        self = .standard
        for table in catalog.precedences {
            if table.elements.isEmpty { general = table.ranks }
            for element in table.elements { rankings[element.rawValue] = table.ranks }
        }
    }
}
