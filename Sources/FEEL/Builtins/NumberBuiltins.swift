extension Builtins {
    static let numbers: [Builtin] = [
        Builtin("decimal(n: number, scale: number)") { arguments, _ in rounded(arguments, .halfEven) },
        rounding("floor", .floor), rounding("ceiling", .ceiling), rounding("round up", .up),
        rounding("round down", .down), rounding("round half up", .halfUp), rounding("round half down", .halfDown),
        rounding("round half even", .halfEven),
        Builtin("abs(n: number)") { arguments, _ in arguments[0].number.map { .number($0.magnitude) } ?? .null },
        Builtin("abs(n: days and time duration)") { arguments, _ in
            guard case .daysDuration(let duration) = arguments[0] else { return .null }
            let size = duration.totalNanoseconds
            return DaysDuration(totalNanoseconds: size < 0 ? -size : size).map { .daysDuration($0) } ?? .null
        },
        Builtin("abs(n: years and months duration)") { arguments, _ in
            guard case .monthsDuration(let duration) = arguments[0], duration.months > Int.min else { return .null }
            return .monthsDuration(MonthsDuration(months: abs(duration.months)))
        },
        Builtin("modulo(dividend: number, divisor: number)") { arguments, _ in
            guard let dividend = arguments[0].number, let divisor = arguments[1].number else { return .null }
            return dividend.modulo(divisor).map { .number($0) } ?? .null
        },
        Builtin("sqrt(number: number)") { arguments, _ in function(arguments) { $0.squareRoot() } },
        Builtin("log(number: number)") { arguments, _ in function(arguments) { $0.logarithm() } },
        Builtin("exp(number: number)") { arguments, _ in function(arguments) { $0.exponential() } },
        Builtin("odd(number: number)") { arguments, _ in
            arguments[0].number?.isEven.map { .boolean(!$0) } ?? .boolean(false)
        },
        Builtin("even(number: number)") { arguments, _ in
            arguments[0].number?.isEven.map { .boolean($0) } ?? .boolean(false)
        },
    ]

    private static func rounding(_ name: String, _ mode: Decimal128.RoundingMode) -> Builtin {
        Builtin("\(name)(n: number, scale?: number)") { arguments, _ in rounded(arguments, mode) }
    }

    private static func rounded(_ arguments: [Value], _ mode: Decimal128.RoundingMode) -> Value {
        guard let number = arguments[0].number else { return .null }
        var scale = 0
        if arguments.count > 1 {
            guard let given = arguments[1].number?.rounded(to: 0, .down)?.integer else { return .null }
            scale = given
        }
        return number.rounded(to: scale, mode).map { .number($0) } ?? .null
    }

    private static func function(_ arguments: [Value], _ body: (Decimal128) -> Decimal128?) -> Value {
        arguments[0].number.flatMap(body).map { .number($0) } ?? .null
    }
}

extension Decimal128 {
    /// `self − divisor × floor(self ÷ divisor)`: the sign of the divisor; exact. `nil` for a divisor of zero.
    public func modulo(_ divisor: Decimal128) -> Decimal128? {
        guard !divisor.isZero else { return nil }
        guard let rest = magnitude.remainder(divisor.magnitude) else { return nil }
        if rest.isZero { return rest }
        if isNegative == divisor.isNegative { return isNegative ? -rest : rest }
        guard let gap = divisor.magnitude - rest else { return nil }
        return divisor.isNegative ? -gap : gap
    }

    /// Of two positive numbers, by long division on a common exponent.
    private func remainder(_ divisor: Decimal128) -> Decimal128? {
        if self < divisor { return self }
        let common = min(exponent, divisor.exponent)
        // Bring the divisor to the common exponent; if it grows too long, its lower digits are zeros of the dividend's.
        let divisorShift = divisor.exponent - common
        guard divisorShift + decimalDigits(divisor.coefficient) <= 38 else { return nil }
        let modulus = divisor.coefficient * PowersOfTen[divisorShift]
        var rest = coefficient % modulus
        var shift = exponent - common
        while shift > 0, rest != 0 {
            let (high, low) = rest.multipliedFullWidth(by: 10)
            rest = high == 0 ? low % modulus : modulus.dividingFullWidth((high, low)).remainder
            shift -= 1
        }
        return Decimal128.rounding(false, rest, common)
    }

    /// Whether a whole number is divisible by two; `nil` for a fraction.
    var isEven: Bool? {
        guard isInteger else { return nil }
        let plain = exponent >= 0 ? self : rounded(to: 0, .down) ?? self
        return plain.exponent > 0 || plain.coefficient & 1 == 0
    }
}
