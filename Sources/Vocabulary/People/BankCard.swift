/// Why a text is not a bank card number.
public struct MalformedBankCard: Malformed {
    public static let subject = Bilingual("银行卡号", "bank card number")
    public let flaw: Flaw
}

/// A bank card number (ISO/IEC 7812): 13 to 19 digits of which the last is the Luhn check digit.
///
/// Spaces between groups of digits are read over, because that is how cards print them.
public struct BankCard: TextValue, ExpressibleByStringLiteral {
    let number: UInt64
    let length: UInt8

    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedBankCard) {
        var number: UInt64 = 0
        var length = 0
        for offset in bytes.indices {
            let digit = ASCII.digit(bytes[offset])
            if digit < 10 {
                length += 1
                if length <= 19 { number = number * 10 + UInt64(digit) }
            } else {
                let grouping = bytes[offset] == ASCII.space && offset > 0 && offset < bytes.count - 1
                guard grouping, bytes[offset - 1] != ASCII.space else {
                    throw MalformedBankCard(flaw: .character(bytes, at: offset, expected: Flaw.digit))
                }
            }
        }
        guard (13...19).contains(length) else {
            throw MalformedBankCard(flaw: .length(expected: 13...19, found: length))
        }
        let expected = BankCard.checkDigit(of: number / 10)
        guard number % 10 == expected else {
            throw MalformedBankCard(
                flaw: .check(
                    position: bytes.count, expected: Character("\(expected)"), found: Character("\(number % 10)")))
        }
        self.number = number
        self.length = UInt8(length)
    }

    /// The Luhn digit that completes `body` (ISO/IEC 7812-1 annex B).
    static func checkDigit(of body: UInt64) -> UInt64 {
        var sum: UInt64 = 0
        var rest = body
        var doubled = true
        while rest > 0 {
            let digit = rest % 10 * (doubled ? 2 : 1)
            sum += digit > 9 ? digit - 9 : digit
            doubled.toggle()
            rest /= 10
        }
        return (10 - sum % 10) % 10
    }

    public var text: String {
        String(ascii: Int(length)) { $0.write(number, digits: Int(length), at: 0) }
    }

    public var description: String { text }

    /// Only the last four digits: `***************6789`.
    public var masked: String {
        String(ascii: Int(length)) { bytes in
            bytes.write(number, digits: Int(length), at: 0)
            for offset in 0..<Int(length) - 4 { bytes[offset] = UInt8(ascii: "*") }
        }
    }
}
