extension FormValues {
    /// Reads `application/x-www-form-urlencoded` (WHATWG URL Standard, section 5), strictly: a broken escape or text that
    /// is not UTF-8 is refused.
    init(urlEncoded bytes: some RandomAccessCollection<UInt8>, limits: FormLimits = FormLimits()) throws(MalformedForm)
    {
        self.init()
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.endIndex
            let pair = bytes[start..<end]
            if !pair.isEmpty {
                guard entries.count < limits.parts else { throw .tooManyParts(limit: limits.parts) }
                let offset = bytes.distance(from: bytes.startIndex, to: start)
                try append(pair: pair, at: offset, limits)
            }
            start = end < bytes.endIndex ? bytes.index(after: end) : end
        }
    }

    private mutating func append(
        pair: some RandomAccessCollection<UInt8>, at offset: Int, _ limits: FormLimits
    ) throws(MalformedForm) {
        let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
        let nameBytes = try Self.decoded(pair[..<equals], at: offset)
        guard nameBytes.count <= limits.name else { throw .nameTooLong(limit: limits.name) }
        guard let name = String(validating: nameBytes, as: UTF8.self) else { throw .brokenText(name: "?") }
        let rest = equals < pair.endIndex ? pair[pair.index(after: equals)...] : pair[equals...]
        let valueBytes = try Self.decoded(rest, at: offset + pair.distance(from: pair.startIndex, to: rest.startIndex))
        guard valueBytes.count <= limits.value else { throw .valueTooLong(name: name, limit: limits.value) }
        guard let value = String(validating: valueBytes, as: UTF8.self) else { throw .brokenText(name: name) }
        append(name, value.lineFeeds)
    }

    private static func decoded(
        _ bytes: some RandomAccessCollection<UInt8>, at offset: Int
    ) throws(MalformedForm) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = bytes[index...].dropFirst().prefix(2)
                guard digits.count == 2, let high = digits.first?.hexadecimalValue,
                    let low = digits.last?.hexadecimalValue
                else { throw .brokenEscape(at: offset + bytes.distance(from: bytes.startIndex, to: index)) }
                decoded.append(high << 4 | low)
                index = bytes.index(index, offsetBy: 2)
            default: decoded.append(byte)
            }
            index = bytes.index(after: index)
        }
        return decoded
    }
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension String {
    /// With plain line feeds; browsers send a carriage return before each.
    var lineFeeds: String {
        guard utf8.contains(UInt8(ascii: "\r")) else { return self }
        var bytes: [UInt8] = []
        var previous: UInt8 = 0
        for byte in utf8 {
            if byte == UInt8(ascii: "\r") {
                bytes.append(UInt8(ascii: "\n"))
            } else if byte != UInt8(ascii: "\n") || previous != UInt8(ascii: "\r") {
                bytes.append(byte)
            }
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
