/// Why a text is not a mobile phone number.
public struct MalformedPhone: Malformed {
    public static let subject = Bilingual("手机号码", "mobile number")
    public let flaw: Flaw
}

/// A mobile phone number of mainland China: eleven digits, the first 1, the second 3 to 9.
public struct Phone: TextValue, Comparable, ExpressibleByStringLiteral {
    let number: UInt64

    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedPhone) {
        switch ASCII.number(bytes, 0..<min(bytes.count, 11)) {
        case .stopped(let offset):
            throw MalformedPhone(flaw: .character(bytes, at: offset, expected: Flaw.digit))
        case .number(let value):
            guard bytes.count == 11 else { throw MalformedPhone(flaw: .length(11...11, bytes)) }
            guard value / 10_000_000_000 == 1 else {
                throw MalformedPhone(flaw: .character(bytes, at: 0, expected: .init("1", "1")))
            }
            guard value / 1_000_000_000 % 10 >= 3 else {
                throw MalformedPhone(flaw: .character(bytes, at: 1, expected: .init("3–9", "3–9")))
            }
            self.number = value
        }
    }

    public var text: String {
        String(ascii: 11) { $0.write(number, digits: 11, at: 0) }
    }

    public var description: String { text }

    /// `138****5678`
    public var masked: String {
        String(ascii: 11) { bytes in
            bytes.write(number, digits: 11, at: 0)
            for offset in 3..<7 { bytes[offset] = UInt8(ascii: "*") }
        }
    }

    public static func < (left: Phone, right: Phone) -> Bool { left.number < right.number }
}
