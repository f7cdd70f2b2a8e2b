/// Roots, powers, exponentials and logarithms, correct to 34 digits.
extension Decimal128 {
    /// The square root; `nil` below zero.
    public func squareRoot() -> Decimal128? {
        if isZero { return .zero }
        if isNegative { return nil }
        let (mantissa, exponent) = scaled(even: true)
        return FixedPoint(mantissa).flatMap { FixedPoint.squareRoot($0).decimal(timesTenTo: exponent / 2) }
    }

    /// e to this power; `nil` on overflow.
    public func exponential() -> Decimal128? {
        if isZero { return .one }
        if decimalDigits(coefficient) + exponent > 6 { return isNegative ? .zero : nil }
        if decimalDigits(coefficient) + exponent < -60 { return .one }
        return FixedPoint(self).flatMap { Decimal128.exponential(of: $0) }
    }

    /// The natural logarithm; `nil` for zero and below.
    public func logarithm() -> Decimal128? {
        if isZero || isNegative { return nil }
        return fixedLogarithm()?.decimal()
    }

    /// This number to a power; `nil` on overflow, for 0 to a negative power, and for a root of a negative number.
    public func power(_ exponent: Decimal128) -> Decimal128? {
        if exponent.isZero { return .one }
        if isZero { return exponent.isNegative ? nil : .zero }
        if self == .one { return .one }
        if let whole = exponent.integer, whole.magnitude < 1 << 40 {
            let plain = normalized
            if decimalDigits(plain.coefficient) * min(Int(whole.magnitude), 100) <= Decimal128.maximumDigits {
                return plain.power(exactly: whole)
            }
            let size = magnitude.powerByLogarithm(exponent)
            return isNegative && whole & 1 == 1 ? size.map { -$0 } : size
        }
        return isNegative ? nil : powerByLogarithm(exponent)
    }

    /// By squaring; every product fits 34 digits, but may be too large.
    private func power(exactly exponent: Int) -> Decimal128? {
        var result = Decimal128.one
        for _ in 0..<min(Int(exponent.magnitude), 34) {
            guard let product = result * self else { return nil }
            result = product
        }
        if exponent.magnitude > 34 {
            // Only a power of ten (or one) reaches this place.
            let (power, overflow) = self.exponent.multipliedReportingOverflow(by: Int(exponent.magnitude))
            if overflow || power.magnitude > 20_000 { return (power < 0) == (exponent > 0) ? .zero : nil }
            let negative = isNegative && exponent & 1 == 1
            return Decimal128.rounding(negative, 1, exponent < 0 ? -power : power)
        }
        return exponent < 0 ? Decimal128.one / result : result
    }

    private func powerByLogarithm(_ exponent: Decimal128) -> Decimal128? {
        guard let logarithm = fixedLogarithm() else { return nil }
        guard decimalDigits(exponent.coefficient) + exponent.exponent <= 14 else {
            return exponent.isNegative == logarithm.isNegative ? nil : .zero
        }
        guard let fixed = FixedPoint(exponent) else { return nil }
        return Decimal128.exponential(of: logarithm * fixed)
    }

    private func fixedLogarithm() -> FixedPoint? {
        let (mantissa, exponent) = scaled(even: false)
        guard let fixed = FixedPoint(mantissa) else { return nil }
        return FixedPoint.log(fixed) + FixedPoint(exponent) * FixedPoint.ln10
    }

    private static func exponential(of x: FixedPoint) -> Decimal128? {
        let estimate = x.double
        if estimate > 14_200 { return nil }
        if estimate < -14_300 { return .zero }
        // e^x = 10^k · e^(x − k·ln 10)
        let power = Int((estimate / 2.302585092994046).rounded())
        let rest = x - FixedPoint(power) * FixedPoint.ln10
        return FixedPoint.exp(rest).decimal(timesTenTo: power)
    }

    /// The magnitude as mantissa × 10^exponent: from 1 to 10, or from 1 to 100 with an even exponent.
    private func scaled(even: Bool) -> (Decimal128, Int) {
        var exponent = exponent + decimalDigits(coefficient) - 1
        if even, exponent & 1 != 0 { exponent -= 1 }
        return (Decimal128(unchecked: false, coefficient, self.exponent - exponent), exponent)
    }
}
