/// A civil date without time zone, in the proleptic Gregorian calendar.
///
/// Stored as days since 1970-01-01; its written form is `2024-06-07` (GB/T 7408, ISO 8601).
public struct CalendarDay: TextValue, Comparable, ExpressibleByStringLiteral {
    public let daysSince1970: Int32

    public init(daysSince1970: Int32) {
        self.daysSince1970 = daysSince1970
    }

    /// The day with these civil components, or nil when there is none, such as 30 February. Years run from 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= CalendarDay.length(ofMonth: month, year: year)
        else { return nil }
        self.init(civil: year, month, day)
    }

    /// Days from civil components, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    init(civil year: Int, _ month: Int, _ day: Int) {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(daysSince1970: Int32(era * 146_097 + dayOfEra - 719_468))
    }

    /// The civil components, all three for the price of one.
    public var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSince1970) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    public var year: Int { components.year }
    public var month: Int { components.month }
    public var day: Int { components.day }

    public var weekday: Weekday {
        let sinceMonday = (Int(daysSince1970) + 3) % 7
        return Weekday(rawValue: (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1)!
    }

    public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        left.daysSince1970 < right.daysSince1970
    }

    public func adding(days: Int) -> CalendarDay {
        CalendarDay(daysSince1970: Int32(Int(daysSince1970) + days))
    }

    /// The same day of the month, that many months later; the last day of that month where it is shorter.
    public func adding(months: Int) -> CalendarDay {
        let (year, month, day) = components
        let total = year * 12 + (month - 1) + months
        let newYear = total >= 0 ? total / 12 : (total - 11) / 12
        let newMonth = total - newYear * 12 + 1
        return CalendarDay(civil: newYear, newMonth, min(day, CalendarDay.length(ofMonth: newMonth, year: newYear)))
    }

    public func adding(years: Int) -> CalendarDay {
        adding(months: years * 12)
    }

    /// Days from this day to `other`; negative when `other` is earlier.
    public func days(until other: CalendarDay) -> Int {
        Int(other.daysSince1970) - Int(daysSince1970)
    }

    /// Whole years completed from this day to `other`, as an age is counted (周岁): a year is completed on the
    /// anniversary, for 29 February in a common year on 1 March.
    public func years(until other: CalendarDay) -> Int {
        let (from, to) = (components, other.components)
        let before = (to.month, to.day) < (from.month, from.day)
        return to.year - from.year - (before ? 1 : 0)
    }

    public static func isLeap(year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The number of days of a month, 1 to 12.
    public static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year: year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDay: Strideable {
    public func distance(to other: CalendarDay) -> Int { days(until: other) }
    public func advanced(by days: Int) -> CalendarDay { adding(days: days) }
}

/// A day of the week, numbered as in ISO 8601: Monday is 1, Sunday is 7.
public enum Weekday: Int, Hashable, Sendable, CaseIterable, Codable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday

    public var isWeekend: Bool { self == .saturday || self == .sunday }

    public var name: Bilingual {
        switch self {
        case .monday: Bilingual("星期一", "Monday")
        case .tuesday: Bilingual("星期二", "Tuesday")
        case .wednesday: Bilingual("星期三", "Wednesday")
        case .thursday: Bilingual("星期四", "Thursday")
        case .friday: Bilingual("星期五", "Friday")
        case .saturday: Bilingual("星期六", "Saturday")
        case .sunday: Bilingual("星期日", "Sunday")
        }
    }
}
