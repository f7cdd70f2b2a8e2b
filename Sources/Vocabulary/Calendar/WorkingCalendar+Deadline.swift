extension WorkingCalendar {
    /// The last day on which acting is in time, or nil while a pause is open that keeps the limit from ending.
    ///
    /// Counting starts the day after acceptance and passes over paused days.
    /// - Working days: the day of the last counted one.
    /// - Calendar days: the last counted day, or where that is off the next working day that is not paused
    ///   (《民法典》第二百零三条).
    /// - A count of 0: the day of acceptance; where the clock is stopped on that very day, the day it goes on, or the next
    ///   working day after it.
    public func due(from accepted: CalendarDay, limit: Limit, excluding pauses: [Pause] = []) -> CalendarDay? {
        if pauses.isEmpty {
            switch (limit.count, limit.unit) {
            case (0, _): return accepted
            case (let count, .workingDays): return workingDay(count, after: accepted)
            case (let count, .calendarDays): return workingDay(onOrAfter: accepted.adding(days: count))
            }
        }
        let pauses = pauses.count == 1 ? pauses : pauses.sorted { $0.from < $1.from }
        guard limit.count > 0 else { return instant(accepted, pauses) }
        guard let last = lastCounted(from: accepted, limit: limit, pauses) else { return nil }
        return limit.unit == .workingDays ? last : firstFree(onOrAfter: last, pauses)
    }

    /// The day of the last counted day. `pauses` are sorted by their beginning.
    private func lastCounted(from accepted: CalendarDay, limit: Limit, _ pauses: [Pause]) -> CalendarDay? {
        var position = accepted
        var remaining = limit.count
        for pause in pauses {
            if let to = pause.to, to <= max(pause.from, position) { continue }
            if pause.from > position {
                let available = count(after: position, through: pause.from, limit.unit)
                if remaining <= available { break }
                remaining -= available
            }
            guard let to = pause.to else { return nil }
            position = to
        }
        switch limit.unit {
        case .workingDays: return workingDay(remaining, after: position)
        case .calendarDays: return position.adding(days: remaining)
        }
    }

    private func count(after: CalendarDay, through: CalendarDay, _ unit: Limit.Unit) -> Int {
        switch unit {
        case .workingDays: workingDays(after: after, through: through)
        case .calendarDays: after.days(until: through)
        }
    }

    private func instant(_ accepted: CalendarDay, _ pauses: [Pause]) -> CalendarDay? {
        var position = accepted
        for pause in pauses where pause.from <= position {
            guard let to = pause.to else { return nil }
            position = max(position, to)
        }
        guard position > accepted else { return accepted }
        return firstFree(onOrAfter: position, pauses.filter { $0.from >= position })
    }

    /// The first working day that no pause excludes.
    private func firstFree(onOrAfter day: CalendarDay, _ pauses: [Pause]) -> CalendarDay? {
        var candidate = workingDay(onOrAfter: day)
        for pause in pauses where pause.excludes(candidate) {
            guard let to = pause.to else { return nil }
            candidate = workingDay(onOrAfter: to.adding(days: 1))
        }
        return candidate
    }
}

extension WorkingCalendar {
    /// When a limit ends, with every day on the way accounted for. Takes time in proportion to the days; where only the
    /// day is wanted, ``due(from:limit:excluding:)`` gives the same one at once.
    public func deadline(from accepted: CalendarDay, limit: Limit, excluding pauses: [Pause] = []) -> Deadline {
        let due = due(from: accepted, limit: limit, excluding: pauses)
        var steps = [Deadline.Step(day: accepted, kind: .accepted)]
        var counted = 0
        var lastCountedDay = accepted
        // Without a due day the last thing to tell is the day on which the clock stood still for good.
        var day = accepted.adding(days: 1)
        while due.map({ day <= $0 }) ?? true {
            if let pause = pauses.first(where: { $0.excludes(day) }) {
                if due != day { steps.append(.init(day: day, kind: .paused(pause.reason))) }
                if due == nil, pauses.contains(where: { $0.to == nil && $0.excludes(day) }) { break }
            } else if let kind = kind(of: day, limit: limit, counted: counted) {
                if counted < limit.count, limit.unit == .calendarDays || isWorking(day) {
                    counted += 1
                    lastCountedDay = day
                }
                if due != day || counted > 0 && lastCountedDay == day { steps.append(.init(day: day, kind: kind)) }
            }
            day = day.adding(days: 1)
        }
        if let due { steps.append(.init(day: due, kind: .due)) }
        let years = consultedYears(from: accepted, due: due, lastCounted: lastCountedDay, limit)
        return Deadline(due: due, derivation: steps, unofficialYears: years.filter { !covers(year: $0) })
    }

    /// What an unpaused day does; nil for a working day on which nothing is left to count.
    private func kind(of day: CalendarDay, limit: Limit, counted: Int) -> Deadline.Step.Kind? {
        if counted < limit.count, limit.unit == .calendarDays { return .counted(counted + 1) }
        if isWorking(day) {
            guard counted < limit.count else { return nil }
            return isMakeUp(day) ? .makeUp(counted + 1) : .counted(counted + 1)
        }
        return holiday(on: day).map { .holiday($0) } ?? .weekend
    }

    /// The years whose calendar the answer depends on. A limit in calendar days asks only where it ends.
    private func consultedYears(
        from accepted: CalendarDay, due: CalendarDay?, lastCounted: CalendarDay, _ limit: Limit
    ) -> ClosedRange<Int> {
        let last = max(due ?? lastCounted, accepted)
        guard limit.count > 0, last > accepted else { return last.year...last.year }
        let start = limit.unit == .workingDays ? accepted.adding(days: 1) : lastCounted
        return min(start.year, last.year)...last.year
    }
}
