import Vocabulary

/// What the catalog says about the register: whose word counts, and which modules there should be.
extension EntryReader {
    func precedence(_ reader: MappingReader) -> SourcePrecedence {
        let ranks = reader.texts("ranks")
        if ranks.isEmpty { reader.missing("ranks") }
        for rank in ranks { check(rank) }
        return SourcePrecedence(
            code: .init(reader.text("code")), name: reader.bilingual("name"),
            elements: reader.references("elements", .element), ranks: ranks.map(\.text), effective: period(reader),
            source: source(reader))
    }

    private func check(_ rank: (text: String, entry: String, position: FilePosition)) {
        let parts = rank.text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let kind = parts.first, SourcePrecedence.kinds.contains(kind) else {
            return reading.report(
                "wrong-value", at: rank.position, entry: rank.entry,
                .init("没有“\(rank.text)”这类来源", "there is no kind of source “\(rank.text)”"),
                nearest: NearestName.of(parts.first ?? "", among: SourcePrecedence.kinds))
        }
        guard parts.count == 2 else { return }
        let named: EntryKind? = kind == "department" ? .department : kind == "item" ? .item : nil
        if let named {
            reading.references.append(.init(kind: named, code: parts[1], position: rank.position, entry: rank.entry))
        }
    }

    func module(_ reader: MappingReader) -> Module {
        Module(
            code: .init(reader.text("code")), number: reader.integer("number"), name: reader.bilingual("name"),
            items: reader.texts("items").map(\.text), rooms: reader.texts("rooms").map(\.text),
            effective: period(reader),
            source: source(reader))
    }
}
