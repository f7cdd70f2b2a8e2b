/// Why a text is not JSON, and where.
public struct MalformedJSON: Error, Hashable, Sendable, CustomStringConvertible {
    /// In bytes, from 0.
    public let offset: Int
    public let message: String

    public var description: String { "at byte \(offset): \(message)" }
}

extension Value {
    /// Reads JSON (RFC 8259): objects become contexts, numbers keep their decimals, and text stays text.
    public init(json bytes: some Collection<UInt8>) throws(MalformedJSON) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// The value as JSON; dates, times and durations as their text, ranges and functions as FEEL text.
    public var json: String {
        var text = ""
        var work = Value.maximumWork
        writeJSON(into: &text, &work)
        return text
    }

    private func writeJSON(into text: inout String, _ work: inout Int) {
        work -= 1
        guard work > 0 else {
            text += "null"
            return
        }
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let value): text += value.description
        case .string(let value): text += Value.jsonString(value)
        case .list(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.writeJSON(into: &text, &work)
            }
            text += "]"
        case .context(let context):
            text += "{"
            for (index, entry) in context.enumerated() {
                if index > 0 { text += "," }
                text += Value.jsonString(entry.0) + ":"
                entry.1.writeJSON(into: &text, &work)
            }
            text += "}"
        case .range, .function: text += Value.jsonString(description)
        default: text += Value.jsonString(plainText ?? "")
        }
    }

    private static func jsonString(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                text += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    /// Reads the text of a fact as a value of its declared type; `nil` when it is none.
    ///
    /// Lists, contexts, ranges and functions have no plain text.
    public init?(text: String, as type: ValueType) {
        let read: Value?
        switch type.plain {
        case .string, .any: read = .string(text)
        case .number: read = Decimal128(parsing: text).map { .number($0) }
        case .boolean: read = text == "true" ? true : text == "false" ? false : nil
        case .date: read = TemporalText.date(text).map { .date($0) }
        case .time: read = TemporalText.time(text).map { .time($0) }
        case .dateTime: read = TemporalText.dateTime(text).map { .dateTime($0) }
        case .daysDuration, .monthsDuration: read = TemporalText.duration(text)
        default: read = nil
        }
        guard let read, read.conforms(to: type) else { return nil }
        self = read
    }
}

/// Reads one JSON document; nested at most 200 deep.
private struct JSONReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

    mutating func document() throws(MalformedJSON) -> Value {
        let value = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw malformed("nothing may follow") }
        return value
    }

    private func malformed(_ message: String) -> MalformedJSON { MalformedJSON(offset: index, message: message) }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(MalformedJSON) {
        if !accept(character) { throw malformed("\(character) is missing") }
    }

    private mutating func value(depth: Int) throws(MalformedJSON) -> Value {
        guard depth < 200 else { throw malformed("nested too deeply") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", true)
        case UInt8(ascii: "f"): return try word("false", false)
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: Value) throws(MalformedJSON) -> Value {
        guard bytes[index...].starts(with: word.utf8) else { throw malformed("a value is expected") }
        index += word.utf8.count
        return value
    }

    private mutating func number() throws(MalformedJSON) -> Value {
        let start = index
        while let byte = peek, "+-.0123456789eE".utf8.contains(byte) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let number = Decimal128(parsing: text) else {
            index = start
            throw malformed("a value is expected")
        }
        return .number(number)
    }

    private mutating func array(_ depth: Int) throws(MalformedJSON) -> Value {
        index += 1
        var elements: [Value] = []
        if accept("]") { return .list(elements) }
        repeat { elements.append(try value(depth: depth + 1)) } while accept(",")
        try expect("]")
        return .list(elements)
    }

    private mutating func object(_ depth: Int) throws(MalformedJSON) -> Value {
        index += 1
        var context = Context()
        if accept("}") { return .context(context) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw malformed("a name is expected") }
            let name = try string()
            try expect(":")
            context[name] = try value(depth: depth + 1)
        } while accept(",")
        try expect("}")
        return .context(context)
    }

    private mutating func string() throws(MalformedJSON) -> String {
        index += 1
        var content: [UInt8] = []
        while let byte = peek {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content += try escape()
            case 0..<0x20: throw malformed("a control character in a string")
            default: content.append(byte)
            }
        }
        throw malformed("the string does not end")
    }

    private mutating func escape() throws(MalformedJSON) -> [UInt8] {
        guard let byte = peek else { throw malformed("the string does not end") }
        index += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if unit & 0xFC00 == 0xD800, bytes[index...].starts(with: "\\u".utf8) {
                index += 2
                let low = try hexadecimal()
                guard low & 0xFC00 == 0xDC00 else { throw malformed("half a character") }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw malformed("half a character") }
            return Array(String(Character(scalar)).utf8)
        default: throw malformed("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(MalformedJSON) -> UInt32 {
        guard index + 4 <= bytes.count else { throw malformed("four hexadecimal digits are expected") }
        let text = String(decoding: bytes[index..<index + 4], as: UTF8.self)
        guard text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16) else {
            throw malformed("four hexadecimal digits are expected")
        }
        index += 4
        return value
    }
}
