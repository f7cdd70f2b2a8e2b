import Vocabulary

/// An entry of the catalog as labelled lines, for reading and for comparing.
public struct Outline: Hashable, Sendable {
    /// Names the line among its siblings, whatever their order: a field's element, a stage's code.
    public let key: String
    public let label: Bilingual
    /// What stands beside the label; nil for a heading.
    public let value: Bilingual?
    public let children: [Outline]

    public init(_ key: String, _ label: Bilingual, _ value: Bilingual? = nil, _ children: [Outline] = []) {
        self.key = key
        self.label = label
        self.value = value
        self.children = children
    }

    /// The outline as indented plain text.
    public func text(_ language: Language) -> String { lines(language, depth: 0).joined(separator: "\n") }

    private func lines(_ language: Language, depth: Int) -> [String] {
        let colon = language == .zh ? "：" : ": "
        let indent = String(repeating: "  ", count: depth)
        let own = indent + label(language) + (value.map { colon + $0(language) } ?? "")
        return [own] + children.flatMap { $0.lines(language, depth: depth + 1) }
    }
}

extension Outline {
    /// A line whose value reads the same in both languages.
    init(_ key: String, _ label: Bilingual, plain value: String) {
        self.init(key, label, .init(value, value))
    }

    /// A line that is left out when there is no value.
    static func optional(_ key: String, _ label: Bilingual, _ value: String?) -> [Outline] {
        value.map { [Outline(key, label, plain: $0)] } ?? []
    }

    static func flag(_ value: Bool) -> Bilingual { value ? .init("是", "yes") : .init("否", "no") }

    static func list(_ values: [Bilingual]) -> Bilingual {
        .init(zh: values.map(\.zh).joined(separator: "、"), en: values.map(\.en).joined(separator: ", "))
    }

    /// Date and citation, which every entry has.
    static func provenance(_ entry: some Dated) -> [Outline] {
        let from = entry.effective.from.description
        let to = entry.effective.to?.description
        return [
            Outline(
                "effective", .init("有效期", "In force"),
                .init(zh: from + " 至 " + (to ?? "今"), en: "from " + from + (to.map { " to \($0)" } ?? ""))),
            Outline("source", .init("来源", "Source"), source(entry.source)),
        ]
    }

    static func source(_ source: Source) -> Bilingual {
        .init(
            zh: source.citation + "（\(source.confidence.name.zh)）",
            en: source.citation + " (\(source.confidence.name.en))")
    }
}

extension Confidence {
    public var name: Bilingual {
        switch self {
        case .stated: .init("官方文本载明", "stated officially")
        case .found: .init("见于公开文本", "found in a public text")
        case .sure: .init("业内常识，确定", "known, sure")
        case .likely: .init("业内常识，较确定", "known, likely")
        case .unsure: .init("待核实", "to be confirmed")
        case .designed: .init("编制者设定", "designed here")
        }
    }
}
