/// A decimal number of at most 34 significant digits: the `number` of FEEL.
///
/// The value is `(-1)^sign × coefficient × 10^exponent`, with a coefficient below 10³⁴ and an exponent from −6176 to
/// 6111, as in the decimal128 format of IEEE 754-2019. There are no infinities and no NaN: an operation that would
/// need one answers `nil`, which FEEL shows as `null`. Rounding is half-even.
///
/// Trailing zeros are kept (`1.10` prints as `1.10`) but do not count: `1.1 == 1.10`, and both hash alike.
public struct Decimal128: Sendable {
    /// Sign (1 bit), exponent + 6176 (14 bits) and the upper 49 bits of the coefficient.
    @usableFromInline let high: UInt64
    /// The lower 64 bits of the coefficient.
    @usableFromInline let low: UInt64

    static let maximumDigits = 34
    static let minimumExponent = -6176
    static let maximumExponent = 6111

    init(unchecked negative: Bool, _ coefficient: UInt128, _ exponent: Int) {
        low = UInt64(truncatingIfNeeded: coefficient)
        high =
            UInt64(truncatingIfNeeded: coefficient >> 64)
            | UInt64(truncatingIfNeeded: exponent &+ 6176) << 49
            | (negative ? 1 << 63 : 0)
    }

    /// The digits without sign and without decimal point; below 10³⁴.
    public var coefficient: UInt128 { UInt128(high & 0x1_FFFF_FFFF_FFFF) << 64 | UInt128(low) }
    /// The power of ten that `coefficient` is multiplied by.
    public var exponent: Int { Int(truncatingIfNeeded: (high >> 49) & 0x3FFF) &- 6176 }
    /// Whether the sign is minus. Zero is never negative.
    public var isNegative: Bool { high >> 63 != 0 }
    public var isZero: Bool { low == 0 && high & 0x1_FFFF_FFFF_FFFF == 0 }

    public static let zero = Decimal128(0)
    public static let one = Decimal128(1)

    public init(_ value: Int) {
        low = UInt64(value.magnitude)
        high = UInt64(6176) << 49 | (value < 0 ? 1 << 63 : 0)
    }

    /// `coefficient × 10^exponent`, rounded to 34 digits; `nil` on overflow.
    public init?(negative: Bool = false, coefficient: UInt128, exponent: Int) {
        guard let value = Decimal128.rounding(negative, coefficient, exponent) else { return nil }
        self = value
    }

    /// Brings any coefficient into 34 digits and any exponent into range; `inexact` says that non-zero digits were
    /// already dropped behind the coefficient.
    static func rounding(
        _ negative: Bool, _ coefficient: UInt128, _ exponent: Int, inexact: Bool = false
    ) -> Decimal128? {
        var coefficient = coefficient
        var exponent = exponent
        var drop = max(0, decimalDigits(coefficient) - maximumDigits)
        if exponent + drop < minimumExponent { drop = minimumExponent - exponent }
        if drop > 0 {
            coefficient = shiftedRight(coefficient, by: drop, mode: .halfEven, negative: negative, inexact: inexact)
            exponent += drop
            if coefficient == PowersOfTen[maximumDigits] {
                coefficient = PowersOfTen[maximumDigits - 1]
                exponent += 1
            }
        }
        if coefficient == 0 {
            return Decimal128(unchecked: false, 0, min(max(exponent, minimumExponent), maximumExponent))
        }
        if exponent > maximumExponent {
            let pad = exponent - maximumExponent
            guard pad + decimalDigits(coefficient) <= maximumDigits else { return nil }
            coefficient *= PowersOfTen[pad]
            exponent = maximumExponent
        }
        return Decimal128(unchecked: negative, coefficient, exponent)
    }

    /// The same number without trailing zeros behind the decimal point or in front of it.
    public var normalized: Decimal128 {
        var coefficient = coefficient
        var exponent = exponent
        if coefficient == 0 { return .zero }
        while coefficient % 10 == 0, exponent < Decimal128.maximumExponent {
            coefficient /= 10
            exponent += 1
        }
        return Decimal128(unchecked: isNegative, coefficient, exponent)
    }

    /// Whether the number has no fractional part.
    public var isInteger: Bool {
        let exponent = exponent
        if exponent >= 0 || isZero { return true }
        guard -exponent <= Decimal128.maximumDigits else { return false }
        return coefficient % PowersOfTen[-exponent] == 0
    }

    /// The number as an `Int`; `nil` when it has a fraction or does not fit.
    public var integer: Int? {
        let exponent = exponent
        var magnitude = coefficient
        if exponent > 0 {
            guard magnitude == 0 || exponent < 20 else { return nil }
            if magnitude != 0 {
                let (product, overflow) = magnitude.multipliedReportingOverflow(by: PowersOfTen[min(exponent, 20)])
                if overflow { return nil }
                magnitude = product
            }
        } else if exponent < 0 {
            guard magnitude != 0 else { return 0 }
            guard -exponent <= Decimal128.maximumDigits else { return nil }
            let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: PowersOfTen[-exponent])
            guard remainder == 0 else { return nil }
            magnitude = quotient
        }
        if isNegative {
            return magnitude <= UInt128(Int.max) + 1 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil
        }
        return Int(exactly: magnitude)
    }

    /// The nearest binary floating-point number.
    public var double: Double { Double(description) ?? 0 }

    public static prefix func - (value: Decimal128) -> Decimal128 {
        value.isZero ? value : Decimal128(unchecked: !value.isNegative, value.coefficient, value.exponent)
    }

    public var magnitude: Decimal128 { Decimal128(unchecked: false, coefficient, exponent) }
}

/// 10⁰ … 10³⁸.
let PowersOfTen: [UInt128] = {
    var powers: [UInt128] = [1]
    for _ in 0..<38 { powers.append(powers[powers.count - 1] * 10) }
    return powers
}()

/// How many decimal digits a number has; 0 has one.
func decimalDigits(_ value: UInt128) -> Int {
    if value < 10 { return 1 }
    let bits = 128 - value.leadingZeroBitCount
    let guess = (bits * 1233) >> 12
    return guess < 39 && value >= PowersOfTen[guess] ? guess + 1 : guess
}

extension Decimal128: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self.init(value) }
}

extension Decimal128: Hashable, Comparable {
    public static func == (left: Decimal128, right: Decimal128) -> Bool {
        if left.low == right.low, left.high == right.high { return true }
        if left.exponent == right.exponent { return false }
        return compare(left, right) == 0
    }

    public static func < (left: Decimal128, right: Decimal128) -> Bool { compare(left, right) < 0 }

    public func hash(into hasher: inout Hasher) {
        let plain = normalized
        hasher.combine(plain.high)
        hasher.combine(plain.low)
    }

    /// −1, 0 or 1.
    static func compare(_ left: Decimal128, _ right: Decimal128) -> Int {
        if left.isZero || right.isZero {
            if left.isZero && right.isZero { return 0 }
            return left.isZero ? (right.isNegative ? 1 : -1) : (left.isNegative ? -1 : 1)
        }
        if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
        let order = compareMagnitudes(left, right)
        return left.isNegative ? -order : order
    }

    private static func compareMagnitudes(_ left: Decimal128, _ right: Decimal128) -> Int {
        var a = left.coefficient
        var b = right.coefficient
        let difference = left.exponent - right.exponent
        if difference != 0 {
            let digits = (decimalDigits(a) + left.exponent) - (decimalDigits(b) + right.exponent)
            if digits != 0 { return digits < 0 ? -1 : 1 }
            if difference > 0 { a *= PowersOfTen[difference] } else { b *= PowersOfTen[-difference] }
        }
        return a < b ? -1 : a == b ? 0 : 1
    }
}
