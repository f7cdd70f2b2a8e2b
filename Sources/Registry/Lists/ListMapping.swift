import Ledger
import Vocabulary

/// What the columns of a list mean (对应表). A JSON file:
///
///     {"kind": "person", "source": "import:street-2026", "asOf": "2026-01-05", "number": "身份证号",
///      "columns": {"姓名": "full_name", "手机": "phone"}}
///
/// For `"kind": "fact"`, every row is one fact and `columns` names the columns of `element`, `value`, `from` and `to`.
public struct ListMapping: Equatable, Sendable {
    public enum Kind: String, Sendable, CaseIterable { case person, organisation, fact, region, post }

    public let kind: Kind
    public let source: String
    public let asOf: CalendarDay
    public let encoding: TextEncoding
    /// The column of the identity number or credit code.
    public let number: String
    /// Elements by the columns that hold them.
    public let columns: [String: String]
    /// The consent under which the facts are kept.
    public let consent: String?

    static let factColumns: Set<String> = ["element", "value", "from", "to"]

    public init(parsing text: String) throws {
        let json = try JSON(parsing: text)
        func word(_ name: String) throws -> String {
            guard let text = json[name]?.text, !text.isEmpty else { throw MappingRefused.missing(name) }
            return text
        }
        guard let kind = Kind(rawValue: try word("kind")) else { throw MappingRefused.wrong("kind", try word("kind")) }
        self.kind = kind
        source = try word("source")
        guard ["import", "department"].contains(source.prefix { $0 != ":" }), source.contains(":") else {
            throw MappingRefused.wrong("source", source)
        }
        guard let day = try? CalendarDay(parsing: try word("asOf")) else {
            throw MappingRefused.wrong("asOf", try word("asOf"))
        }
        asOf = day
        let encoding = json["encoding"]?.text ?? "utf-8"
        guard let known = TextEncoding(rawValue: encoding) else { throw MappingRefused.wrong("encoding", encoding) }
        self.encoding = known
        number = try word("number")
        consent = json["consent"]?.text
        var columns: [String: String] = [:]
        for member in json["columns"]?.members ?? [] { columns[member.name] = member.value.text }
        self.columns = columns
        if let listed = ListedEntry.Kind(rawValue: kind.rawValue) {
            let fields = listed.fields
            if let missing = fields.needed.first(where: { !columns.values.contains($0) }) {
                throw MappingRefused.missing("columns: \(missing)")
            }
            if let other = columns.values.first(where: { !fields.needed.contains($0) && !fields.others.contains($0) }) {
                throw MappingRefused.wrong("columns", other)
            }
        }
        if kind == .fact, !Set(columns.values).isSuperset(of: ["element", "value"]) {
            throw MappingRefused.missing("columns: element, value")
        }
        if kind == .fact, let other = columns.values.first(where: { !Self.factColumns.contains($0) }) {
            throw MappingRefused.wrong("columns", other)
        }
    }
}

/// Why a mapping is none.
public enum MappingRefused: Error, Equatable, Sendable {
    case missing(String)
    case wrong(String, String)
}
