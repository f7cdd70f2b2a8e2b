import Vocabulary
import Yams

/// Reads the entries of one file into a `Reading`.
struct EntryReader {
    let file: CatalogText
    let reading: Reading
    /// Date and citation that the file gives for all its entries; an entry's own come first.
    private(set) var effective: EffectivePeriod?
    private(set) var source: Source?
    /// The form section of the file's elements.
    private(set) var section: SectionCode?

    init(_ file: CatalogFile, _ reading: Reading) {
        self.file = CatalogText(file)
        self.reading = reading
    }

    /// Reads a whole file: `defaults`, then lists or single entries under the names of their kinds.
    mutating func read(_ root: Node) {
        guard let top = MappingReader.read(root, at: file.path, in: file, reading) else { return }
        if let defaults = top.optionalMapping("defaults") {
            effective = Self.period(defaults)
            source = defaults.has("source") ? Self.source(defaults, "source") : nil
            section = defaults.optionalReference("section", .section)
            defaults.close()
        }
        for kind in EntryKind.allCases {
            if let node = top.node(kind.rawValue) { read(kind, node) }
            for member in top.list(kind.plural) { read(kind, member.node) }
        }
        top.close()
    }

    private func read(_ kind: EntryKind, _ node: Node) {
        guard let code = code(of: node, kind) else { return }
        let entry = reading.name(kind, code)
        guard let reader = MappingReader.read(node, at: entry, in: file, reading) else { return }
        switch kind {
        case .role: reading.content.roles.append(Written(role(reader), at: entry))
        case .department: reading.content.departments.append(Written(department(reader), at: entry))
        case .codeList: reading.content.codeLists.append(Written(codeList(reader), at: entry))
        case .section: reading.content.sections.append(Written(section(reader), at: entry))
        case .element: reading.content.elements.append(Written(element(reader), at: entry))
        case .material: reading.content.materials.append(Written(material(reader), at: entry))
        case .item: reading.content.items.append(Written(item(reader), at: entry))
        case .policy: reading.content.policies.append(Written(policy(reader), at: entry))
        case .bundle: reading.content.bundles.append(Written(bundle(reader), at: entry))
        case .precedence: reading.content.precedences.append(Written(precedence(reader), at: entry))
        case .module: reading.content.modules.append(Written(module(reader), at: entry))
        }
        reader.close()
    }

    /// The entry's code, without which it has no name to be reported under.
    private func code(of node: Node, _ kind: EntryKind) -> String? {
        let position = file.position(node.mark)
        guard case .mapping(let mapping) = node else {
            reading.report(
                "wrong-shape", at: position, entry: kind.plural,
                .init("\(kind.name.zh)应为键值对", "a \(kind.name.en) is a mapping of keys to values"))
            return nil
        }
        guard let scalar = mapping["code"]?.scalar, !scalar.string.isEmpty else {
            reading.report(
                "missing-key", at: position, entry: "\(kind.plural)/?/code",
                .init("\(kind.name.zh)缺少“code”", "the \(kind.name.en) has no “code”"))
            return nil
        }
        if !Self.isWellFormed(scalar.string, kind) {
            reading.report(
                "bad-code", at: file.position(scalar.mark), entry: "\(kind.plural)/\(scalar.string)/code",
                kind == .element
                    ? .init(
                        "数据元代码由小写字母、数字和下划线组成，以字母开头",
                        "an element's code is lower-case letters, digits and underscores, beginning with a letter")
                    : .init(
                        "代码由小写字母、数字和连字符组成，以字母开头",
                        "a code is lower-case letters, digits and hyphens, beginning with a letter"))
        }
        return scalar.string
    }

    /// Element codes are names in rules, where a hyphen would be a minus; all others appear in addresses.
    private static func isWellFormed(_ code: String, _ kind: EntryKind) -> Bool {
        guard code.utf8.count <= 64, let first = code.unicodeScalars.first, ("a"..."z").contains(first) else {
            return false
        }
        return code.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == (kind == .element ? "_" : "-")
        }
    }

    // MARK: Date and citation

    func period(_ reader: MappingReader) -> EffectivePeriod {
        if let period = Self.period(reader) { return period }
        if let effective { return effective }
        if !reader.has("effective") { reader.missing("effective") }
        return EffectivePeriod(from: CalendarDay(daysSince1970: 0))
    }

    private static func period(_ reader: MappingReader) -> EffectivePeriod? {
        guard let dates = reader.optionalMapping("effective") else { return nil }
        defer { dates.close() }
        if !dates.has("from") { dates.missing("from") }
        let from = dates.day("from"), to = dates.day("to")
        if let from, let to, to < from {
            dates.report("wrong-value", at: "to", .init("终止日期早于起始日期", "the end lies before the beginning"))
        }
        return EffectivePeriod(from: from ?? CalendarDay(daysSince1970: 0), to: to)
    }

    func source(_ reader: MappingReader) -> Source {
        if reader.has("source") { return Self.source(reader, "source") }
        if let source { return source }
        reader.missing("source")
        return Source(title: "", confidence: .unsure)
    }

    static func source(_ reader: MappingReader, _ key: String) -> Source {
        guard let citation = reader.mapping(key) else { return Source(title: "", confidence: .unsure) }
        defer { citation.close() }
        return source(citation)
    }

    static func source(_ citation: MappingReader) -> Source {
        Source(
            title: citation.text("title"), article: citation.optionalText("article"),
            url: citation.optionalText("url"), confidence: citation.choice("confidence"))
    }

    func basis(_ reader: MappingReader) -> [Source] { reader.mappings("basis", Self.source) }
}
