/// An amount of renminbi, in whole fen (分, a hundredth of a yuan).
///
/// Arithmetic never wraps: `+`, `-` and `*` stop the program beyond 92 quadrillion yuan, the `checked` forms return nil.
public struct Money: TextValue, Comparable {
    public let fen: Int64

    public init(fen: Int64) {
        self.fen = fen
    }

    public init(yuan: Int64) {
        self.init(fen: yuan * 100)
    }

    public static let zero = Money(fen: 0)

    public static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }

    public static func + (left: Money, right: Money) -> Money { Money(fen: left.fen + right.fen) }
    public static func - (left: Money, right: Money) -> Money { Money(fen: left.fen - right.fen) }
    public static prefix func - (amount: Money) -> Money { Money(fen: -amount.fen) }
    public static func * (amount: Money, times: Int) -> Money { Money(fen: amount.fen * Int64(times)) }
    public static func += (left: inout Money, right: Money) { left = left + right }
    public static func -= (left: inout Money, right: Money) { left = left - right }

    /// The sum, or nil where it does not fit.
    public func adding(checked other: Money) -> Money? {
        let (sum, overflow) = fen.addingReportingOverflow(other.fen)
        return overflow ? nil : Money(fen: sum)
    }

    /// The difference, or nil where it does not fit.
    public func subtracting(checked other: Money) -> Money? {
        let (difference, overflow) = fen.subtractingReportingOverflow(other.fen)
        return overflow ? nil : Money(fen: difference)
    }

    public enum Rounding: String, Hashable, Sendable, Codable {
        /// Towards zero: never more than the exact share.
        case down
        /// To the nearest fen, halves away from zero (四舍五入).
        case half
    }

    /// `numerator / denominator` of the amount, such as two thirds of what was paid; computed exactly, rounded once.
    ///
    /// - Parameters:
    ///   - numerator: not negative.
    ///   - denominator: positive.
    /// - Returns: nil where the share does not fit.
    public func share(_ numerator: Int64, of denominator: Int64, rounding: Rounding) -> Money? {
        precondition(numerator >= 0 && denominator > 0)
        let product = fen.magnitude.multipliedFullWidth(by: numerator.magnitude)
        guard product.high < denominator.magnitude else { return nil }
        var (quotient, remainder) = denominator.magnitude.dividingFullWidth(product)
        if rounding == .half, remainder >= denominator.magnitude - remainder { quotient += 1 }
        guard let magnitude = Int64(exactly: quotient) else { return nil }
        return Money(fen: fen < 0 ? -magnitude : magnitude)
    }
}

extension Sequence<Money> {
    /// The sum of all amounts.
    public func total() -> Money { reduce(.zero, +) }
}
