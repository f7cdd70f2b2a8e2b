extension Decimal128 {
    /// How a number with too many digits is brought to fewer.
    public enum RoundingMode: Sendable {
        /// Towards minus infinity.
        case floor
        /// Towards plus infinity.
        case ceiling
        /// Away from zero.
        case up
        /// Towards zero.
        case down
        /// To the nearest; a tie to the even neighbour.
        case halfEven
        /// To the nearest; a tie away from zero.
        case halfUp
        /// To the nearest; a tie towards zero.
        case halfDown
    }

    /// The number with at most `scale` digits after the decimal point (a negative scale rounds to tens, hundreds, …).
    ///
    /// - Returns: `nil` when the scale lies outside −6111…6176, as the standard asks.
    public func rounded(to scale: Int, _ mode: RoundingMode) -> Decimal128? {
        guard scale >= -Decimal128.maximumExponent, scale <= -Decimal128.minimumExponent else { return nil }
        let drop = -scale - exponent
        if drop <= 0 { return self }
        let kept = Decimal128.shiftedRight(
            coefficient, by: drop, mode: mode, negative: isNegative, inexact: false)
        return Decimal128.rounding(isNegative, kept, -scale)
    }

    /// `value ÷ 10^count`, rounded; `inexact` says that non-zero digits were dropped before.
    static func shiftedRight(
        _ value: UInt128, by count: Int, mode: RoundingMode, negative: Bool, inexact: Bool
    ) -> UInt128 {
        let quotient: UInt128
        /// How the dropped part compares with one half: −1 below, 0 equal, 1 above.
        let half: Int
        let dropped: Bool
        if count > 38 {
            quotient = 0
            half = -1
            dropped = value != 0 || inexact
        } else {
            let (whole, rest) = value.quotientAndRemainder(dividingBy: PowersOfTen[count])
            let middle = PowersOfTen[count - 1] * 5
            quotient = whole
            half = rest > middle || (rest == middle && inexact) ? 1 : rest == middle ? 0 : -1
            dropped = rest != 0 || inexact
        }
        guard dropped else { return quotient }
        let up =
            switch mode {
            case .floor: negative
            case .ceiling: !negative
            case .up: true
            case .down: false
            case .halfEven: half > 0 || (half == 0 && quotient & 1 == 1)
            case .halfUp: half >= 0
            case .halfDown: half > 0
            }
        return up ? quotient + 1 : quotient
    }
}
