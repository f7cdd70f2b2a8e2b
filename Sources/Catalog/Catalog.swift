import FEEL
import Vocabulary

/// One revision of the standard: departments, data elements, items and bundles, all references resolved and checked.
public final class Catalog: Sendable {
    public let files: [CatalogFile]
    public let revision: RevisionID
    public let roles: Entries<Role>
    public let departments: Entries<Department>
    public let codeLists: Entries<CodeList>
    /// Groups of form fields, in the order in which a form shows them.
    public let sections: Entries<Section>
    public let elements: Entries<DataElement>
    public let materials: Entries<Material>
    public let items: Entries<Item>
    /// With all their versions, on whatever day the catalog stands: a case picks its own.
    public let policies: Entries<Policy>
    public let bundles: Entries<Bundle>
    /// Whose word counts where sources disagree.
    public let precedences: Entries<SourcePrecedence>
    /// The business modules (业务模块) that an installation is meant to have.
    public let modules: Entries<Module>

    /// All dated versions of all entries.
    let content: CatalogContent
    let plans = PlanCache()
    let editions = EditionCache()
    let maps: [BundleCode: BundleMap]
    /// The derived elements, and the conditions of each item, apart from everything else an entry holds.
    let derivations: [String: FEEL.Expression]
    let conditions: [ItemCode: [PreparedCondition]]
    let turningDays: [CalendarDay]

    /// The catalog of these versions; where an entry has several, its newest one stands.
    init(files: [CatalogFile], revision: RevisionID, content: CatalogContent) {
        self.files = files
        self.revision = revision
        self.content = content
        roles = content.roles.newest()
        departments = content.departments.newest()
        codeLists = content.codeLists.newest()
        sections = Entries(content.sections.map(\.value))
        elements = content.elements.newest()
        materials = content.materials.newest()
        items = content.items.newest()
        policies = Entries(content.policies.map(\.value))
        bundles = content.bundles.newest()
        precedences = content.precedences.newest()
        modules = content.modules.newest()
        turningDays = content.turningDays
        derivations = Dictionary(
            uniqueKeysWithValues: elements.compactMap { element in element.derived.map { (element.code.rawValue, $0) } }
        )
        conditions = Self.prepared(items, derivations)
        maps = Dictionary(uniqueKeysWithValues: bundles.map { ($0.code, BundleMap($0)) })
    }

    /// The bundle in which an item is applied for, the first when there are several.
    public func bundle(offering item: ItemCode) -> Bundle? { bundles.first { $0.member(item) != nil } }

    private static func prepared(
        _ items: Entries<Item>, _ derivations: [String: FEEL.Expression]
    ) -> [ItemCode: [PreparedCondition]] {
        Dictionary(
            uniqueKeysWithValues: items.map { item in
                let prepared = item.conditions.map {
                    PreparedCondition(condition: $0, sources: sources(of: $0.expression.names, derivations).sorted())
                }
                return (item.code, prepared)
            })
    }
}

/// One text of a catalog.
public struct CatalogFile: Hashable, Sendable, Codable {
    /// Path inside the catalog folder, with `/`.
    public let path: String
    public let text: String

    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// Names the content of a catalog: 16 hexadecimal digits of a hash over its texts.
public struct RevisionID: Hashable, Sendable, Codable, CustomStringConvertible {
    public let text: String
    public init(text: String) { self.text = text }
    public var description: String { text }
}
