import Vocabulary

/// What changed from one catalog to another.
public struct CatalogDiff: Hashable, Sendable {
    public let from: RevisionID
    public let to: RevisionID
    /// In the order of the kinds of entries, then of the new catalog.
    public let changes: [Change]

    public struct Change: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable, Codable { case added, removed, changed }

        public let kind: Kind
        /// `items/startup-loan/promisedLimit`
        public let path: String
        public let before: Bilingual?
        public let after: Bilingual?
        public let sentence: Bilingual
    }

    public init(from old: Catalog, to new: Catalog) {
        self.from = old.revision
        self.to = new.revision
        var comparison = Comparison()
        comparison.compare(EntryKind.department, old.departments.map(old.outline), new.departments.map(new.outline))
        comparison.compare(EntryKind.role, old.roles.map(old.outline), new.roles.map(new.outline))
        comparison.compare(EntryKind.codeList, old.codeLists.map(old.outline), new.codeLists.map(new.outline))
        comparison.compare(EntryKind.element, old.elements.map(old.outline), new.elements.map(new.outline))
        comparison.compare(EntryKind.material, old.materials.map(old.outline), new.materials.map(new.outline))
        comparison.compare(EntryKind.item, old.items.map(old.outline), new.items.map(new.outline))
        comparison.compare(EntryKind.policy, old.policies.map(old.outline), new.policies.map(new.outline))
        comparison.compare(EntryKind.bundle, old.bundles.map(old.outline), new.bundles.map(new.outline))
        changes = comparison.changes
    }
}

private struct Comparison {
    var changes: [CatalogDiff.Change] = []

    mutating func compare(_ kind: EntryKind, _ old: [Outline], _ new: [Outline]) {
        compare(old, new, path: kind.plural, within: kind.name)
    }

    /// - Parameter owner: the words that say whose lines these are.
    private mutating func compare(_ old: [Outline], _ new: [Outline], path: String, within owner: Bilingual) {
        let before = Dictionary(old.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for line in new {
            let place = "\(path)/\(line.key)"
            guard let known = before[line.key] else {
                add(.added, place, owner, line, nil, line.value)
                continue
            }
            if known.value != line.value {
                add(.changed, place, owner, line, known.value, line.value)
            } else if known.label != line.label {
                add(.changed, place, owner, line, known.label, line.label)
            }
            let name = Bilingual(zh: "\(owner.zh)“\(line.label.zh)”", en: "\(owner.en) “\(line.label.en)”")
            compare(known.children, line.children, path: place, within: name)
        }
        for line in old where after[line.key] == nil {
            add(.removed, "\(path)/\(line.key)", owner, line, line.value, nil)
        }
    }

    private mutating func add(
        _ kind: CatalogDiff.Change.Kind, _ path: String, _ owner: Bilingual, _ line: Outline, _ before: Bilingual?,
        _ after: Bilingual?
    ) {
        func quoted(_ value: Bilingual?) -> Bilingual {
            .init(zh: value.map { "：\($0.zh)" } ?? "", en: value.map { ": \($0.en)" } ?? "")
        }
        let sentence: Bilingual =
            switch kind {
            case .added:
                .init(
                    zh: "\(owner.zh)新增“\(line.label.zh)”\(quoted(after).zh)",
                    en: "\(owner.en): “\(line.label.en)” added\(quoted(after).en)")
            case .removed:
                .init(
                    zh: "\(owner.zh)删去“\(line.label.zh)”\(quoted(before).zh)",
                    en: "\(owner.en): “\(line.label.en)” removed\(quoted(before).en)")
            case .changed:
                .init(
                    zh: "\(owner.zh)的“\(line.label.zh)”由“\(before?.zh ?? "")”改为“\(after?.zh ?? "")”",
                    en: "\(owner.en): “\(line.label.en)” changed from “\(before?.en ?? "")” to “\(after?.en ?? "")”")
            }
        changes.append(.init(kind: kind, path: path, before: before, after: after, sentence: sentence))
    }
}
