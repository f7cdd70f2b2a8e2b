import Vocabulary

/// A rule of quality that every entry of a catalog must keep.
public struct CheckRule: Sendable {
    public let name: String
    /// What it demands, in one sentence.
    public let title: Bilingual
    public let severity: Diagnostic.Severity
    let inspect: @Sendable (Inspector) -> Void

    init(
        _ name: String, _ zh: String, _ en: String, severity: Diagnostic.Severity = .error,
        _ inspect: @escaping @Sendable (Inspector) -> Void
    ) {
        self.name = name
        title = .init(zh: zh, en: en)
        self.severity = severity
        self.inspect = inspect
    }
}

extension Catalog {
    /// All rules of quality, in the order in which they are applied.
    public static let rules: [CheckRule] =
        CheckRule.itemStandard + CheckRule.service + CheckRule.flow + CheckRule.forms + CheckRule.expressions
        + CheckRule.policies + CheckRule.bundles + CheckRule.dependencies + CheckRule.scenes
}

/// What a rule sees of a catalog: its sound entries, and a place to report.
final class Inspector {
    let catalog: Catalog
    private let draft: Draft
    var rule: CheckRule

    init(_ catalog: Catalog, _ draft: Draft, _ rule: CheckRule) {
        self.catalog = catalog
        self.draft = draft
        self.rule = rule
    }

    private func sound<Value>(_ entries: [Written<Value>]) -> [Written<Value>] {
        entries.filter { !draft.spoiled.contains($0.entry) }
    }

    var departments: [Written<Department>] { sound(catalog.content.departments) }
    var elements: [Written<DataElement>] { sound(catalog.content.elements) }
    var materials: [Written<Material>] { sound(catalog.content.materials) }
    var items: [Written<Item>] { sound(catalog.content.items) }
    var policies: [Written<Policy>] { sound(catalog.content.policies) }
    var bundles: [Written<Bundle>] { sound(catalog.content.bundles) }
    var expressions: [Reading.UsedExpression] {
        draft.reading.expressions.filter { !draft.spoiled.contains(Draft.owner(of: $0.entry)) }
    }

    /// The item if it exists and is sound.
    func item(_ code: ItemCode) -> Item? {
        draft.spoiled.contains("items/\(code)") ? nil : catalog.items[code]
    }

    func report(at path: String, _ zh: String, _ en: String, nearest: String? = nil) {
        report(at: path, position: draft.reading.position(of: path), .init(zh, en), nearest: nearest)
    }

    func report(at path: String, position: FilePosition, _ message: Bilingual, nearest: String? = nil) {
        draft.reading.report(
            rule.name, at: position, entry: path, message, nearest: nearest, severity: rule.severity)
    }
}

extension Draft {
    /// Applies every rule to the entries that could be read.
    func check() {
        guard !reading.isIncomplete else { return }
        _ = spoiled
        let catalog = Catalog(files: files, revision: RevisionID(text: ""), content: reading.content)
        for rule in Catalog.rules { rule.inspect(Inspector(catalog, self, rule)) }
    }
}
