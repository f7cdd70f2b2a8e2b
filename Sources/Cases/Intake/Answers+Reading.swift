import Catalog
import FEEL
import Ledger
import Vocabulary

extension Catalog {
    /// Reads an answer into the one form in which it is stored; nil when nothing is given.
    public func read(_ answer: JSON, as element: DataElement) throws(AnswerRefused) -> JSON? {
        JSON(try value(of: answer, as: element))
    }

    /// Reads an answer into the value rules see; null when nothing is given.
    func value(of answer: JSON, as element: DataElement) throws(AnswerRefused) -> FEEL.Value {
        if case .codes = element.type { return try value(of: element, from: answer.texts) }
        if case .string(let text) = answer { return try value(of: element, from: text) }
        return try value(of: element, from: answer.texts)
    }

    /// An answer, or what follows from the answers, as the rule language sees it; unanswered is null.
    public func value(_ name: String, in answers: Answers, appliedOn day: CalendarDay) -> FEEL.Value {
        fact(name) { name in
            if name == "applied_on" { return .day(day) }
            guard let json = answers[ElementCode(rawValue: name)] else { return .null }
            return json.value(as: elements[ElementCode(rawValue: name)]?.type)
        }
    }
}

extension JSON {
    /// The value as a form would send it.
    fileprivate var texts: [String] {
        switch self {
        case .null, .object: []
        case .bool(let flag): [flag ? "true" : "false"]
        case .number(let text), .string(let text): [text]
        case .array(let elements): elements.flatMap(\.texts)
        }
    }

    /// The stored form of an answer as a value of the rule language.
    public func value(as type: ElementType?) -> FEEL.Value {
        switch self {
        case .null, .object: return .null
        case .bool(let flag): return .boolean(flag)
        case .number(let text): return Decimal128(text).map(FEEL.Value.number) ?? .null
        case .string(let text):
            if type == .date || type == .month { return (try? CalendarDay(parsing: text)).map(FEEL.Value.day) ?? .null }
            return .string(text)
        case .array(let elements): return .list(elements.map { $0.value(as: nil) })
        }
    }

    /// The stored form of a value of the rule language; nil for null and for what has no stored form.
    public init?(_ value: FEEL.Value) {
        switch value {
        case .boolean(let flag): self = .bool(flag)
        case .number(let number): self = .number(number.description)
        case .string(let text): self = .string(text)
        case .date(let date): self = .string(date.description)
        case .list(let values): self = .array(values.compactMap { JSON($0) })
        default: return nil
        }
    }
}

extension FEEL.Value {
    static func day(_ day: CalendarDay) -> FEEL.Value {
        CivilDate(daysSince1970: Int(day.daysSince1970)).map(FEEL.Value.date) ?? .null
    }
}
