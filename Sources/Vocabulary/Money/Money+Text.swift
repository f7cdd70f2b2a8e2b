/// Why a text is not an amount such as `4864.00`.
public struct MalformedMoney: Malformed {
    public static let subject = Bilingual("金额", "amount")
    public let flaw: Flaw
}

extension Money {
    /// Reads yuan: `4864`, `4864.5`, `4,864.00`, `-12.30`. Commas, if any, must stand at the thousands.
    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(MalformedMoney) {
        guard !bytes.isEmpty else { throw MalformedMoney(flaw: .length(1...27, bytes)) }
        let negative = bytes[0] == ASCII.hyphen
        let start = negative ? 1 : 0
        let whole = bytes[start...].firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
        let grouped = bytes[start..<whole].contains(UInt8(ascii: ","))
        var value: Int64 = 0
        for offset in start..<whole {
            let comma = grouped && offset > start && (whole - offset) % 4 == 0
            if comma {
                guard bytes[offset] == UInt8(ascii: ",") else {
                    throw MalformedMoney(flaw: .character(bytes, at: offset, expected: .init("“,”", "“,”")))
                }
            } else {
                value = try Money.appending(bytes, offset, to: value)
            }
        }
        guard whole > start else { throw MalformedMoney(flaw: .character(bytes, at: start, expected: Flaw.digit)) }
        let decimals = bytes.count - whole - 1
        guard decimals <= 2, decimals != 0 else {
            let expected = Bilingual("一至两位小数", "one or two decimals")
            throw MalformedMoney(flaw: .character(bytes, at: whole + (decimals == 0 ? 1 : 3), expected: expected))
        }
        for place in 1...2 {
            if place <= decimals {
                value = try Money.appending(bytes, whole + place, to: value)
            } else {
                let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
                guard !overflow else { throw Money.tooLarge(bytes) }
                value = tenfold
            }
        }
        self.init(fen: negative ? -value : value)
    }

    private static func appending(
        _ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int, to value: Int64
    ) throws(MalformedMoney) -> Int64 {
        let digit = ASCII.digit(bytes[offset])
        guard digit < 10 else { throw MalformedMoney(flaw: .character(bytes, at: offset, expected: Flaw.digit)) }
        let (tenfold, first) = value.multipliedReportingOverflow(by: 10)
        let (sum, second) = tenfold.addingReportingOverflow(Int64(digit))
        guard !first, !second else { throw tooLarge(bytes) }
        return sum
    }

    private static func tooLarge(_ bytes: UnsafeBufferPointer<UInt8>) -> MalformedMoney {
        let expected = Bilingual("不超过 92233720368547758.07 的数", "at most 92233720368547758.07")
        return MalformedMoney(
            flaw: .value(position: 1, expected: expected, found: String(decoding: bytes.prefix(40), as: UTF8.self)))
    }

    /// `4,864.00`, in yuan, for reading.
    public var description: String { text(grouped: true) }

    /// `4864.00`, in yuan, for machines.
    public var yuanText: String { text(grouped: false) }

    private func text(grouped: Bool) -> String {
        let (whole, cents) = fen.magnitude.quotientAndRemainder(dividingBy: 100)
        var digits = 1
        var bound: UInt64 = 10
        while bound <= whole {
            digits += 1
            bound *= 10
        }
        let sign = fen < 0 ? 1 : 0
        let length = sign + digits + (grouped ? (digits - 1) / 3 : 0) + 3
        return String(ascii: length) { bytes in
            if sign == 1 { bytes[0] = ASCII.hyphen }
            bytes[length - 3] = UInt8(ascii: ".")
            bytes.write(cents, digits: 2, at: length - 2)
            var rest = whole
            var index = length - 4
            for place in 0..<digits {
                if grouped, place > 0, place % 3 == 0 {
                    bytes[index] = UInt8(ascii: ",")
                    index -= 1
                }
                bytes[index] = ASCII.zero + UInt8(rest % 10)
                rest /= 10
                index -= 1
            }
        }
    }

    /// A coder sees `4864.00`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(yuanText)
    }
}
