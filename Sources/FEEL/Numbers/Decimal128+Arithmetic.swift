/// Arithmetic in 34 digits; every operation answers `nil` where IEEE 754 would answer an infinity or a NaN.
extension Decimal128 {
    public static func + (left: Decimal128, right: Decimal128) -> Decimal128? {
        let leftExponent = left.exponent
        let rightExponent = right.exponent
        if leftExponent == rightExponent {
            return sum(left.isNegative, left.coefficient, right.isNegative, right.coefficient, leftExponent)
        }
        return leftExponent > rightExponent ? aligned(left, right) : aligned(right, left)
    }

    public static func - (left: Decimal128, right: Decimal128) -> Decimal128? { left + (-right) }

    /// `big` has the larger exponent.
    private static func aligned(_ big: Decimal128, _ small: Decimal128) -> Decimal128? {
        if big.isZero { return rounding(small.isNegative, small.coefficient, small.exponent) }
        let difference = big.exponent - small.exponent
        let digits = decimalDigits(big.coefficient)
        if digits + difference <= 37 {
            return sum(
                big.isNegative, big.coefficient * PowersOfTen[difference], small.isNegative, small.coefficient,
                small.exponent)
        }
        if small.isZero {
            let pad = min(difference, maximumDigits - digits)
            return rounding(big.isNegative, big.coefficient * PowersOfTen[pad], big.exponent - pad)
        }
        // The sum does not fit 37 digits: keep 37 of the larger number and remember that something followed.
        let pad = 37 - digits
        let upper = big.coefficient * PowersOfTen[pad]
        let exponent = big.exponent - pad
        let drop = exponent - small.exponent
        var lower: UInt128 = 0
        var inexact = true
        if drop < 39 {
            let (quotient, remainder) = small.coefficient.quotientAndRemainder(dividingBy: PowersOfTen[min(drop, 38)])
            lower = quotient
            inexact = remainder != 0
        }
        if big.isNegative == small.isNegative {
            return rounding(big.isNegative, upper + lower, exponent, inexact: inexact)
        }
        return rounding(big.isNegative, upper - lower - (inexact ? 1 : 0), exponent, inexact: inexact)
    }

    private static func sum(
        _ leftNegative: Bool, _ left: UInt128, _ rightNegative: Bool, _ right: UInt128, _ exponent: Int
    ) -> Decimal128? {
        if leftNegative == rightNegative { return rounding(leftNegative, left + right, exponent) }
        return left >= right
            ? rounding(leftNegative, left - right, exponent) : rounding(rightNegative, right - left, exponent)
    }

    public static func * (left: Decimal128, right: Decimal128) -> Decimal128? {
        let negative = left.isNegative != right.isNegative
        let exponent = left.exponent + right.exponent
        let a = left.coefficient
        let b = right.coefficient
        if a >> 56 == 0, b >> 56 == 0 {
            return rounding(negative, a &* b, exponent)
        }
        let (high, low) = a.multipliedFullWidth(by: b)
        if high == 0 { return rounding(negative, low, exponent) }
        // At most 68 digits: drop the lower ones, keeping 37 and the fact that something followed.
        let drop = decimalDigits(a) + decimalDigits(b) - 37
        let (quotient, remainder) = PowersOfTen[drop].dividingFullWidth((high, low))
        return rounding(negative, quotient, exponent + drop, inexact: remainder != 0)
    }

    public static func / (left: Decimal128, right: Decimal128) -> Decimal128? {
        if right.isZero { return nil }
        let ideal = left.exponent - right.exponent
        if left.isZero { return rounding(false, 0, ideal) }
        let negative = left.isNegative != right.isNegative
        let a = left.coefficient
        let b = right.coefficient
        let (exact, rest) = a.quotientAndRemainder(dividingBy: b)
        if rest == 0 { return rounding(negative, exact, ideal) }
        // Scale so that the quotient has 35 or 36 digits.
        let scale = 35 + decimalDigits(b) - decimalDigits(a)
        let (high, low) = scaled(a, by: scale)
        var (quotient, remainder) = b.dividingFullWidth((high, low))
        var exponent = ideal - scale
        if remainder == 0 {
            while exponent < ideal, quotient % 10 == 0 {
                quotient /= 10
                exponent += 1
            }
        }
        return rounding(negative, quotient, exponent, inexact: remainder != 0)
    }

    /// `value × 10^power` in 256 bits; `power` is at most 69.
    private static func scaled(_ value: UInt128, by power: Int) -> (high: UInt128, low: UInt128) {
        if power <= 38 {
            let (high, low) = value.multipliedFullWidth(by: PowersOfTen[power])
            return (high, low)
        }
        let (high, low) = value.multipliedFullWidth(by: PowersOfTen[38])
        let (carry, lower) = low.multipliedFullWidth(by: PowersOfTen[power - 38])
        return (high * PowersOfTen[power - 38] + carry, lower)
    }
}
