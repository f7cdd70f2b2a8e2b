/// Reads the little of XML that workbooks are made of: elements, attributes and text, piece by piece.
///
/// A document type is refused, and with it every entity that could grow or reach outside; so are tags and texts longer than an
/// honest workbook has. Names come without their namespace prefix.
final class XMLScanner {
    enum Token: Equatable {
        case open(String, [String: String], isEmpty: Bool)
        case close(String)
        case text(String)
    }

    private static let longestTag = 64 << 10
    private static let longestText = 1 << 20

    private let part: WorkbookArchive.Part
    private var piece: [UInt8] = []
    private var place = 0

    init(_ part: WorkbookArchive.Part) { self.part = part }

    private func damaged(_ why: String) -> HostileFile { .brokenWorkbook("\(part.name): \(why)") }

    private func take() throws -> UInt8? {
        if place == piece.count {
            piece = try part.read()
            place = 0
            if piece.isEmpty { return nil }
        }
        defer { place += 1 }
        return piece[place]
    }

    /// The next element or text, or nil at the end. Comments and instructions are passed over.
    func next() throws -> Token? {
        var text: [UInt8] = []
        while let byte = try take() {
            guard byte == UInt8(ascii: "<") else {
                text.append(byte)
                if text.count > Self.longestText { throw damaged("a text is too long") }
                continue
            }
            // The tag is looked at when the text before it has been handed out.
            if !text.isEmpty {
                place -= 1
                return .text(try plain(text))
            }
            if let token = try tag() { return token }
        }
        return text.isEmpty ? nil : .text(try plain(text))
    }

    private func tag() throws -> Token? {
        var body: [UInt8] = []
        var quote: UInt8?
        while let byte = try take() {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                if body.starts(with: Array("!--".utf8)),
                    !body.suffix(2).elementsEqual(Array("--".utf8)) || body.count < 5
                {
                    body.append(byte)
                    continue
                }
                return try token(body)
            } else if byte == UInt8(ascii: "<") {
                throw damaged("a tag is not closed")
            }
            body.append(byte)
            if body.starts(with: Array("!--".utf8)) { quote = nil }
            if body.count > Self.longestTag { throw damaged("a tag is too long") }
        }
        throw damaged("it ends inside a tag")
    }

    private func token(_ body: [UInt8]) throws -> Token? {
        switch body.first {
        case UInt8(ascii: "?"): return nil
        case UInt8(ascii: "!"):
            if body.starts(with: Array("!--".utf8)) { return nil }
            throw damaged("it has a document type or what no workbook needs")
        case UInt8(ascii: "/"): return .close(local(body.dropFirst()))
        default: break
        }
        let isEmpty = body.last == UInt8(ascii: "/")
        let content = isEmpty ? body.dropLast() : body[...]
        let name = content.prefix { !Self.isBlank($0) }
        var attributes: [String: String] = [:]
        var rest = content.dropFirst(name.count).drop(while: Self.isBlank)
        while !rest.isEmpty {
            let key = rest.prefix { $0 != UInt8(ascii: "=") && !Self.isBlank($0) }
            rest = rest.dropFirst(key.count).drop(while: Self.isBlank)
            guard rest.first == UInt8(ascii: "=") else { throw damaged("an attribute has no value") }
            rest = rest.dropFirst().drop(while: Self.isBlank)
            guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                throw damaged("an attribute has no quotes")
            }
            let value = rest.dropFirst().prefix { $0 != quote }
            rest = rest.dropFirst(value.count + 2).drop(while: Self.isBlank)
            attributes[local(key)] = try plain(Array(value))
        }
        return .open(local(name), attributes, isEmpty: isEmpty)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// A name without its prefix.
    private func local(_ name: some Sequence<UInt8>) -> String {
        let text = String(decoding: name.filter { !Self.isBlank($0) }, as: UTF8.self)
        return text.split(separator: ":").last.map(String.init) ?? text
    }

    /// Text with its five named and all numbered characters.
    private func plain(_ bytes: [UInt8]) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw damaged("it is not UTF-8") }
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        var plain = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            plain += rest[..<start]
            guard let end = rest[start...].prefix(12).firstIndex(of: ";") else { throw damaged("a stray &") }
            let name = rest[rest.index(after: start)..<end]
            switch name {
            case "amp": plain += "&"
            case "lt": plain += "<"
            case "gt": plain += ">"
            case "quot": plain += "\""
            case "apos": plain += "'"
            default:
                let number =
                    name.hasPrefix("#x")
                    ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
                guard let scalar = number.flatMap({ Unicode.Scalar($0) }) else {
                    throw damaged("an entity that no workbook needs")
                }
                plain.unicodeScalars.append(scalar)
            }
            rest = rest[rest.index(after: end)...]
        }
        return plain + rest
    }
}
