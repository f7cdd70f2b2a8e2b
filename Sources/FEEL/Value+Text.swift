extension Value {
    /// Reads the text of an `@"…"` literal: a date, time, date and time, or duration; `null` for anything else.
    init(temporalText text: String) {
        if let date = TemporalText.date(text) {
            self = .date(date)
        } else if let moment = TemporalText.dateTime(text) {
            self = .dateTime(moment)
        } else if let duration = TemporalText.duration(text) {
            self = duration
        } else {
            self = TemporalText.time(text).map { .time($0) } ?? .null
        }
    }

    /// The name of the kind of value, as `instance of` writes it.
    public var typeName: String {
        switch self {
        case .null: "Null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .date: "date"
        case .time: "time"
        case .dateTime: "date and time"
        case .daysDuration: "days and time duration"
        case .monthsDuration: "years and months duration"
        case .list: "list"
        case .context: "context"
        case .range: "range"
        case .function: "function"
        }
    }
}

extension Value: CustomStringConvertible {
    /// The value as FEEL text: strings in quotes, dates as `@"…"`. Beyond five million parts it ends in `…`.
    public var description: String {
        var text = ""
        var work = Value.maximumWork
        write(into: &text, &work)
        return text
    }

    /// What the built-in function `string` gives: like ``description``, but plain for a string or a date by itself;
    /// `nil` when there is too much of it.
    var plainText: String? {
        switch self {
        case .string(let value): return value
        case .date(let value): return value.description
        case .time(let value): return value.description
        case .dateTime(let value): return value.description
        case .daysDuration(let value): return value.description
        case .monthsDuration(let value): return value.description
        default:
            var text = ""
            var work = Value.maximumWork
            write(into: &text, &work)
            return work > 0 ? text : nil
        }
    }

    private func write(into text: inout String, _ work: inout Int) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += String(value)
        case .number(let value): text += value.description
        case .string(let value): text += Value.quoted(value)
        case .date(let value): text += "@\"\(value)\""
        case .time(let value): text += "@\"\(value)\""
        case .dateTime(let value): text += "@\"\(value)\""
        case .daysDuration(let value): text += "@\"\(value)\""
        case .monthsDuration(let value): text += "@\"\(value)\""
        case .range(let range): text += range.description
        case .function(let function):
            text += "function(" + function.parameters.map(\.name).joined(separator: ", ") + ")"
        case .list(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += ", " }
                guard proceed(&text, &work) else { return }
                element.write(into: &text, &work)
            }
            text += "]"
        case .context(let context):
            text += "{"
            for (index, entry) in context.enumerated() {
                if index > 0 { text += ", " }
                guard proceed(&text, &work) else { return }
                text += Value.key(entry.0) + ": "
                entry.1.write(into: &text, &work)
            }
            text += "}"
        }
    }

    private func proceed(_ text: inout String, _ work: inout Int) -> Bool {
        if work > 0 {
            work -= 1
            if work == 0 { text += "…" }
        }
        return work > 0
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// The name of a context entry, in quotes where it has to be.
    static func key(_ name: String) -> String {
        name.unicodeScalars.first.map(Lexer.isNameStart) == true
            && name.unicodeScalars.allSatisfy { Lexer.isNamePart($0) || $0 == " " } ? name : quoted(name)
    }
}

extension ValueRange: CustomStringConvertible {
    public var description: String {
        if let comparison { return "(" + comparison.rawValue + " " + (lower.isNull ? upper : lower).description + ")" }
        return (includesLower ? "[" : "(") + lower.description + ".." + upper.description + (includesUpper ? "]" : ")")
    }
}
