import Vocabulary

/// One revision of the standard: departments, data elements, items and bundles, all references resolved and checked.
public final class Catalog: Sendable {
    public let files: [CatalogFile]
    public let revision: RevisionID
    public let roles: Entries<Role>
    public let departments: Entries<Department>
    public let codeLists: Entries<CodeList>
    public let elements: Entries<DataElement>
    public let materials: Entries<Material>
    public let items: Entries<Item>
    public let bundles: Entries<Bundle>

    init(files: [CatalogFile], revision: RevisionID, content: CatalogContent) {
        self.files = files
        self.revision = revision
        roles = Entries(content.roles)
        departments = Entries(content.departments)
        codeLists = Entries(content.codeLists)
        elements = Entries(content.elements)
        materials = Entries(content.materials)
        items = Entries(content.items)
        bundles = Entries(content.bundles)
    }
}

/// The entries as read from files, in file order, before they are checked.
struct CatalogContent {
    var roles: [Role] = []
    var departments: [Department] = []
    var codeLists: [CodeList] = []
    var elements: [DataElement] = []
    var materials: [Material] = []
    var items: [Item] = []
    var bundles: [Bundle] = []
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
