import Cases
import Catalog
import Ledger
import Vocabulary

/// What a simulation found wrong.
public struct Violation: Error, Equatable, Sendable, CustomStringConvertible {
    public let rule: String
    public let detail: String
    public var description: String { "\(rule): \(detail)" }

    init(_ rule: String, _ detail: String) {
        self.rule = rule
        self.detail = detail
    }
}

/// Watches the events of one application with a memory of its own, and calls every breach of the rules.
///
/// It shares nothing with the engine but the events and the calendar: it counts days by walking them.
struct Referee {
    private struct Item {
        let blueprint: Blueprint.Item
        let requires: [[ItemCode]]
        var state = State.waiting
        var result: Answers?
        var isRevoked = false
        var receivedOn: CalendarDay?
        var acceptedOn: CalendarDay?
        var correctionSince: CalendarDay?
        var outstanding: Set<MaterialCode> = []
        var isPublic = false
        var publicUntil: CalendarDay?
        /// Pauses that are over, and the beginnings of those that are not.
        var pauses: [(from: CalendarDay, to: CalendarDay)] = []
        var stepPause: CalendarDay?
        var yellows = 0
        var reds = 0
        var refusedOn: CalendarDay?
        var statementDue: CalendarDay?
        var isStatementTold = false
    }

    private enum State { case waiting, received, correcting, handling, granted, failed, unreached }

    private var items: [ItemCode: Item]
    private var order: [ItemCode]
    private var feedbacks = 0
    private var isOutdated = false
    private let calendar: WorkingCalendar

    init(_ submission: Submission, _ blueprint: Blueprint, _ calendar: WorkingCalendar) {
        items = [:]
        order = submission.items.map(\.item)
        self.calendar = calendar
        for entry in submission.items {
            guard let outline = blueprint.item(entry.item) else { continue }
            items[entry.item] = Item(blueprint: outline, requires: entry.requires)
        }
    }

    private func isStanding(_ code: ItemCode) -> Bool {
        items[code]?.state == .granted && items[code]?.isRevoked == false
    }

    private func hasEnded(_ code: ItemCode) -> Bool {
        switch items[code]?.state {
        case .granted, .failed, .unreached: true
        default: false
        }
    }

    private var hasAllEnded: Bool { order.allSatisfy(hasEnded) }

    /// Takes note of what one command brought about.
    mutating func watch(_ events: [ApplicationEvent], of act: Behaviour.Act, on day: CalendarDay) throws(Violation) {
        let before = items
        for event in events {
            try checkScope(event, act, before)
            try watch(event, of: act, on: day)
        }
        try judge(act, events, on: day)
    }

    private mutating func watch(_ event: ApplicationEvent, of act: Behaviour.Act, on day: CalendarDay) throws(Violation)
    {
        guard let code = event.item else { return try watchWhole(event) }
        guard var item = items[code] else {
            throw Violation("items", "\(event.kind) of \(code), which was not applied for")
        }
        let before = hasEnded(code)
        switch event {
        case .started(_, let acceptBy, let fed):
            guard item.state == .waiting || item.state == .unreached else {
                throw Violation("start", "\(code) started twice")
            }
            for group in item.requires where !group.contains(where: isStanding) {
                throw Violation("start", "\(code) started without any of \(group)")
            }
            for from in item.blueprint.requires.joined() where isStanding(from) {
                guard let outline = items[from]?.blueprint.result, let value = items[from]?.result?[outline] else {
                    continue
                }
                if fed[outline] != value { throw Violation("feed", "\(code) was not fed \(outline)") }
            }
            item.state = .received
            item.receivedOn = day
            if acceptBy != later(day, 5) { throw Violation("deadline", "\(code) is to be accepted by \(acceptBy)") }
        case .notReached(_, let because):
            guard item.state == .waiting else { throw Violation("unreached", "\(code) was \(item.state)") }
            let closed = item.requires.filter { group in group.allSatisfy { hasEnded($0) && !isStanding($0) } }
            guard closed.contains(where: { $0.contains(because) }) else {
                throw Violation("unreached", "\(code) because of \(because), which closes nothing")
            }
            item.state = .unreached
        case .correctionAsked(_, let correction):
            guard item.correctionSince == nil else { throw Violation("correction", "\(code) is asked twice at once") }
            guard correction.askedOn == day, correction.by == later(day, 10) else {
                throw Violation("correction", "\(code) was asked on \(correction.askedOn) until \(correction.by)")
            }
            if item.state == .received { item.state = .correcting }
            item.correctionSince = day
        case .correctionAnswered:
            guard let since = item.correctionSince else { throw Violation("correction", "\(code) was asked nothing") }
            item.correctionSince = nil
            if item.state == .correcting {
                item.state = .received
                item.receivedOn = day
            } else {
                item.pauses.append((since, day))
            }
        case .accepted(_, let acceptance):
            guard item.state == .received else { throw Violation("accept", "\(code) was \(item.state)") }
            if act.command == .wake, let received = item.receivedOn, day <= later(received, 5) {
                throw Violation("deadline", "\(code) was deemed accepted on \(day)")
            }
            item.state = .handling
            item.acceptedOn = acceptance.on
            item.outstanding = Set(acceptance.tolerances.keys)
            (item.yellows, item.reds) = (0, 0)
            enter(acceptance.step, of: &item, on: day)
        case .stepEntered(_, let step, _, _, _, _):
            guard item.state == .handling else { throw Violation("step", "\(code) was \(item.state)") }
            if act.command == .wake, let until = item.publicUntil, day <= until {
                throw Violation("deadline", "publicity of \(code) ended on \(day), not after \(until)")
            }
            enter(step, of: &item, on: day)
        case .supplied(_, let receipt): item.outstanding.remove(receipt.material)
        case .granted(_, let result, let checkOn):
            guard item.state == .handling, item.correctionSince == nil, item.outstanding.isEmpty else {
                throw Violation("decision", "\(code) was granted while something was open")
            }
            if item.blueprint.result != result.elements.first {
                throw Violation("decision", "\(code) was granted without a result")
            }
            item.state = .granted
            item.result = result
            item.statementDue = checkOn
        case .refused, .declined, .withdrawn, .terminated:
            guard !before else { throw Violation("end", "\(code) ended twice") }
            if case .refused = event, item.correctionSince != nil {
                throw Violation("decision", "\(code) was refused while asked")
            }
            try checkCause(event, code, item, act, on: day)
            item.state = .failed
            item.refusedOn = day
            item.correctionSince = nil
        case .warned(_, let warning, _): try warn(&item, warning, code, on: day)
        case .reviewAnswered(_, true, _, _):
            item.state = item.acceptedOn == nil ? .received : .handling
            if let refused = item.refusedOn, item.acceptedOn != nil { item.pauses.append((refused, day)) }
            item.receivedOn = day
            (item.yellows, item.reds) = (0, 0)
        case .resultCorrected(_, let result, _): item.result = result
        case .resultRevoked: item.isRevoked = true
        case .commitmentCheckDue:
            guard let due = item.statementDue, day >= due, !item.isStatementTold else {
                throw Violation("deadline", "the statement of \(code) was called for on \(day)")
            }
            item.isStatementTold = true
        case .commitmentChecked: item.statementDue = nil
        default: break
        }
        items[code] = item
        if before != hasEnded(code) || ["resultCorrected", "resultRevoked"].contains(event.kind) { isOutdated = true }
    }

    private mutating func watchWhole(_ event: ApplicationEvent) throws(Violation) {
        switch event {
        case .answered:
            feedbacks += 1
            guard feedbacks == 1, hasAllEnded else {
                throw Violation("feedback", "number \(feedbacks), or before the end")
            }
            isOutdated = false
        case .feedbackRevised:
            guard feedbacks == 1, hasAllEnded, isOutdated else { throw Violation("feedback", "revised without need") }
            isOutdated = false
        default: break
        }
    }

    /// An end has a cause of its own: another item's failure is none.
    private func checkCause(
        _ event: ApplicationEvent, _ code: ItemCode, _ item: Item, _ act: Behaviour.Act, on day: CalendarDay
    ) throws(Violation) {
        switch (event, act.command) {
        case (.refused, .refuse(code, _)), (.declined, .decline(code, _)): return
        case (.withdrawn, .withdraw(let named, _)) where named.contains(code): return
        case (.terminated, .wake):
            if let since = item.correctionSince, day > later(since, 10) { return }
        default: break
        }
        throw Violation("end", "\(code) was \(event.kind) by \(act.command)")
    }

    /// What an officer does belongs to their department, or to the bank in its own step.
    private func checkScope(
        _ event: ApplicationEvent, _ act: Behaviour.Act, _ before: [ItemCode: Item]
    ) throws(Violation) {
        guard let code = event.item, let item = before[code] else { return }
        switch event {
        case .accepted, .refused, .declined, .correctionAsked, .granted, .objected, .reviewAnswered, .resultCorrected,
            .resultRevoked:
            break
        default: return
        }
        if case .officer(let officer) = act.actor, officer.department == item.blueprint.department { return }
        if case .officer(let officer) = act.actor, officer.department == "bank", item.stepPause != nil { return }
        if act.command == .wake, act.actor == .system { return }
        throw Violation("scope", "\(event.kind) of \(code) by \(act.actor.tag)")
    }

    private func enter(_ step: StageCode, of item: inout Item, on day: CalendarDay) {
        if let since = item.stepPause { item.pauses.append((since, min(day, item.publicUntil ?? day))) }
        item.stepPause = nil
        item.publicUntil = nil
        item.isPublic = false
        guard let place = step.rawValue.split(separator: "-").last.flatMap({ Int($0) }) else { return }
        switch item.blueprint.steps[place - 1] {
        case .publicize(let days):
            item.stepPause = day
            item.isPublic = true
            item.publicUntil = later(day, days)
        case .external, .issue: item.stepPause = day
        case .review, .decide, .automaticIssue: break
        }
    }
}

extension Referee {
    /// The last of so many working days after a day.
    private func later(_ day: CalendarDay, _ count: Int) -> CalendarDay {
        var left = count
        var reached = day
        while left > 0 {
            reached = reached.adding(days: 1)
            if calendar.isWorking(reached) { left -= 1 }
        }
        return reached
    }

    /// The due day by walking day after day; nil while the clock stands still.
    private func due(_ item: Item) -> CalendarDay? {
        guard item.state == .handling, var day = item.acceptedOn else { return nil }
        var left = item.blueprint.limit
        let open = [item.stepPause, item.correctionSince].compactMap { $0 }.min()
        while true {
            let isStopped = item.pauses.contains { $0.from < day && day <= $0.to }
            if let open, day > open { return nil }
            if item.blueprint.limit == 0 {
                // At once: on the very day, or where the clock stood still then, on the first working day it runs again.
                if day == item.acceptedOn {
                    if open == day { return nil }
                    guard let to = item.pauses.filter({ $0.from == day && $0.to > day }).map(\.to).max() else {
                        return day
                    }
                    day = to
                    if let open, open <= day { return nil }
                    while !calendar.isWorking(day) || item.pauses.contains(where: { $0.from < day && day < $0.to }) {
                        day = day.adding(days: 1)
                    }
                    return day
                }
            } else if day > item.acceptedOn ?? day, calendar.isWorking(day), !isStopped {
                left -= 1
                if left == 0 { return day }
            }
            day = day.adding(days: 1)
        }
    }

    private func warn(_ item: inout Item, _ warning: ItemTask.Warning, _ code: ItemCode, on day: CalendarDay)
        throws(Violation)
    {
        guard item.blueprint.limit > 0 else { return }
        guard let due = due(item) else { throw Violation("deadline", "\(code) was warned while its clock stood still") }
        switch warning {
        case .yellow:
            item.yellows += 1
            if item.yellows > 1 || later(day, item.blueprint.yellow) < due {
                throw Violation("deadline", "\(code) turned yellow on \(day), due \(due)")
            }
        case .red:
            item.reds += 1
            if item.reds > 1 || day <= due { throw Violation("deadline", "\(code) turned red on \(day), due \(due)") }
        case .none: throw Violation("deadline", "a warning of nothing")
        }
    }

    /// What must be true after every command.
    private func judge(_ act: Behaviour.Act, _ events: [ApplicationEvent], on day: CalendarDay) throws(Violation) {
        if hasAllEnded, feedbacks != 1 { throw Violation("feedback", "every item has ended without one") }
        if hasAllEnded, isOutdated { throw Violation("feedback", "it does not say what has changed") }
        if case .checkCommitment(let code, false, _) = act.command, !events.isEmpty, items[code]?.isRevoked != true {
            throw Violation("statement", "the false statement of \(code) kept its result")
        }
        for code in order {
            guard let item = items[code] else { continue }
            if item.state == .waiting {
                if item.requires.allSatisfy({ $0.contains(where: isStanding) }) {
                    throw Violation("start", "\(code) did not start")
                }
                if item.requires.contains(where: { $0.allSatisfy { hasEnded($0) && !isStanding($0) } }) {
                    throw Violation("unreached", "\(code) waits for nothing")
                }
            }
            if act.command == .wake { try judgeAlarms(item, code, on: day) }
        }
    }

    /// After the clock was looked at, nothing that was due is left.
    private func judgeAlarms(_ item: Item, _ code: ItemCode, on day: CalendarDay) throws(Violation) {
        if item.state == .received, let since = item.receivedOn, day > later(since, 5) {
            throw Violation("alarm", "\(code) was not deemed accepted by \(day)")
        }
        if let since = item.correctionSince, day > later(since, 10) {
            throw Violation("alarm", "\(code) was not answered, and goes on")
        }
        if item.isPublic, let until = item.publicUntil, day > until, item.state == .handling,
            item.correctionSince == nil
        {
            throw Violation("alarm", "publicity of \(code) goes on after \(until)")
        }
        if let due = due(item), item.blueprint.limit > 0, day > due, item.reds == 0 {
            throw Violation("alarm", "\(code) was due on \(due) and is not red on \(day)")
        }
        if let due = item.statementDue, day >= due, !item.isStatementTold, !item.isRevoked {
            throw Violation("alarm", "the statement of \(code) was to be checked on \(due)")
        }
    }

    /// Compares the engine's clocks with the referee's.
    func compare(_ application: Application) throws(Violation) {
        for task in application.tasks {
            guard let item = items[task.item], item.state == .handling, item.blueprint.limit > 0 else { continue }
            let (told, walked) = (task.due(calendar), due(item))
            if told != walked {
                throw Violation(
                    "clock",
                    "\(task.item) is due \(told.map(\.description) ?? "never"), by the days \(walked.map(\.description) ?? "never")"
                )
            }
        }
    }
}
