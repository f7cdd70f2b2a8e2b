/// A JSON value (RFC 8259). Objects keep the order of their members; numbers keep their text, so that money and
/// identifiers never pass through binary floating point.
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// The number's own text, valid by the grammar of RFC 8259.
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    public struct Member: Hashable, Sendable {
        public let name: String
        public let value: JSON

        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }
}

extension JSON {
    public static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }
    public static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }

    /// An object from name and value pairs; pairs with a nil value are left out.
    public static func members(_ pairs: KeyValuePairs<String, JSON?>) -> JSON {
        .object(pairs.compactMap { name, value in value.map { Member(name, $0) } })
    }

    /// The member of that name, if this is an object that has it.
    public subscript(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        for member in members where member.name == name { return member.value }
        return nil
    }

    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var integer: Int64? {
        if case .number(let text) = self { Int64(text) } else { nil }
    }

    public var flag: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    public var elements: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    public var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    public var isNull: Bool { if case .null = self { true } else { false } }

    /// What kind of value this is, for messages.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Member($0.0, $0.1) }) }
}

/// What a stored or received JSON value lacks.
public struct MalformedJSON: Error, Equatable, Sendable, CustomStringConvertible {
    /// Byte offset in the text, when the text itself is wrong.
    public let offset: Int?
    /// Where in the value, as a JSON Pointer.
    public let path: String
    public let message: String

    public init(offset: Int? = nil, path: String = "", message: String) {
        self.offset = offset
        self.path = path
        self.message = message
    }

    public var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return path.isEmpty ? message + place : "\(path): \(message)\(place)"
    }
}

/// Reading typed members, with errors that name the member.
extension JSON {
    public func required(_ name: String) throws(MalformedJSON) -> JSON {
        guard let value = self[name] else { throw MalformedJSON(path: "/\(name)", message: "is missing") }
        return value
    }

    public func text(_ name: String) throws(MalformedJSON) -> String {
        let value = try required(name)
        guard let text = value.text else {
            throw MalformedJSON(path: "/\(name)", message: "must be a string, not \(value.kind)")
        }
        return text
    }

    public func integer(_ name: String) throws(MalformedJSON) -> Int64 {
        let value = try required(name)
        guard let number = value.integer else {
            throw MalformedJSON(path: "/\(name)", message: "must be a whole number, not \(value.kind)")
        }
        return number
    }

    public func elements(_ name: String) throws(MalformedJSON) -> [JSON] {
        let value = try required(name)
        guard let elements = value.elements else {
            throw MalformedJSON(path: "/\(name)", message: "must be an array, not \(value.kind)")
        }
        return elements
    }
}
