import Catalog
import FEEL
import Vocabulary

/// Which facts a run over many people reads, and which it works out.
///
/// Identity numbers are no facts of a population: nobody needs them in the clear to find out who is entitled. What the catalog
/// derives from one (the date of birth) has to be recorded for itself; what it derives from other facts (the age) is worked out.
public struct PopulationFacts: Sendable {
    /// Facts to read, by name.
    public let recorded: Set<String>
    /// Facts to work out from them.
    public let derived: [String: FEEL.Expression]
    private let catalog: Catalog

    public init(of rules: [PopulationRule], in catalog: Catalog) {
        self.init(names: rules.flatMap { $0.conditions.flatMap(\.names) }, in: catalog)
    }

    public init(names: [String], in catalog: Catalog) {
        self.catalog = catalog
        var recorded: Set<String> = []
        var derived: [String: FEEL.Expression] = [:]
        var open = names
        var seen: Set<String> = []
        while let name = open.popLast() {
            guard seen.insert(name).inserted, let element = catalog.elements[ElementCode(name)] else { continue }
            if let expression = element.derived, !Self.needsIdentity(element, catalog) {
                derived[name] = expression
                open += expression.names
            } else {
                recorded.insert(name)
            }
        }
        self.recorded = recorded
        self.derived = derived
    }

    private static func needsIdentity(_ element: DataElement, _ catalog: Catalog) -> Bool {
        element.derived?.names.contains { name in
            guard let source = catalog.elements[ElementCode(name)] else { return false }
            return source.type == .citizenID
        } ?? false
    }

    /// A fact of one person, worked out where it follows from others.
    public func fact(_ name: String, _ recorded: (String) -> Value) -> Value {
        guard let derived = derived[name] else { return recorded(name) }
        return derived.evaluate { fact($0, recorded) }
    }

    /// Adds the columns of facts that are worked out.
    public func completed(count: Int, _ columns: [Column], constants: [String: Value]) -> Population {
        var byName = Dictionary(columns.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        for name in derived.keys.sorted() { add(name, count, &byName, constants) }
        return Population(count: count, columns: byName.values.sorted { $0.name < $1.name }, constants: constants)
    }

    private func add(_ name: String, _ count: Int, _ columns: inout [String: Column], _ constants: [String: Value]) {
        guard columns[name] == nil, let expression = derived[name] else { return }
        for source in expression.names.sorted() { add(source, count, &columns, constants) }
        let sources = expression.names.filter { constants[$0] == nil }.compactMap { columns[$0] }
        if sources.count == 1, let source = sources.first {
            columns[name] = source.mapped(to: name) { value in
                expression.evaluate { $0 == source.name ? value : constants[$0] ?? .null }
            }
        } else {
            var builder = ColumnBuilder(name)
            for row in 0..<count {
                builder.append(expression.evaluate { name in constants[name] ?? columns[name]?[row] ?? .null })
            }
            columns[name] = builder.column
        }
    }

    /// How the facts are kept in a table that rules are run over; lists have no column.
    public func kinds(days: FactKind = .dayText) -> [String: FactKind] {
        var kinds: [String: FactKind] = [:]
        for name in recorded {
            guard let type = catalog.elements[ElementCode(name)]?.type else { continue }
            kinds[name] = FactKind(type, days: days)
        }
        return kinds
    }
}

extension FactKind {
    /// - Returns: nil for a list.
    init?(_ type: ElementType, days: FactKind) {
        switch type {
        case .text, .citizenID, .creditCode, .phone, .bankCard, .region, .code, .address: self = .text
        case .date, .month: self = days
        case .integer: self = .number(scale: 0)
        case .decimal(let scale, _, _): self = .number(scale: scale)
        case .money: self = .number(scale: 2)
        case .boolean: self = .truth
        case .codes: return nil
        }
    }
}

extension Catalog {
    /// What each item asks of the person, as rules for a run over many; advice is left out.
    public var itemRules: [PopulationRule] {
        items.compactMap { item in
            item.blocking.isEmpty ? nil : PopulationRule(item.code.rawValue, item.blocking)
        }
    }

    /// Who can apply for an item and needs a certain paper, or has a certain question to answer.
    public var requirementRules: [PopulationRule] {
        items.flatMap { item in
            item.materials.compactMap { use in
                use.shown.map { PopulationRule("\(item.code)/\(use.material)", item.blocking + [$0]) }
            }
                + item.fields.compactMap { use in
                    use.shown.map { PopulationRule("\(item.code)/\(use.element)", item.blocking + [$0]) }
                }
        }
    }

    /// Whom a bundle offers an item that they can apply for.
    public var offeringRules: [PopulationRule] {
        bundles.flatMap { bundle in
            bundle.items.compactMap { entry in
                guard let offered = entry.offered, let item = items[entry.item] else { return nil }
                return PopulationRule("\(bundle.code)/\(entry.item)", [offered] + item.blocking)
            }
        }
    }

    /// Every rule of the catalog that can be run over many people on a day.
    public func populationRules(on day: CalendarDay) -> [PopulationRule] {
        policyRules(on: day) + itemRules + offeringRules + requirementRules
    }
}

extension Item {
    fileprivate var blocking: [FEEL.Expression] {
        conditions.filter { $0.force == .blocking }.map(\.expression)
    }
}
