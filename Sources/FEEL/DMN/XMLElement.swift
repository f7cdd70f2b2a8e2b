/// An element of an XML document: just as much as decision models and their test cases need.
///
/// The reader refuses document type declarations, and with them every trick with entities.
struct XMLElement: Sendable {
    /// Without prefix.
    let name: String
    /// What the prefix stands for; empty when nothing.
    let namespace: String
    /// By local name; a prefixed attribute also under its name alone unless an unprefixed one bears it.
    let attributes: [String: String]
    /// The prefixes that are declared here or further out.
    let prefixes: [String: String]
    fileprivate(set) var children: [XMLElement] = []
    /// All character data directly inside, as it stands.
    fileprivate(set) var text = ""
    let line: Int

    /// The first child of a name.
    func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// All children of a name.
    func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    subscript(attribute: String) -> String? { attributes[attribute] }

    var trimmedText: String { text.trimmed }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !Lexer.isSpace($0) }) else { return "" }
        let last = scalars.lastIndex { !Lexer.isSpace($0) } ?? first
        return String(scalars[first...last])
    }
}

/// Why a document cannot be read, and where.
public struct MalformedDocument: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in English.
    public let message: String
    /// From 1.
    public let line: Int
    /// In bytes, from 1.
    public let column: Int

    public var description: String { "\(line):\(column): \(message)" }
}

/// Reads XML 1.0 in UTF-8.
struct XMLReader {
    private let bytes: [UInt8]
    private var index = 0
    /// Up to where the lines are counted.
    private var counted = 0
    private var line = 1
    private static let maximumDepth = 200

    /// The root element of a document.
    static func read(_ bytes: some Collection<UInt8>) throws(MalformedDocument) -> XMLElement {
        var reader = XMLReader(bytes)
        return try reader.document()
    }

    private init(_ bytes: some Collection<UInt8>) {
        var content = Array(bytes)
        if content.starts(with: [0xEF, 0xBB, 0xBF]) { content.removeFirst(3) }
        if content.starts(with: [0xFF, 0xFE]) || content.starts(with: [0xFE, 0xFF]) {
            let isLittle = content[0] == 0xFF
            let units = stride(from: 2, to: content.count - 1, by: 2).map { index in
                isLittle
                    ? UInt16(content[index]) | UInt16(content[index + 1]) << 8
                    : UInt16(content[index]) << 8 | UInt16(content[index + 1])
            }
            content = Array(String(decoding: units, as: UTF16.self).utf8)
        }
        self.bytes = content
    }

    private func malformed(_ message: String) -> MalformedDocument {
        let before = bytes[..<min(index, bytes.count)]
        let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return MalformedDocument(message: message, line: line, column: index - start + 1)
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func sees(_ text: StaticString) -> Bool {
        guard index + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { buffer in bytes[index..<index + buffer.count].elementsEqual(buffer) }
    }

    private mutating func accept(_ text: StaticString) -> Bool {
        guard sees(text) else { return false }
        index += text.utf8CodeUnitCount
        return true
    }

    private mutating func skip(past text: StaticString) throws(MalformedDocument) {
        while !sees(text) {
            guard index < bytes.count else { throw malformed("\(text) is missing") }
            index += 1
        }
        index += text.utf8CodeUnitCount
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) { index += 1 }
    }

    private mutating func document() throws(MalformedDocument) -> XMLElement {
        try skipMisc()
        guard peek == UInt8(ascii: "<") else { throw malformed("an element is expected") }
        let root = try element(prefixes: ["xml": "http://www.w3.org/XML/1998/namespace"], depth: 1)
        try skipMisc()
        guard peek == nil else { throw malformed("nothing may follow the root element") }
        return root
    }

    /// White space, comments and processing instructions outside of the root.
    private mutating func skipMisc() throws(MalformedDocument) {
        while true {
            skipSpace()
            if accept("<?") {
                try skip(past: "?>")
            } else if accept("<!--") {
                try skip(past: "-->")
            } else if sees("<!") {
                throw malformed("document type declarations are not accepted")
            } else {
                return
            }
        }
    }

    private mutating func element(prefixes: [String: String], depth: Int) throws(MalformedDocument) -> XMLElement {
        guard depth <= XMLReader.maximumDepth else { throw malformed("nested too deeply") }
        line += bytes[counted..<index].count { $0 == UInt8(ascii: "\n") }
        counted = index
        let line = line
        index += 1
        let qualified = try name()
        var written: [(String, String)] = []
        var prefixes = prefixes
        while true {
            skipSpace()
            guard let byte = peek else { throw malformed("the tag does not end") }
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") { break }
            let attribute = try name()
            skipSpace()
            guard accept("=") else { throw malformed("'=' is missing after \(attribute)") }
            skipSpace()
            let value = try attributeValue()
            if attribute == "xmlns" {
                prefixes[""] = value
            } else if attribute.hasPrefix("xmlns:") {
                prefixes[String(attribute.dropFirst(6))] = value
            } else {
                guard !written.contains(where: { $0.0 == attribute }) else { throw malformed("\(attribute) twice") }
                written.append((attribute, value))
            }
        }
        var attributes: [String: String] = [:]
        for (name, value) in written where name.contains(":") { attributes[local(name)] = value }
        for (name, value) in written where !name.contains(":") { attributes[name] = value }
        let prefix = qualified.contains(":") ? String(qualified.prefix { $0 != ":" }) : ""
        var element = XMLElement(
            name: local(qualified), namespace: prefixes[prefix] ?? "", attributes: attributes, prefixes: prefixes,
            line: line)
        if accept("/>") { return element }
        guard accept(">") else { throw malformed("'>' is missing") }
        try content(of: &element, qualified, prefixes: prefixes, depth: depth)
        return element
    }

    private mutating func content(
        of element: inout XMLElement, _ qualified: String, prefixes: [String: String], depth: Int
    ) throws(MalformedDocument) {
        var text: [UInt8] = []
        while true {
            guard let byte = peek else { throw malformed("</\(qualified)> is missing") }
            if accept("</") {
                let closing = try name()
                guard closing == qualified else { throw malformed("</\(closing)> closes <\(qualified)>") }
                skipSpace()
                guard accept(">") else { throw malformed("'>' is missing") }
                element.text = String(decoding: text, as: UTF8.self)
                return
            } else if accept("<![CDATA[") {
                let start = index
                try skip(past: "]]>")
                text += bytes[start..<index - 3]
            } else if accept("<!--") {
                try skip(past: "-->")
            } else if accept("<?") {
                try skip(past: "?>")
            } else if byte == UInt8(ascii: "<") {
                element.children.append(try self.element(prefixes: prefixes, depth: depth + 1))
            } else if byte == UInt8(ascii: "&") {
                text += try reference()
            } else {
                // Line ends are brought to a single line feed.
                if byte != UInt8(ascii: "\r") {
                    text.append(byte)
                } else if index + 1 >= bytes.count || bytes[index + 1] != UInt8(ascii: "\n") {
                    text.append(UInt8(ascii: "\n"))
                }
                index += 1
            }
        }
    }

    private func local(_ name: String) -> String {
        name.firstIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }

    private mutating func name() throws(MalformedDocument) -> String {
        let start = index
        while let byte = peek, byte > 0x20, !"<>/=&\"'?!".utf8.contains(byte) { index += 1 }
        guard index > start else { throw malformed("a name is expected") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func attributeValue() throws(MalformedDocument) -> String {
        guard let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw malformed("a quoted value is expected")
        }
        index += 1
        var value: [UInt8] = []
        while let byte = peek, byte != quote {
            if byte == UInt8(ascii: "<") { throw malformed("'<' in an attribute") }
            if byte == UInt8(ascii: "&") {
                value += try reference()
            } else {
                // A line end in an attribute counts as a space.
                value.append(byte >= 0x09 && byte <= 0x0D ? 0x20 : byte)
                index += 1
            }
        }
        guard peek == quote else { throw malformed("the quotation does not end") }
        index += 1
        return String(decoding: value, as: UTF8.self)
    }

    /// `&lt;`, `&#20154;`
    private mutating func reference() throws(MalformedDocument) -> [UInt8] {
        let end = bytes[index...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
        guard let end else { throw malformed("'&' without ';'") }
        let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
        let scalar: Unicode.Scalar?
        switch name {
        case "lt": scalar = "<"
        case "gt": scalar = ">"
        case "amp": scalar = "&"
        case "quot": scalar = "\""
        case "apos": scalar = "'"
        default:
            if name.hasPrefix("#x") {
                scalar = UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
            } else if name.hasPrefix("#") {
                scalar = UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
            } else {
                scalar = nil
            }
        }
        guard let scalar else { throw malformed("&\(name); is unknown") }
        index = end + 1
        return Array(String(Character(scalar)).utf8)
    }
}
