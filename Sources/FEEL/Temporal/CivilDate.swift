/// A day of the proleptic Gregorian calendar without time and zone: FEEL's `date`.
public struct CivilDate: Hashable, Sendable {
    /// −999,999,999 … 999,999,999; the year 0 exists, as in ISO 8601.
    public let year: Int32
    /// 1…12.
    public let month: UInt8
    /// 1…31.
    public let day: UInt8

    static let years = -999_999_999...999_999_999

    /// - Returns: `nil` when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard CivilDate.years.contains(year), (1...12).contains(month), day >= 1 else { return nil }
        guard day <= CivilDate.days(inMonth: month, of: year) else { return nil }
        self.year = Int32(year)
        self.month = UInt8(month)
        self.day = UInt8(day)
    }

    /// The day that lies a number of days after 1970-01-01; `nil` beyond the range of years.
    public init?(daysSince1970 days: Int) {
        guard abs(days) < 366_000_000_000 else { return nil }
        // Howard Hinnant's civil_from_days, with eras of 400 years that begin on 1 March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        guard CivilDate.years.contains(year) else { return nil }
        self.year = Int32(year)
        self.month = UInt8(month)
        self.day = UInt8(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    public var daysSince1970: Int {
        let year = Int(year) - (month <= 2 ? 1 : 0)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let month = Int(month)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + Int(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 1 (Monday) … 7 (Sunday), as ISO 8601 counts.
    public var weekday: Int {
        let days = (daysSince1970 + 3) % 7
        return (days < 0 ? days + 7 : days) + 1
    }

    /// 1…366.
    public var dayOfYear: Int {
        daysSince1970 - (CivilDate(year: Int(year), month: 1, day: 1)?.daysSince1970 ?? 0) + 1
    }

    /// The ISO 8601 week: 1…53. The first week of a year is the one with its first Thursday.
    public var weekOfYear: Int {
        let thursday = daysSince1970 - weekday + 4
        guard let owner = CivilDate(daysSince1970: thursday) else { return 1 }
        return (owner.dayOfYear - 1) / 7 + 1
    }

    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A day some months later; the 31st becomes the last day of a shorter month.
    public func adding(months: Int) -> CivilDate? {
        let (total, overflow) = (Int(year) * 12 + Int(month) - 1).addingReportingOverflow(months)
        if overflow { return nil }
        let year = total >= 0 ? total / 12 : (total - 11) / 12
        let month = total - year * 12 + 1
        return CivilDate(year: year, month: month, day: min(Int(day), CivilDate.days(inMonth: month, of: year)))
    }

    public func adding(days: Int) -> CivilDate? {
        let (total, overflow) = daysSince1970.addingReportingOverflow(days)
        return overflow ? nil : CivilDate(daysSince1970: total)
    }
}

extension CivilDate: Comparable {
    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CivilDate: CustomStringConvertible {
    /// `2024-06-07`; years outside 0…9999 carry their sign or more digits.
    public var description: String {
        let digits = String(year.magnitude)
        return (year < 0 ? "-" : "") + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
            + "-" + twoDigits(Int(month)) + "-" + twoDigits(Int(day))
    }
}

func twoDigits(_ value: Int) -> String { value < 10 ? "0" + String(value) : String(value) }
