import Catalog
import Vocabulary

/// Something that time alone brings about. Each is a pure function of state and calendar, so it fires once: its own event
/// takes away its ground.
public enum Alarm: Equatable, Sendable {
    /// 逾期未告知: the department neither accepted nor asked in time.
    case deemedAccepted
    /// The applicant did not answer in time.
    case correctionLapsed
    case publicityEnded
    case turnedYellow(due: CalendarDay)
    case turnedRed(due: CalendarDay)
    case toleranceLapsed(MaterialCode)
    case commitmentCheckDue
}

extension ItemTask {
    /// The next alarm and the day at whose beginning (China Standard Time) it rings.
    public func nextAlarm(_ calendar: WorkingCalendar) -> (day: CalendarDay, alarm: Alarm)? {
        switch progress {
        case .waiting: return nil
        case .received(_, let acceptBy): return (acceptBy.adding(days: 1), .deemedAccepted)
        case .correcting(let correction): return (correction.by.adding(days: 1), .correctionLapsed)
        case .handling(let handling): return handling.nextAlarm(calendar)
        case .ended(let ending):
            guard let day = ending.checkOn, day < .distantFuture, !ending.isRevoked else { return nil }
            return (day, .commitmentCheckDue)
        }
    }
}

extension ItemTask.Handling {
    func nextAlarm(_ calendar: WorkingCalendar) -> (day: CalendarDay, alarm: Alarm)? {
        var next: (day: CalendarDay, alarm: Alarm)?
        func consider(_ day: CalendarDay, _ alarm: Alarm) {
            if next.map({ day < $0.day }) ?? true { next = (day, alarm) }
        }
        if let correction { consider(correction.by.adding(days: 1), .correctionLapsed) }
        if kind == .publicize, let stepUntil { consider(stepUntil.adding(days: 1), .publicityEnded) }
        for (material, by) in tolerances.sorted(by: { $0.key < $1.key }) where by < .distantFuture {
            consider(by.adding(days: 1), .toleranceLapsed(material))
        }
        if let due = calendar.due(from: acceptedOn, limit: limit, excluding: pauses) {
            if warning < .yellow, limit.count > yellowDays {
                consider(calendar.workingDay(yellowDays, before: due), .turnedYellow(due: due))
            }
            if warning < .red { consider(due.adding(days: 1), .turnedRed(due: due)) }
        }
        return next
    }
}

extension WorkingCalendar {
    /// The working day that lies `count` working days before a day.
    func workingDay(_ count: Int, before day: CalendarDay) -> CalendarDay {
        var left = count
        var found = day
        while left > 0 {
            found = found.adding(days: -1)
            if isWorking(found) { left -= 1 }
        }
        return found
    }
}

extension Application {
    /// When the clock next has something to do for this application.
    public func wakeAt(_ calendar: WorkingCalendar) -> Instant? {
        let day = tasks.compactMap { $0.nextAlarm(calendar)?.day }.min()
        return day.map { Instant($0, hour: 0, minute: 0) }
    }
}

extension Deliberation {
    /// Rings every alarm whose day has come, each item's in the order of their days.
    mutating func wake() throws(Refusal) {
        for code in application.tasks.map(\.item) {
            while let next = try task(code).nextAlarm(at.calendar), next.day <= at.day {
                try ring(next.alarm, code)
            }
        }
    }

    private mutating func ring(_ alarm: Alarm, _ code: ItemCode) throws(Refusal) {
        switch alarm {
        case .deemedAccepted:
            let task = try task(code)
            record(.accepted(code, acceptance(try item(code), flow: try flow(task), isDeemed: true)))
        case .correctionLapsed:
            record(.terminated(code, reason: "correctionLapsed"))
        case .publicityEnded: try endPublicity(code)
        case .turnedYellow(let due): record(.warned(code, .yellow, due: due))
        case .turnedRed(let due): record(.warned(code, .red, due: due))
        case .toleranceLapsed(let material): record(.toleranceLapsed(code, material))
        case .commitmentCheckDue: record(.commitmentCheckDue(code))
        }
    }

    private mutating func endPublicity(_ code: ItemCode) throws(Refusal) {
        let task = try task(code)
        guard case .handling(let handling) = task.progress else { return }
        let next = try remaining(task, handling).next
        let item = try item(code)
        guard let following = next.first else { return try issue(item, draft: handling.draft) }
        enter(following, of: code, opinion: nil)
        try finish(item, handling, by: next)
    }
}
