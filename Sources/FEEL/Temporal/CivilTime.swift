/// A time of day, with or without a zone: FEEL's `time`.
public struct CivilTime: Hashable, Sendable {
    /// Nanoseconds since midnight, below one day.
    public let nanoseconds: Int64
    public let zone: Zone

    static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    /// - Parameter nanoseconds: since midnight; any value is brought into one day.
    public init(nanoseconds: Int64, zone: Zone = .unspecified) {
        let rest = nanoseconds % CivilTime.nanosecondsPerDay
        self.nanoseconds = rest < 0 ? rest + CivilTime.nanosecondsPerDay : rest
        self.zone = zone
    }

    /// - Returns: `nil` when a part lies outside 0…23, 0…59 or 0…59.999999999.
    public init?(hour: Int, minute: Int, second: Int, nanosecond: Int = 0, zone: Zone = .unspecified) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else { return nil }
        guard (0..<1_000_000_000).contains(nanosecond) else { return nil }
        nanoseconds = Int64(hour * 3600 + minute * 60 + second) * 1_000_000_000 + Int64(nanosecond)
        self.zone = zone
    }

    public var hour: Int { Int(nanoseconds / 3_600_000_000_000) }
    public var minute: Int { Int(nanoseconds / 60_000_000_000 % 60) }
    public var second: Int { Int(nanoseconds / 1_000_000_000 % 60) }
    public var nanosecond: Int { Int(nanoseconds % 1_000_000_000) }

    /// Seconds east of UTC; `nil` for a local time. A region's offset is that of 1970-01-01, for want of a day.
    public var offset: Int? { zone.offset(atLocal: Int(nanoseconds / 1_000_000_000)) }

    /// Nanoseconds since midnight in UTC, not brought into one day; local times count as they stand.
    var universal: Int64 { nanoseconds - Int64(offset ?? 0) * 1_000_000_000 }
}

extension CivilTime: CustomStringConvertible {
    /// `10:32:00`, `10:32:00.5Z`, `10:32:00@Asia/Shanghai`.
    public var description: String {
        twoDigits(hour) + ":" + twoDigits(minute) + ":" + twoDigits(second) + fraction(nanosecond) + zone.description
    }
}

/// `.5` for 500,000,000 nanoseconds, nothing for none.
func fraction(_ nanoseconds: Int) -> String {
    if nanoseconds == 0 { return "" }
    var digits = String(nanoseconds)
    digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
}

/// A day and a time of day, with or without a zone: FEEL's `date and time`.
public struct CivilDateTime: Hashable, Sendable {
    public let date: CivilDate
    public let time: CivilTime

    public init(date: CivilDate, time: CivilTime) {
        self.date = date
        self.time = time
    }

    public var zone: Zone { time.zone }

    /// Seconds since 1970 as the local clock shows them.
    var localSeconds: Int { date.daysSince1970 * 86_400 + Int(time.nanoseconds / 1_000_000_000) }

    /// Seconds east of UTC; `nil` for a local date and time.
    public var offset: Int? { zone.offset(atLocal: localSeconds) }

    /// Seconds since 1970 in UTC; local moments count as they stand.
    public var universalSeconds: Int { localSeconds - (offset ?? 0) }

    /// The moment some seconds since 1970 (as the local clock shows them) in a zone.
    init?(localSeconds: Int, nanosecond: Int, zone: Zone) {
        let days = localSeconds >= 0 ? localSeconds / 86_400 : (localSeconds - 86_399) / 86_400
        guard let date = CivilDate(daysSince1970: days) else { return nil }
        self.date = date
        let seconds = Int64(localSeconds - days * 86_400)
        time = CivilTime(nanoseconds: seconds * 1_000_000_000 + Int64(nanosecond), zone: zone)
    }

    /// The instant some seconds since 1970 (UTC) as a clock in the zone shows it.
    public init?(universalSeconds: Int, nanosecond: Int, zone: Zone) {
        let offset: Int
        switch zone {
        case .unspecified: offset = 0
        case .offset(let seconds): offset = Int(seconds)
        case .region(let region): offset = region.offset(at: universalSeconds)
        }
        self.init(localSeconds: universalSeconds + offset, nanosecond: nanosecond, zone: zone)
    }
}

extension CivilDateTime: CustomStringConvertible {
    /// `2024-06-07T10:32:00+08:00`.
    public var description: String { date.description + "T" + time.description }
}
