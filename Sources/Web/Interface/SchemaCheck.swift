import Cases
import Ledger
import Vocabulary

/// A schema of the interface's own contract, compiled once: `type`, `required`, `properties`, `additionalProperties`,
/// `items`, `enum`, lengths, bounds, `format: date` and `$ref` into the contract's components.
final class Schema: Sendable {
    private struct Kinds: OptionSet {
        let rawValue: UInt8
        static let object = Kinds(rawValue: 1), array = Kinds(rawValue: 2), string = Kinds(rawValue: 4)
        static let number = Kinds(rawValue: 8), integer = Kinds(rawValue: 16), boolean = Kinds(rawValue: 32)
        static let null = Kinds(rawValue: 64)
        static let byName: [String: Kinds] = [
            "object": .object, "array": .array, "string": .string, "number": .number, "integer": .integer,
            "boolean": .boolean,
            "null": .null,
        ]
    }

    private enum Others { case allowed, refused, checked(Schema) }

    /// Bounds, both included.
    private struct Span {
        let least: Int?
        let most: Int?

        init(_ json: JSON, _ least: String, _ most: String) {
            self.least = json[least]?.integer.map { Int($0) }
            self.most = json[most]?.integer.map { Int($0) }
        }
    }

    private let kinds: Kinds
    private let kindNames: String
    private let choices: [JSON]
    private let choiceSet: Set<JSON>
    private let required: [String]
    private let properties: [String: Schema]
    private let others: Others
    private let items: Schema?
    private let length: Span
    private let count: Span
    private let amount: Span
    private let isDate: Bool

    init(_ json: JSON, components: JSON) {
        var json = json
        if let name = json["$ref"]?.text?.split(separator: "/").last, let target = components[String(name)] {
            json = target
        }
        let names = json["type"]?.text.map { [$0] } ?? json["type"]?.elements?.compactMap(\.text) ?? []
        kinds = Kinds(names.compactMap { Kinds.byName[$0] })
        kindNames = names.joined(separator: " or ")
        choices = json["enum"]?.elements ?? []
        choiceSet = Set(choices)
        required = json["required"]?.elements?.compactMap(\.text) ?? []
        properties = Dictionary(
            (json["properties"]?.members ?? []).map { ($0.name, Schema($0.value, components: components)) },
            uniquingKeysWith: { first, _ in first })
        others =
            switch json["additionalProperties"] {
            case .bool(false): .refused
            case .object(let members): .checked(Schema(.object(members), components: components))
            default: .allowed
            }
        items = json["items"].map { Schema($0, components: components) }
        length = Span(json, "minLength", "maxLength")
        count = Span(json, "minItems", "maxItems")
        amount = Span(json, "minimum", "maximum")
        isDate = json["format"]?.text == "date"
    }

    /// Everything in a value that the schema does not allow, at most fifty things.
    func problems(in value: JSON) -> [IntakeProblem] {
        var problems: [IntakeProblem] = []
        check(value, at: "", &problems)
        return Array(problems.prefix(50))
    }

    private func check(_ value: JSON, at path: @autoclosure () -> String, _ problems: inout [IntakeProblem]) {
        func problem(_ zh: String, _ en: String, _ inner: String = "") {
            problems.append(IntakeProblem("schema", Bilingual(zh, en), path: path() + inner))
        }
        if !kinds.isEmpty, !matches(value) {
            return problem("应为\(kindNames)，而不是\(value.kind)", "must be \(kindNames), not \(value.kind)")
        }
        if !choices.isEmpty, !choiceSet.contains(value) {
            let list = choices.compactMap(\.text).joined(separator: ", ")
            problem("应为其中之一：\(list)", "must be one of \(list)")
        }
        switch value {
        case .object(let members):
            for name in required where !members.contains(where: { $0.name == name }) {
                problem("缺少\(name)", "\(name) is missing", "/\(name)")
            }
            for member in members {
                if let known = properties[member.name] {
                    known.check(member.value, at: path() + "/" + member.name, &problems)
                    continue
                }
                switch others {
                case .allowed: break
                case .refused:
                    problem("没有名为“\(member.name)”的内容", "\(member.name) is not a known member", "/\(member.name)")
                case .checked(let schema): schema.check(member.value, at: path() + "/" + member.name, &problems)
                }
            }
        case .array(let elements):
            if let least = count.least, elements.count < least { problem("至少\(least)项", "at least \(least) entries") }
            if let most = count.most, elements.count > most { problem("最多\(most)项", "at most \(most) entries") }
            guard let items else { return }
            for (index, element) in elements.enumerated() { items.check(element, at: path() + "/\(index)", &problems) }
        case .string(let text):
            // Bytes are at least as many as characters, so a short text needs no counting.
            if let most = length.most, text.utf8.count > most, text.unicodeScalars.count > most {
                problem("最多\(most)个字符", "at most \(most) characters")
            }
            if let least = length.least, text.utf8.count < least * 4, text.unicodeScalars.count < least {
                problem("至少\(least)个字符", "at least \(least) characters")
            }
            if isDate, (try? CalendarDay(parsing: text)) == nil {
                problem("日期应写作2024-06-07", "a date is written 2024-06-07")
            }
        case .number(let text):
            guard let number = Double(text) else { return }
            if let least = amount.least, number < Double(least) {
                problem("不能小于\(least)", "must not be less than \(least)")
            }
            if let most = amount.most, number > Double(most) { problem("不能大于\(most)", "must not be more than \(most)") }
        case .null, .bool: break
        }
    }

    private func matches(_ value: JSON) -> Bool {
        switch value {
        case .object: kinds.contains(.object)
        case .array: kinds.contains(.array)
        case .string: kinds.contains(.string)
        case .bool: kinds.contains(.boolean)
        case .null: kinds.contains(.null)
        case .number(let text):
            kinds.contains(.number)
                || (kinds.contains(.integer)
                    && (Int64(text) != nil || Double(text).map { $0 == $0.rounded() } ?? false))
        }
    }
}
