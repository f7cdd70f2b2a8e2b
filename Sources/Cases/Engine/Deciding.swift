import Catalog
import Vocabulary

extension Deliberation {
    /// The handling state of an item on which a decision may be taken now.
    private func decidable(_ code: ItemCode) throws(Refusal) -> (ItemTask, ItemTask.Handling) {
        let task = try task(code)
        guard case .handling(let handling) = task.progress else { throw .notNow(code, task.status) }
        guard handling.correction == nil else { throw .correctionOpen(code) }
        return (task, handling)
    }

    mutating func advance(_ code: ItemCode, opinion: String) throws(Refusal) {
        let (task, handling) = try decidable(code)
        let (now, next) = try remaining(task, handling)
        guard now.kind == .review || now.kind == .external, handling.isDecided || !next.isEmpty else {
            throw .notNow(code, task.status)
        }
        try officer(for: now, of: task)
        let item = try item(code)
        try requireResult(item, handling.draft, leaving: next)
        if let following = next.first { enter(following, of: code, opinion: opinion) }
        try finish(item, handling, by: next)
    }

    /// Ends the item when the decision has been taken and what is left is the system's own to do.
    mutating func finish(_ item: Item, _ handling: ItemTask.Handling, by steps: [Stage]) throws(Refusal) {
        guard handling.isDecided, steps.allSatisfy({ isAutomatic($0) }) else { return }
        try issue(item, draft: handling.draft)
    }

    /// The result must be filled in as long as there is an officer who can.
    private func requireResult(_ item: Item, _ draft: Answers, leaving steps: [Stage]) throws(Refusal) {
        let later = steps.contains {
            ($0.kind == .review || $0.kind == .decide || $0.kind == .issue) && !isAutomatic($0)
        }
        let missing = item.result.elements.filter { draft[$0] == nil }
        guard later || missing.isEmpty else { throw .resultIncomplete(item.code, missing: missing) }
    }

    mutating func grant(_ code: ItemCode, result: Answers) throws(Refusal) {
        let (task, handling) = try decidable(code)
        guard handling.tolerances.isEmpty else {
            throw .materialsOutstanding(code, handling.tolerances.keys.sorted())
        }
        let item = try item(code)
        for element in result.elements where !item.result.elements.contains(element) {
            throw .notOfThisItem(code, name: element.rawValue)
        }
        let draft = handling.draft.merging(read(result))
        var (now, next) = try remaining(task, handling)
        guard now.kind == .review || now.kind == .decide || now.kind == .issue else { throw .notNow(code, task.status) }
        try officer(for: now, of: task)
        var isDecided = handling.isDecided
        var isApproved = false
        while true {
            if now.kind == .decide { isDecided = true }
            guard let following = next.first else {
                guard isDecided || !item.flow.contains(where: { $0.kind == .decide }) else {
                    throw .notNow(code, task.status)
                }
                return try issue(item, draft: draft)
            }
            if !isApproved, isDecided {
                isApproved = true
                record(.approved(code, draft: draft, isDecided: true))
            }
            enter(following, of: code, opinion: nil)
            next.removeFirst()
            now = following
            guard now.kind == .review || now.kind == .decide || now.kind == .issue else { break }
            guard case .officer(let officer) = actor, officer.may(now, of: task) || isAutomatic(now) else { break }
        }
        // It stops before a step that is someone else's; what was filled in is kept for them.
        if !isApproved, !result.isEmpty { record(.approved(code, draft: draft, isDecided: isDecided)) }
        try requireResult(item, draft, leaving: [now] + next)
    }

    /// Ends the item with its result.
    mutating func issue(_ item: Item, draft: Answers) throws(Refusal) {
        let missing = item.result.elements.filter { draft[$0] == nil }
        guard missing.isEmpty else { throw .resultIncomplete(item.code, missing: missing) }
        var checkOn: CalendarDay?
        if let statement = item.commitment, try task(item.code).commitment != nil {
            checkOn = at.after(statement.verifyWithin.count, statement.verifyWithin.unit)
        }
        record(.granted(item.code, result: draft, checkOn: checkOn))
    }

    mutating func enter(_ step: Stage, of code: ItemCode, opinion: String?) {
        record(
            .stepEntered(
                code, step.code, kind: step.kind, clockRuns: step.clockRuns, until: ending(of: step), opinion: opinion))
    }

    mutating func refuse(_ code: ItemCode, reason: String) throws(Refusal) {
        let (task, handling) = try decidable(code)
        let (now, _) = try remaining(task, handling)
        try officer(for: now, of: task)
        guard !reason.isBlank else { throw .reasonMissing }
        record(.refused(code, reason: reason))
    }

    mutating func object(_ code: ItemCode, reason: String) throws(Refusal) {
        let (task, handling) = try decidable(code)
        guard handling.kind == .publicize else { throw .notNow(code, task.status) }
        let step = try remaining(task, handling).now
        try post(task) { $0.handles(task, of: $1) || $0.sees(task) && $0.may(step, of: task) }
        guard !reason.isBlank else { throw .reasonMissing }
        record(.objected(code, reason: reason))
        let flow = try flow(task)
        if let review = flow.first(where: { $0.kind == .review || $0.kind == .decide }) {
            enter(review, of: code, opinion: reason)
        }
    }
}
