extension JSON {
    /// Parses UTF-8 text.
    /// - Parameter depth: how deep arrays and objects may nest.
    /// - Throws: `MalformedJSON` with the byte offset; also for invalid UTF-8, repeated names and anything after the value.
    public init(parsing bytes: some Collection<UInt8>, depth: Int = 32) throws(MalformedJSON) {
        let parsed: Result<JSON, MalformedJSON>? = bytes.withContiguousStorageIfAvailable { buffer in
            JSON.parse(buffer, depth: depth)
        }
        self = try (parsed ?? Array(bytes).withUnsafeBufferPointer { JSON.parse($0, depth: depth) }).get()
    }

    public init(parsing text: String) throws(MalformedJSON) {
        try self.init(parsing: Array(text.utf8))
    }

    private static func parse(_ buffer: UnsafeBufferPointer<UInt8>, depth: Int) -> Result<JSON, MalformedJSON> {
        var parser = JSONParser(bytes: buffer, depthLimit: depth)
        do throws(MalformedJSON) {
            return .success(try parser.document())
        } catch {
            return .failure(error)
        }
    }
}

private struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let depthLimit: Int
    var at = 0

    init(bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func document() throws(MalformedJSON) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard at == bytes.count else { throw fail("there is text after the value") }
        return value
    }

    private func fail(_ message: String) -> MalformedJSON { MalformedJSON(offset: at, message: message) }

    private mutating func skipSpace() {
        while at < bytes.count, case let byte = bytes[at], byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
        { at += 1 }
    }

    private mutating func value(depth: Int) throws(MalformedJSON) -> JSON {
        skipSpace()
        guard at < bytes.count else { throw fail("the text ends where a value should stand") }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(MalformedJSON) -> JSON {
        let count = word.utf8CodeUnitCount
        guard at + count <= bytes.count else { throw fail("expected \(word)") }
        for index in 0..<count where bytes[at + index] != word.utf8Start[index] { throw fail("expected \(word)") }
        at += count
        return value
    }

    private mutating func object(depth: Int) throws(MalformedJSON) -> JSON {
        guard depth < depthLimit else { throw fail("nested deeper than \(depthLimit)") }
        at += 1
        var members: [JSON.Member] = []
        skipSpace()
        if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
            at += 1
            return .object([])
        }
        members.reserveCapacity(8)
        while true {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
                throw fail("expected a member's name in quotes")
            }
            let name = try string()
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { throw fail("expected ':' after \"\(name)\"") }
            at += 1
            members.append(JSON.Member(name, try value(depth: depth + 1)))
            skipSpace()
            guard at < bytes.count else { throw fail("the object is not closed") }
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: ",") { continue }
            if byte == UInt8(ascii: "}") { break }
            at -= 1
            throw fail("expected ',' or '}'")
        }
        try refuseRepeatedNames(members)
        return .object(members)
    }

    private func refuseRepeatedNames(_ members: [JSON.Member]) throws(MalformedJSON) {
        if members.count <= 12 {
            for (index, member) in members.enumerated() {
                for earlier in members[..<index] where earlier.name == member.name {
                    throw fail("the name \"\(member.name)\" stands twice")
                }
            }
        } else {
            var seen = Set<String>(minimumCapacity: members.count)
            for member in members where !seen.insert(member.name).inserted {
                throw fail("the name \"\(member.name)\" stands twice")
            }
        }
    }

    private mutating func array(depth: Int) throws(MalformedJSON) -> JSON {
        guard depth < depthLimit else { throw fail("nested deeper than \(depthLimit)") }
        at += 1
        var elements: [JSON] = []
        skipSpace()
        if at < bytes.count, bytes[at] == UInt8(ascii: "]") {
            at += 1
            return .array([])
        }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            guard at < bytes.count else { throw fail("the array is not closed") }
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: ",") { continue }
            if byte == UInt8(ascii: "]") { return .array(elements) }
            at -= 1
            throw fail("expected ',' or ']'")
        }
    }

    private mutating func number() throws(MalformedJSON) -> JSON {
        let start = at
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        let whole = at
        guard digits() > 0 else {
            at = start
            throw fail("expected a value")
        }
        if bytes[whole] == UInt8(ascii: "0"), at - whole > 1 { throw fail("a number starts with a needless zero") }
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard digits() > 0 else { throw fail("expected a digit after the point") }
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            guard digits() > 0 else { throw fail("expected a digit in the exponent") }
        }
        guard at - start <= 64 else { throw fail("the number is longer than 64 characters") }
        return .number(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let start = at
        while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10 { at += 1 }
        return at - start
    }

    private mutating func string() throws(MalformedJSON) -> String {
        at += 1
        let start = at
        var bits: UInt8 = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                let units = UnsafeBufferPointer(rebasing: bytes[start..<at])
                // What is plain ASCII needs no check, which would cost more than the text.
                let text =
                    bits < 0x80 ? String(decoding: units, as: UTF8.self) : String(validating: units, as: UTF8.self)
                guard let text else { throw fail("the text is not valid UTF-8") }
                at += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw fail("a control character stands in a string") }
            bits |= byte
            at += 1
        }
        throw fail("the string is not closed")
    }

    private mutating func escapedString(from start: Int) throws(MalformedJSON) -> String {
        var units = [UInt8](bytes[start..<at])
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: units, as: UTF8.self) else {
                    throw fail("the text is not valid UTF-8")
                }
                at += 1
                return text
            case UInt8(ascii: "\\"):
                at += 1
                try escape(into: &units)
            case 0..<0x20: throw fail("a control character stands in a string")
            default:
                units.append(byte)
                at += 1
            }
        }
        throw fail("the string is not closed")
    }

    private mutating func escape(into units: inout [UInt8]) throws(MalformedJSON) {
        guard at < bytes.count else { throw fail("the string is not closed") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0c)
        case UInt8(ascii: "n"): units.append(0x0a)
        case UInt8(ascii: "r"): units.append(0x0d)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = try hexadecimal()
            if scalar & 0xfc00 == 0xd800 {
                guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
                    throw fail("half of a surrogate pair is missing")
                }
                at += 2
                let low = try hexadecimal()
                guard low & 0xfc00 == 0xdc00 else { throw fail("half of a surrogate pair is missing") }
                scalar = 0x10000 + ((scalar & 0x3ff) << 10) + (low & 0x3ff)
            }
            guard let unicode = Unicode.Scalar(scalar) else { throw fail("half of a surrogate pair is missing") }
            units.append(contentsOf: Array(String(Character(unicode)).utf8))
        default:
            at -= 1
            throw fail("unknown escape")
        }
    }

    private mutating func hexadecimal() throws(MalformedJSON) -> UInt32 {
        guard at + 4 <= bytes.count else { throw fail("expected four hexadecimal digits") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else {
                throw fail("expected four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }
}
