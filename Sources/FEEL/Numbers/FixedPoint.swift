import Foundation

/// A binary fixed-point number with 64 bits before and 256 bits (77 decimal digits) behind the point: the workshop of the
/// transcendental functions, from which 34 correct digits are taken.
struct FixedPoint {
    private static let fractionLimbs = 8
    private static let limbs = 10

    private(set) var isNegative: Bool
    /// Little-endian.
    private var magnitude: [UInt32]

    private init(_ isNegative: Bool, _ magnitude: [UInt32]) {
        self.isNegative = isNegative
        self.magnitude = magnitude
    }

    init(_ value: Int) {
        var limbs = [UInt32](repeating: 0, count: FixedPoint.limbs)
        let size = UInt64(value.magnitude)
        limbs[FixedPoint.fractionLimbs] = UInt32(truncatingIfNeeded: size)
        limbs[FixedPoint.fractionLimbs + 1] = UInt32(truncatingIfNeeded: size >> 32)
        self.init(value < 0, limbs)
    }

    init(_ value: Double) {
        let whole = value.magnitude.rounded(.down)
        self.init(Int(whole))
        var rest = value.magnitude - whole
        for limb in stride(from: FixedPoint.fractionLimbs - 1, through: 0, by: -1) {
            rest *= 4_294_967_296
            let digit = rest.rounded(.down)
            magnitude[limb] = UInt32(digit)
            rest -= digit
        }
        isNegative = value < 0
    }

    /// A decimal number below 2⁶³; digits behind the 77th decimal are dropped.
    init?(_ value: Decimal128) {
        self.init(0)
        var exponent = value.exponent
        var coefficient = value.coefficient
        while exponent > 0 {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            coefficient = product
            exponent -= 1
        }
        // Bring the coefficient in nine digits at a time, dividing from the right.
        var groups: [UInt32] = []
        var places = -exponent
        while places > 0 {
            let take = places % 9 == 0 ? 9 : places % 9
            let power = PowersOfTen[take]
            groups.append(UInt32(truncatingIfNeeded: coefficient % power))
            coefficient /= power
            places -= take
            shift(in: groups[groups.count - 1], dividingBy: UInt32(truncatingIfNeeded: power))
        }
        guard coefficient < UInt128(1) << 63 else { return nil }
        self = self + FixedPoint(Int(coefficient))
        isNegative = value.isNegative
    }

    /// `(digit + self) / divisor`
    private mutating func shift(in digit: UInt32, dividingBy divisor: UInt32) {
        magnitude[FixedPoint.fractionLimbs] = digit
        magnitude[FixedPoint.fractionLimbs + 1] = 0
        self = self / divisor
    }

    var isZero: Bool { magnitude.allSatisfy { $0 == 0 } }

    static func + (left: FixedPoint, right: FixedPoint) -> FixedPoint {
        if left.isNegative == right.isNegative {
            return FixedPoint(left.isNegative, sum(left.magnitude, right.magnitude))
        }
        return less(left.magnitude, right.magnitude)
            ? FixedPoint(right.isNegative, difference(right.magnitude, left.magnitude))
            : FixedPoint(left.isNegative, difference(left.magnitude, right.magnitude))
    }

    static prefix func - (value: FixedPoint) -> FixedPoint { FixedPoint(!value.isNegative, value.magnitude) }
    static func - (left: FixedPoint, right: FixedPoint) -> FixedPoint { left + -right }

    private static func sum(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var result = a
        var carry: UInt64 = 0
        for index in a.indices {
            carry += UInt64(a[index]) + UInt64(b[index])
            result[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        return result
    }

    /// `a ≥ b`
    private static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var result = a
        var borrow: Int64 = 0
        for index in a.indices {
            let value = Int64(a[index]) - Int64(b[index]) + borrow
            result[index] = UInt32(truncatingIfNeeded: value)
            borrow = value < 0 ? -1 : 0
        }
        return result
    }

    private static func less(_ a: [UInt32], _ b: [UInt32]) -> Bool {
        for index in a.indices.reversed() where a[index] != b[index] { return a[index] < b[index] }
        return false
    }

    static func * (left: FixedPoint, right: FixedPoint) -> FixedPoint {
        var product = [UInt64](repeating: 0, count: 2 * limbs + 1)
        for i in 0..<limbs where left.magnitude[i] != 0 {
            var carry: UInt64 = 0
            for j in 0..<limbs {
                let value = UInt64(left.magnitude[i]) * UInt64(right.magnitude[j]) + product[i + j] + carry
                product[i + j] = value & 0xFFFF_FFFF
                carry = value >> 32
            }
            product[i + limbs] += carry
        }
        let kept = product[fractionLimbs..<fractionLimbs + limbs].map { UInt32(truncatingIfNeeded: $0) }
        return FixedPoint(left.isNegative != right.isNegative, kept)
    }

    static func / (left: FixedPoint, right: UInt32) -> FixedPoint {
        var result = left
        var rest: UInt64 = 0
        for index in left.magnitude.indices.reversed() {
            rest = rest << 32 | UInt64(left.magnitude[index])
            result.magnitude[index] = UInt32(truncatingIfNeeded: rest / UInt64(right))
            rest %= UInt64(right)
        }
        return result
    }

    /// Division by Newton's reciprocal; the divisor is not zero and lies between 2⁻³⁰ and 2³⁰.
    static func / (left: FixedPoint, right: FixedPoint) -> FixedPoint {
        var reciprocal = FixedPoint(1 / right.double)
        for _ in 0..<4 { reciprocal = reciprocal * (FixedPoint(2) - right * reciprocal) }
        return left * reciprocal
    }

    var double: Double {
        var value = 0.0
        for limb in magnitude.reversed() { value = value * 4_294_967_296 + Double(limb) }
        value = value / 0x1p256
        return isNegative ? -value : value
    }

    /// The nearest decimal number of 34 digits times `10^exponent`.
    func decimal(timesTenTo exponent: Int = 0) -> Decimal128? {
        var whole =
            UInt128(magnitude[FixedPoint.fractionLimbs + 1]) << 32 | UInt128(magnitude[FixedPoint.fractionLimbs])
        var rest = self
        var power = exponent
        rest.magnitude[FixedPoint.fractionLimbs] = 0
        rest.magnitude[FixedPoint.fractionLimbs + 1] = 0
        // Small numbers need more places: take digits until 37 significant ones are there.
        var places = 0
        while decimalDigits(whole) < 37, places < 74 {
            rest = rest * FixedPoint(10)
            whole = whole * 10 + UInt128(rest.magnitude[FixedPoint.fractionLimbs])
            rest.magnitude[FixedPoint.fractionLimbs] = 0
            power -= 1
            places += 1
        }
        return Decimal128.rounding(isNegative, whole, power, inexact: !rest.isZero)?.normalized
    }

    // MARK: Functions

    /// eˣ for |x| below 20.
    static func exp(_ x: FixedPoint) -> FixedPoint {
        // e^x = (e^(x/2^20))^(2^20); the series converges within a dozen terms.
        let halvings = 20
        let small = x / UInt32(1 << halvings)
        var term = FixedPoint(1)
        var sum = FixedPoint(1)
        for n in 1...24 {
            term = term * small / UInt32(n)
            if term.isZero { break }
            sum = sum + term
        }
        for _ in 0..<halvings { sum = sum * sum }
        return sum
    }

    /// ln x for x from 1 to 10.
    static func log(_ x: FixedPoint) -> FixedPoint {
        var y = FixedPoint(Foundation.log(x.double))
        // Halley's iteration triples the correct digits.
        for _ in 0..<3 {
            let power = exp(y)
            y = y + FixedPoint(2) * (x - power) / (x + power)
        }
        return y
    }

    static let ln10 = log(FixedPoint(10))

    /// √x for x from 1 to 100.
    static func squareRoot(_ x: FixedPoint) -> FixedPoint {
        var y = FixedPoint(x.double.squareRoot())
        for _ in 0..<4 { y = (y + x / y) / UInt32(2) }
        return y
    }
}
