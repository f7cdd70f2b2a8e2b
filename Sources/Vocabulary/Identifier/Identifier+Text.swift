/// Why a text is not an identifier such as `018ff0c2-7d1a-7c3e-9a51-2b6e0d4c8f10`.
public struct MalformedIdentifier: Malformed {
    public static let subject = Bilingual("编号", "identifier")
    public let flaw: Flaw
}

extension Identifier {
    /// Reads the 36 characters of a UUID, of any version, in either case.
    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedIdentifier) {
        guard let words = Hexadecimal.read(bytes) else { throw Hexadecimal.diagnose(bytes) }
        self.init(high: words.high, low: words.low)
    }

    /// The UUID in lower case, 36 characters.
    public var description: String { Hexadecimal.text(high, low) }
}

/// A UUID's bits to and from its text; apart from the generic type, so that it is compiled once.
private enum Hexadecimal {
    static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(ascii: 36) { bytes in
            let raw = UnsafeMutableRawBufferPointer(bytes)
            let second = digits(UInt32(truncatingIfNeeded: high))
            let third = digits(UInt32(low >> 32))
            raw.storeBytes(of: digits(UInt32(high >> 32)).bigEndian, toByteOffset: 0, as: UInt64.self)
            raw.storeBytes(of: UInt32(second >> 32).bigEndian, toByteOffset: 9, as: UInt32.self)
            raw.storeBytes(of: UInt32(truncatingIfNeeded: second).bigEndian, toByteOffset: 14, as: UInt32.self)
            raw.storeBytes(of: UInt32(third >> 32).bigEndian, toByteOffset: 19, as: UInt32.self)
            raw.storeBytes(of: UInt32(truncatingIfNeeded: third).bigEndian, toByteOffset: 24, as: UInt32.self)
            let fourth = digits(UInt32(truncatingIfNeeded: low))
            raw.storeBytes(of: fourth.bigEndian, toByteOffset: 28, as: UInt64.self)
            (bytes[8], bytes[13], bytes[18], bytes[23]) = (ASCII.hyphen, ASCII.hyphen, ASCII.hyphen, ASCII.hyphen)
        }
    }

    /// The eight digits of a word as ASCII, all at once: one nibble to a byte, then 0x30, and 0x27 more for letters.
    @inline(__always)
    private static func digits(_ word: UInt32) -> UInt64 {
        var nibbles = UInt64(word)
        nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }

    /// The bits, or nil for anything but the text of a UUID.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard bytes.count == 36, bytes[8] == ASCII.hyphen, bytes[13] == ASCII.hyphen, bytes[18] == ASCII.hyphen,
            bytes[23] == ASCII.hyphen
        else { return nil }
        var wrong: UInt8 = 0
        var high: UInt64 = 0
        var low: UInt64 = 0
        func take(_ range: Range<Int>, into word: inout UInt64) {
            for offset in range {
                let value = value(of: bytes[offset])
                wrong |= value
                word = word << 4 | UInt64(value & 15)
            }
        }
        take(0..<8, into: &high)
        take(9..<13, into: &high)
        take(14..<18, into: &high)
        take(19..<23, into: &low)
        take(24..<36, into: &low)
        return wrong < 16 ? (high, low) : nil
    }

    static func diagnose(_ bytes: UnsafeBufferPointer<UInt8>) -> MalformedIdentifier {
        for offset in 0..<min(bytes.count, 36) {
            if [8, 13, 18, 23].contains(offset) {
                guard bytes[offset] != ASCII.hyphen else { continue }
                return MalformedIdentifier(flaw: .character(bytes, at: offset, expected: .init("“-”", "“-”")))
            }
            guard value(of: bytes[offset]) > 15 else { continue }
            let expected = Bilingual("十六进制数字", "a hexadecimal digit")
            return MalformedIdentifier(flaw: .character(bytes, at: offset, expected: expected))
        }
        return MalformedIdentifier(flaw: .length(36...36, bytes))
    }

    /// The digit a byte stands for, or a value above 15.
    @inline(__always)
    private static func value(of byte: UInt8) -> UInt8 {
        let digit = ASCII.digit(byte)
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return digit < 10 ? digit : letter < 6 ? letter + 10 : 0xFF
    }
}
