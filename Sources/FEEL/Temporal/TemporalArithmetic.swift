/// Arithmetic of dates, times and durations (DMN 1.5, tables 53–56).
enum TemporalArithmetic {
    static func result(_ operation: Syntax.Arithmetic, _ left: Value, _ right: Value) -> Value {
        switch operation {
        case .add: sum(left, right) ?? sum(right, left) ?? .null
        case .subtract: difference(left, right) ?? .null
        case .multiply: product(left, right) ?? product(right, left) ?? .null
        case .divide: quotient(left, right) ?? .null
        case .power: .null
        }
    }

    private static func sum(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.daysDuration(let a), .daysDuration(let b)):
            days(a.totalNanoseconds + b.totalNanoseconds)
        case (.monthsDuration(let a), .monthsDuration(let b)):
            months(a.months.addingReportingOverflow(b.months))
        case (.date(let a), .monthsDuration(let b)):
            a.adding(months: b.months).map { .date($0) }
        case (.date(let a), .daysDuration(let b)):
            a.startOfDay.adding(b).map { .date($0.date) }
        case (.dateTime(let a), .monthsDuration(let b)):
            a.date.adding(months: b.months).map { .dateTime(CivilDateTime(date: $0, time: a.time)) }
        case (.dateTime(let a), .daysDuration(let b)):
            a.adding(b).map { .dateTime($0) }
        case (.time(let a), .daysDuration(let b)):
            .time(a.adding(b))
        default: nil
        }
    }

    private static func difference(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.date(let a), .date(let b)):
            return days(Int128(a.daysSince1970 - b.daysSince1970) * Int128(CivilTime.nanosecondsPerDay))
        case (.date(let a), .dateTime(let b)): return between(a.startOfDay, b)
        case (.dateTime(let a), .date(let b)): return between(a, b.startOfDay)
        case (.dateTime(let a), .dateTime(let b)): return between(a, b)
        case (.time(let a), .time(let b)):
            guard (a.zone == .unspecified) == (b.zone == .unspecified) else { return nil }
            return days(Int128(a.universal - b.universal))
        case (.daysDuration(let a), .daysDuration(let b)): return days(a.totalNanoseconds - b.totalNanoseconds)
        case (.monthsDuration(let a), .monthsDuration(let b)):
            return months(a.months.subtractingReportingOverflow(b.months))
        case (_, .daysDuration(let b)):
            return DaysDuration(totalNanoseconds: -b.totalNanoseconds).flatMap { sum(left, .daysDuration($0)) }
        case (_, .monthsDuration(let b)):
            return b.months == Int.min ? nil : sum(left, .monthsDuration(MonthsDuration(months: -b.months)))
        default: return nil
        }
    }

    private static func between(_ a: CivilDateTime, _ b: CivilDateTime) -> Value? {
        guard (a.zone == .unspecified) == (b.zone == .unspecified) else { return nil }
        return days(a.universalNanoseconds - b.universalNanoseconds)
    }

    private static func product(_ left: Value, _ right: Value) -> Value? {
        guard case .number(let factor) = right else { return nil }
        switch left {
        case .daysDuration(let duration):
            return (duration.decimalSeconds * factor).flatMap(DaysDuration.init).map { .daysDuration($0) }
        case .monthsDuration(let duration):
            return (Decimal128(duration.months) * factor).flatMap(MonthsDuration.init).map { .monthsDuration($0) }
        default: return nil
        }
    }

    private static func quotient(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.daysDuration(let a), .number(let b)):
            (a.decimalSeconds / b).flatMap(DaysDuration.init).map { .daysDuration($0) }
        case (.monthsDuration(let a), .number(let b)):
            (Decimal128(a.months) / b).flatMap(MonthsDuration.init).map { .monthsDuration($0) }
        case (.daysDuration(let a), .daysDuration(let b)): (a.decimalSeconds / b.decimalSeconds).map { .number($0) }
        case (.monthsDuration(let a), .monthsDuration(let b)):
            (Decimal128(a.months) / Decimal128(b.months)).map { .number($0) }
        default: nil
        }
    }

    private static func days(_ nanoseconds: Int128) -> Value? {
        DaysDuration(totalNanoseconds: nanoseconds).map { .daysDuration($0) }
    }

    private static func months(_ result: (Int, overflow: Bool)) -> Value? {
        result.overflow ? nil : .monthsDuration(MonthsDuration(months: result.0))
    }
}

extension DaysDuration {
    /// The length in seconds with its fraction.
    var decimalSeconds: Decimal128 {
        let total = totalNanoseconds
        return Decimal128.rounding(total < 0, total.magnitude, -9)?.normalized ?? .zero
    }

    /// Seconds with at most nine decimals; further ones are cut.
    init?(_ seconds: Decimal128) {
        guard let shifted = seconds * 1_000_000_000, let whole = shifted.rounded(to: 0, .down) else { return nil }
        guard whole.exponent <= 4 else { return nil }
        var size = whole.coefficient
        if whole.exponent > 0 { size *= PowersOfTen[whole.exponent] }
        guard let total = Int128(exactly: size) else { return nil }
        self.init(totalNanoseconds: whole.isNegative ? -total : total)
    }
}

extension MonthsDuration {
    /// A number of months; a fraction is cut.
    init?(_ months: Decimal128) {
        guard let whole = months.rounded(to: 0, .down)?.integer else { return nil }
        self.init(months: whole)
    }
}

extension CivilTime {
    /// Around midnight the clock starts again.
    func adding(_ duration: DaysDuration) -> CivilTime {
        let total = (Int128(nanoseconds) + duration.totalNanoseconds) % Int128(CivilTime.nanosecondsPerDay)
        return CivilTime(nanoseconds: Int64(total), zone: zone)
    }
}

extension CivilDateTime {
    var universalNanoseconds: Int128 { Int128(universalSeconds) * 1_000_000_000 + Int128(time.nanosecond) }

    func adding(_ duration: DaysDuration) -> CivilDateTime? {
        let total = universalNanoseconds + duration.totalNanoseconds
        guard let sum = DaysDuration(totalNanoseconds: total) else { return nil }
        guard abs(sum.seconds) < 32_000_000_000_000_000 else { return nil }
        return CivilDateTime(universalSeconds: Int(sum.seconds), nanosecond: Int(sum.nanoseconds), zone: zone)
    }
}
