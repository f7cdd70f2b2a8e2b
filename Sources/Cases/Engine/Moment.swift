import Vocabulary

/// When something is decided, and by which calendar days are counted.
public struct Moment: Sendable {
    public let instant: Instant
    public let calendar: WorkingCalendar

    public init(_ instant: Instant, calendar: WorkingCalendar = .official) {
        self.instant = instant
        self.calendar = calendar
    }

    /// The civil day in China Standard Time.
    public var day: CalendarDay { instant.day }

    /// The last day of a term that starts on this day.
    func after(_ count: Int, _ unit: Limit.Unit) -> CalendarDay {
        calendar.due(from: day, limit: Limit(count: count, unit: unit), excluding: []) ?? day
    }
}
