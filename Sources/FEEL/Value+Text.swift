extension Value {
    /// Reads the text of an `@"…"` literal: a date, time, date and time, or duration; `null` for anything else.
    init(temporalText text: String) {
        if let date = TemporalText.date(text) {
            self = .date(date)
        } else if text.contains("T"), !text.hasPrefix("P"), !text.hasPrefix("-P") {
            self = TemporalText.dateTime(text).map { .dateTime($0) } ?? .null
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
    /// The value as FEEL text: strings in quotes, dates as `@"…"`.
    public var description: String {
        switch self {
        case .null: "null"
        case .boolean(let value): String(value)
        case .number(let value): value.description
        case .string(let value): quoted(value)
        case .date(let value): "@\"\(value)\""
        case .time(let value): "@\"\(value)\""
        case .dateTime(let value): "@\"\(value)\""
        case .daysDuration(let value): "@\"\(value)\""
        case .monthsDuration(let value): "@\"\(value)\""
        case .list(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .context(let context):
            "{" + context.map { key($0) + ": " + $1.description }.joined(separator: ", ") + "}"
        case .range(let range): range.description
        case .function(let function):
            "function(" + function.parameters.map(\.name).joined(separator: ", ") + ")"
        }
    }

    /// What the built-in function `string` gives: like ``description``, but plain for a string or a date by itself.
    var plainText: String {
        switch self {
        case .string(let value): value
        case .date(let value): value.description
        case .time(let value): value.description
        case .dateTime(let value): value.description
        case .daysDuration(let value): value.description
        case .monthsDuration(let value): value.description
        default: description
        }
    }

    private func quoted(_ text: String) -> String {
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

    private func key(_ name: String) -> String {
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
