/// How long something may take: `5` working days, `30` calendar days, or `0`, at once (即办).
public struct Limit: Hashable, Sendable, Codable {
    /// Not negative; 0 means the same day.
    public var count: Int
    public var unit: Unit

    public init(count: Int, unit: Unit) {
        self.count = count
        self.unit = unit
    }

    public enum Unit: String, Hashable, Sendable, CaseIterable, Codable {
        /// 工作日
        case workingDays
        /// 日, 自然日
        case calendarDays
    }

    /// 即办: due the day it is accepted.
    public static let instant = Limit(count: 0, unit: .workingDays)

    public static func workingDays(_ count: Int) -> Limit { Limit(count: count, unit: .workingDays) }
    public static func calendarDays(_ count: Int) -> Limit { Limit(count: count, unit: .calendarDays) }

    public var text: Bilingual {
        switch (count, unit) {
        case (0, _): Bilingual("即办", "at once")
        case (1, .workingDays): Bilingual("1 个工作日", "1 working day")
        case (1, .calendarDays): Bilingual("1 日", "1 day")
        case (_, .workingDays): Bilingual("\(count) 个工作日", "\(count) working days")
        case (_, .calendarDays): Bilingual("\(count) 日", "\(count) days")
        }
    }
}

/// A time in which the clock stands: a supplement is awaited (补正), or a special procedure runs (特别程序).
///
/// The days `d` with `from < d <= to` do not count. While `to` is nil the pause is open and there is no due day yet.
public struct Pause: Hashable, Sendable, Codable {
    public var from: CalendarDay
    public var to: CalendarDay?
    public var reason: String

    public init(from: CalendarDay, to: CalendarDay?, reason: String) {
        self.from = from
        self.to = to
        self.reason = reason
    }

    public func excludes(_ day: CalendarDay) -> Bool {
        from < day && to.map { day <= $0 } ?? true
    }
}
