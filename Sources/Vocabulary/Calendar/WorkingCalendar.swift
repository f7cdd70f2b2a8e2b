/// Which days are working days (工作日), and when a limit ends.
///
/// Days of a year with an official calendar follow it; in any other year Saturdays and Sundays are taken to be off, and
/// ``Deadline/unofficialYears`` says so. Every question is answered from prefix counts in constant time.
public struct WorkingCalendar: Sendable {
    /// One year of the yearly notice of the State Council's General Office.
    public struct Year: Hashable, Sendable {
        public var year: Int
        public var holidays: [Holiday]
        /// Weekend days that are worked to make up for others (调休上班).
        public var makeUpDays: [CalendarDay]
        /// Where the notice stands.
        public var source: String

        public init(year: Int, holidays: [Holiday], makeUpDays: [CalendarDay], source: String) {
            self.year = year
            self.holidays = holidays
            self.makeUpDays = makeUpDays
            self.source = source
        }
    }

    /// Days off for one occasion, weekends among them included.
    public struct Holiday: Hashable, Sendable {
        public var name: Bilingual
        public var days: ClosedRange<CalendarDay>

        public init(_ name: Bilingual, _ days: ClosedRange<CalendarDay>) {
            self.name = name
            self.days = days
        }
    }

    public let years: [Year]
    private let official: Set<Int>
    private let holidayNames: [CalendarDay: Bilingual]
    private let makeUps: Set<CalendarDay>

    /// The table covers the days from `first`; beyond it weekends rule.
    private let first: Int
    /// `through[i]`: working days among the first `i` days of the table.
    private let through: [Int32]
    /// `nth[k]`: the offset in the table of its working day number `k`, from 0.
    private let nth: [Int32]

    public init(years: [Year]) {
        self.years = years.sorted { $0.year < $1.year }
        official = Set(years.map(\.year))
        var names: [CalendarDay: Bilingual] = [:]
        for holiday in years.lazy.flatMap(\.holidays) {
            for day in holiday.days { names[day] = holiday.name }
        }
        holidayNames = names
        makeUps = Set(years.lazy.flatMap(\.makeUpDays))
        let marked = Array(names.keys) + makeUps
        let bounds = self.years.flatMap { [CalendarDay(civil: $0.year, 1, 1), CalendarDay(civil: $0.year, 12, 31)] }
        guard let start = (bounds + marked).min(), let end = (bounds + marked).max() else {
            (first, through, nth) = (0, [0], [])
            return
        }
        first = Int(start.daysSince1970)
        var counts: [Int32] = [0]
        var offsets: [Int32] = []
        for (offset, day) in (start...end).enumerated() {
            let working = makeUps.contains(day) || (names[day] == nil && !day.weekday.isWeekend)
            if working { offsets.append(Int32(offset)) }
            counts.append(Int32(offsets.count))
        }
        through = counts
        nth = offsets
    }

    /// Whether the year's official calendar is known.
    public func covers(year: Int) -> Bool { official.contains(year) }

    /// The name of the holiday a day is off for, if it is.
    public func holiday(on day: CalendarDay) -> Bilingual? { makeUps.contains(day) ? nil : holidayNames[day] }

    /// Whether the day is a weekend day that is worked.
    public func isMakeUp(_ day: CalendarDay) -> Bool { makeUps.contains(day) }

    public func isWorking(_ day: CalendarDay) -> Bool {
        let offset = Int(day.daysSince1970) - first
        guard offset >= 0, offset + 1 < through.count else { return !day.weekday.isWeekend }
        return through[offset + 1] != through[offset]
    }

    /// Working days `d` with `after < d <= through`; negative when `through` is the earlier.
    public func workingDays(after: CalendarDay, through: CalendarDay) -> Int {
        index(of: through) - index(of: after)
    }

    /// The `count`-th working day after `day`, for a positive count.
    public func workingDay(_ count: Int, after day: CalendarDay) -> CalendarDay {
        dayOf(index: index(of: day) + count)
    }

    /// The day itself if it is a working day, otherwise the next one that is.
    public func workingDay(onOrAfter day: CalendarDay) -> CalendarDay {
        isWorking(day) ? day : workingDay(1, after: day)
    }

    /// Working days from the table's first day through `day`; negative before it.
    @inline(__always)
    func index(of day: CalendarDay) -> Int {
        let offset = Int(day.daysSince1970) - first + 1
        if offset < 0 { return weekdays(through: Int(day.daysSince1970)) - weekdays(through: first - 1) }
        if offset < through.count { return Int(through[offset]) }
        let last = first + through.count - 2
        return nth.count + weekdays(through: Int(day.daysSince1970)) - weekdays(through: last)
    }

    /// The earliest day whose index is `index`.
    @inline(__always)
    func dayOf(index: Int) -> CalendarDay {
        if index >= 1, index <= nth.count { return CalendarDay(daysSince1970: Int32(first) + nth[index - 1]) }
        if index < 1 { return weekday(number: weekdays(through: first - 1) + index) }
        return weekday(number: weekdays(through: first + through.count - 2) + index - nth.count)
    }

    /// Mondays to Fridays from Monday 1969-12-29 through a day given as days since 1970.
    @inline(__always)
    private func weekdays(through day: Int) -> Int {
        let days = day + 4
        let week = days >= 0 ? days / 7 : (days - 6) / 7
        return week * 5 + min(days - week * 7, 5)
    }

    /// The day that is Monday-to-Friday number `number`, counted as above.
    @inline(__always)
    private func weekday(number: Int) -> CalendarDay {
        let before = number - 1
        let week = before >= 0 ? before / 5 : (before - 4) / 5
        return CalendarDay(daysSince1970: Int32(week * 7 + (before - week * 5) - 3))
    }
}
