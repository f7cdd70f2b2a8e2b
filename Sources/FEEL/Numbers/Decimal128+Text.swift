extension Decimal128: CustomStringConvertible, LosslessStringConvertible, Codable {
    /// Plain notation (`-0.050`, `1200`); only beyond 10⁶⁰ the scientific one (`1E+100`).
    public var description: String {
        let exponent = exponent
        var digits = String(coefficient)
        let sign = isNegative ? "-" : ""
        if exponent == 0 { return sign + digits }
        if exponent > 0 {
            if isZero { return "0" }
            if exponent > 60 { return sign + scientific(digits) }
            return sign + digits + String(repeating: "0", count: exponent)
        }
        let places = -exponent
        if places > 100 { return isZero ? "0" : sign + normalized.scientific(String(normalized.coefficient)) }
        if digits.utf8.count <= places {
            digits = String(repeating: "0", count: places - digits.utf8.count + 1) + digits
        }
        let point = digits.index(digits.endIndex, offsetBy: -places)
        return sign + digits[..<point] + "." + digits[point...]
    }

    private func scientific(_ digits: String) -> String {
        let power = exponent + digits.utf8.count - 1
        let rest = digits.dropFirst()
        return digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "E" + (power < 0 ? "" : "+") + String(power)
    }

    /// Reads `12`, `-0.5`, `.5`, `1.2e-3`. More than 34 digits are rounded half-even.
    public init?(_ description: String) { self.init(parsing: description) }

    /// Reads `12`, `-0.5`, `.5`, `1.2e-3`. More than 34 digits are rounded half-even; `nil` for anything else.
    public init?(parsing text: some StringProtocol) {
        var coefficient: UInt128 = 0
        var digits = 0
        var exponent = 0
        var seenPoint = false
        var seenDigit = false
        var inexact = false
        var negative = false
        var iterator = text.utf8.makeIterator()
        var byte = iterator.next()
        if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
            negative = byte == UInt8(ascii: "-")
            byte = iterator.next()
        }
        loop: while let character = byte {
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                seenDigit = true
                if digits < 37 {
                    coefficient = coefficient * 10 + UInt128(character - UInt8(ascii: "0"))
                    if coefficient != 0 { digits += 1 }
                    if seenPoint { exponent -= 1 }
                } else {
                    if character != UInt8(ascii: "0") { inexact = true }
                    if !seenPoint { exponent += 1 }
                }
            case UInt8(ascii: "."):
                if seenPoint { return nil }
                seenPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard seenDigit else { return nil }
                var power = 0
                var powerNegative = false
                var powerDigits = 0
                byte = iterator.next()
                if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
                    powerNegative = byte == UInt8(ascii: "-")
                    byte = iterator.next()
                }
                while let digit = byte {
                    guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
                    power = min(power * 10 + Int(digit - UInt8(ascii: "0")), 100_000)
                    powerDigits += 1
                    byte = iterator.next()
                }
                guard powerDigits > 0 else { return nil }
                exponent += powerNegative ? -power : power
                break loop
            default:
                return nil
            }
            byte = iterator.next()
        }
        guard seenDigit else { return nil }
        guard let value = Decimal128.rounding(negative, coefficient, exponent, inexact: inexact) else { return nil }
        self = value
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Decimal128(parsing: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a decimal number: \(text)"))
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
