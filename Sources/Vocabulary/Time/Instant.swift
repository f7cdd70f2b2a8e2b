#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A moment, in microseconds of UTC since 1970-01-01.
///
/// Its written form is `2024-06-07T10:32:00.123Z` (RFC 3339); six decimals where milliseconds do not suffice. What people
/// see, and the day a moment falls on, follow Beijing time, UTC+8 without daylight saving.
public struct Instant: TextValue, Comparable, ExpressibleByStringLiteral {
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A wall time in Shanghai.
    public init(_ day: CalendarDay, hour: Int, minute: Int) {
        let seconds = Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60) - Instant.shanghaiOffset
        self.init(microseconds: seconds * 1_000_000)
    }

    /// The machine's clock.
    public static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// The civil day in Shanghai.
    public var day: CalendarDay {
        let local = microseconds + Instant.shanghaiOffset * 1_000_000
        return CalendarDay(daysSince1970: Int32(local.floored(by: Instant.oneDay)))
    }

    /// Minutes since midnight in Shanghai, 0 to 1439.
    public var minuteOfDay: Int {
        let local = microseconds + Instant.shanghaiOffset * 1_000_000
        return Int((local - local.floored(by: Instant.oneDay) * Instant.oneDay) / 60_000_000)
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    public func adding(seconds: Int) -> Instant {
        Instant(microseconds: microseconds + Int64(seconds) * 1_000_000)
    }

    public func adding(microseconds more: Int64) -> Instant {
        Instant(microseconds: microseconds + more)
    }

    /// Seconds from this moment to `other`; negative when `other` is earlier.
    public func seconds(until other: Instant) -> Double {
        Double(other.microseconds - microseconds) / 1_000_000
    }

    static let shanghaiOffset: Int64 = 8 * 3600
    static let oneDay: Int64 = 86_400_000_000
}

extension Int64 {
    /// The quotient rounded towards minus infinity, for a positive divisor.
    @inline(__always)
    func floored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
