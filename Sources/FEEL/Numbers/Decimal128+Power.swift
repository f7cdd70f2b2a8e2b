extension Decimal128 {
    /// `self` to the power of a whole number, by squaring; `nil` on overflow or for 0 to a negative power.
    func power(whole exponent: Int) -> Decimal128? {
        var result = Decimal128.one
        var base = self
        var left = exponent.magnitude
        while left > 0 {
            if left & 1 == 1 {
                guard let product = result * base else { return nil }
                result = product
            }
            left >>= 1
            if left > 0 {
                guard let square = base * base else { return nil }
                base = square
            }
        }
        return exponent < 0 ? Decimal128.one / result : result
    }

    /// `self` to any power.
    func power(_ exponent: Decimal128) -> Decimal128? {
        guard let whole = exponent.integer, whole.magnitude < 1_000_000 else { return nil }
        return power(whole: whole)
    }
}
