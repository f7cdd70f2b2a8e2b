/// A length of time in days, hours, minutes and seconds: FEEL's `days and time duration`.
public struct DaysDuration: Hashable, Sendable, Comparable {
    /// Whole seconds, rounded towards minus infinity.
    public let seconds: Int64
    /// 0 … 999,999,999, added to `seconds`.
    public let nanoseconds: Int32

    public init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// `nil` on overflow of ±2⁶³ seconds.
    init?(totalNanoseconds total: Int128) {
        let (quotient, remainder) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard let seconds = Int64(exactly: remainder < 0 ? quotient - 1 : quotient) else { return nil }
        self.seconds = seconds
        nanoseconds = Int32(remainder < 0 ? remainder + 1_000_000_000 : remainder)
    }

    var totalNanoseconds: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) }

    public static func < (left: DaysDuration, right: DaysDuration) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// Days, hours, minutes, seconds and nanoseconds; all of one sign.
    public var parts: (days: Int, hours: Int, minutes: Int, seconds: Int, nanoseconds: Int) {
        let total = totalNanoseconds
        let sign = total < 0 ? -1 : 1
        let size = total.magnitude
        let seconds = Int(size / 1_000_000_000)
        return (
            sign * (seconds / 86_400), sign * (seconds / 3600 % 24), sign * (seconds / 60 % 60), sign * (seconds % 60),
            sign * Int(size % 1_000_000_000)
        )
    }
}

extension DaysDuration: CustomStringConvertible {
    /// `P1DT2H3M4.5S`; nothing is `PT0S`.
    public var description: String {
        let parts = parts
        var text = totalNanoseconds < 0 ? "-P" : "P"
        if parts.days != 0 { text += "\(parts.days.magnitude)D" }
        if parts.hours != 0 || parts.minutes != 0 || parts.seconds != 0 || parts.nanoseconds != 0 { text += "T" }
        if parts.hours != 0 { text += "\(parts.hours.magnitude)H" }
        if parts.minutes != 0 { text += "\(parts.minutes.magnitude)M" }
        if parts.seconds != 0 || parts.nanoseconds != 0 {
            text += String(parts.seconds.magnitude) + fraction(Int(parts.nanoseconds.magnitude)) + "S"
        }
        return text.hasSuffix("P") ? "PT0S" : text
    }
}

/// A length of time in years and months: FEEL's `years and months duration`.
public struct MonthsDuration: Hashable, Sendable, Comparable {
    /// Years × 12 + months.
    public let months: Int

    public init(months: Int) { self.months = months }

    public var years: Int { months / 12 }

    public static func < (left: MonthsDuration, right: MonthsDuration) -> Bool { left.months < right.months }
}

extension MonthsDuration: CustomStringConvertible {
    /// `P1Y2M`; nothing is `P0M`.
    public var description: String {
        let years = months.magnitude / 12
        let rest = months.magnitude % 12
        if months == 0 { return "P0M" }
        return (months < 0 ? "-P" : "P") + (years == 0 ? "" : "\(years)Y") + (rest == 0 ? "" : "\(rest)M")
    }
}
