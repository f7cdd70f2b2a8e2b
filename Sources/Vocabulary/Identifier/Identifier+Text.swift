/// Why a text is not an identifier such as `018ff0c2-7d1a-7c3e-9a51-2b6e0d4c8f10`.
public struct MalformedIdentifier: Malformed {
    public static let subject = Bilingual("编号", "identifier")
    public let flaw: Flaw
}

extension Identifier {
    /// Reads the 36 characters of a UUID, of any version, in either case.
    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedIdentifier) {
        var words: (UInt64, UInt64) = (0, 0)
        var nibbles = 0
        for offset in 0..<min(bytes.count, 36) {
            let byte = bytes[offset]
            if offset == 8 || offset == 13 || offset == 18 || offset == 23 {
                guard byte == ASCII.hyphen else {
                    throw MalformedIdentifier(flaw: .character(bytes, at: offset, expected: .init("“-”", "“-”")))
                }
                continue
            }
            let value = hexValue[Int(byte)]
            guard value < 16 else {
                let expected = Bilingual("十六进制数字", "a hexadecimal digit")
                throw MalformedIdentifier(flaw: .character(bytes, at: offset, expected: expected))
            }
            if nibbles < 16 { words.0 = words.0 << 4 | UInt64(value) } else { words.1 = words.1 << 4 | UInt64(value) }
            nibbles += 1
        }
        guard bytes.count == 36 else { throw MalformedIdentifier(flaw: .length(36...36, bytes)) }
        self.init(high: words.0, low: words.1)
    }

    /// The UUID in lower case, 36 characters.
    public var description: String {
        String(ascii: 36) { writeHex(high, low, into: $0) }
    }
}

private let hexDigits: [UInt8] = Array("0123456789abcdef".utf8)

private let hexValue: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, byte) in "0123456789abcdef".utf8.enumerated() { table[Int(byte)] = UInt8(value) }
    for (value, byte) in "ABCDEF".utf8.enumerated() { table[Int(byte)] = UInt8(value + 10) }
    return table
}()

/// Not a member of the generic type, so that it is compiled once.
private func writeHex(_ high: UInt64, _ low: UInt64, into bytes: UnsafeMutableBufferPointer<UInt8>) {
    hexDigits.withUnsafeBufferPointer { digits in
        var offset = 0
        for nibble in 0..<32 {
            if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                bytes[offset] = ASCII.hyphen
                offset += 1
            }
            let word = nibble < 16 ? high : low
            bytes[offset] = digits[Int(word >> UInt64(60 - (nibble & 15) * 4) & 15)]
            offset += 1
        }
    }
}
