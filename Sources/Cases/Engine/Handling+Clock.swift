import Catalog
import Vocabulary

extension ItemTask.Handling {
    static let supplementPause = "supplement"
    static let reviewPause = "ended"

    init(_ acceptance: Acceptance) {
        acceptedOn = acceptance.on
        isDeemed = acceptance.isDeemed
        limit = acceptance.limit
        yellowDays = acceptance.yellowDays
        step = acceptance.step
        kind = acceptance.kind
        stepSince = acceptance.on
        stepUntil = nil
        pauses = []
        tolerances = acceptance.tolerances
        warning = .none
        draft = Answers()
        isReview = false
        isDecided = false
        enter(
            acceptance.step, kind: acceptance.kind, clockRuns: acceptance.clockRuns, until: acceptance.until,
            on: acceptance.on)
    }

    /// Begins a step. A step outside the statutory clock (特别程序) pauses it until the next one begins.
    mutating func enter(_ step: StageCode, kind: Stage.Kind, clockRuns: Bool, until: CalendarDay?, on day: CalendarDay)
    {
        // Publicity stops the clock for its own days and not for the time until somebody looks.
        closePause(self.step.rawValue, on: min(day, stepUntil ?? day))
        self.step = step
        self.kind = kind
        stepSince = day
        stepUntil = until
        if !clockRuns { pauses.append(Pause(from: day, to: nil, reason: step.rawValue)) }
    }

    mutating func closePause(_ reason: String, on day: CalendarDay) {
        for index in pauses.indices where pauses[index].reason == reason && pauses[index].to == nil {
            pauses[index].to = day
        }
    }

    mutating func closePauses(on day: CalendarDay) {
        for index in pauses.indices where pauses[index].to == nil { pauses[index].to = day }
    }

    /// Takes up a refused item again; the days between do not count.
    mutating func reopen(after end: CalendarDay, on day: CalendarDay) {
        pauses.append(Pause(from: end, to: day, reason: Self.reviewPause))
        correction = nil
        isReview = true
        isDecided = false
        warning = .none
    }

    /// Working days that counted from the day after acceptance through a day.
    public func workingDays(through day: CalendarDay, _ calendar: WorkingCalendar) -> Int {
        var count = 0
        var counted = acceptedOn.adding(days: 1)
        while counted <= day {
            if calendar.isWorking(counted), !isPaused(on: counted) { count += 1 }
            counted = counted.adding(days: 1)
        }
        return count
    }

    public var isPaused: Bool { pauses.contains { $0.to == nil } }

    private func isPaused(on day: CalendarDay) -> Bool {
        pauses.contains { pause in pause.from < day && (pause.to.map { day <= $0 } ?? true) }
    }
}
