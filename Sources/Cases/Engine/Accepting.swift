import Catalog
import Vocabulary

extension Deliberation {
    mutating func accept(_ code: ItemCode, tolerating: [MaterialCode]) throws(Refusal) {
        let task = try task(code)
        guard case .received = task.progress else { throw .notNow(code, task.status) }
        let item = try item(code)
        let flow = try flow(task)
        if let first = flow.first { try officer(for: first, of: task) }
        var tolerances: [MaterialCode: CalendarDay] = [:]
        for material in tolerating {
            guard let use = item.materials.first(where: { $0.material == material }) else {
                throw .notOfThisItem(code, name: material.rawValue)
            }
            guard use.tolerable else { throw .notTolerable(code, material) }
            let term = use.tolerance ?? Limit(count: acceptanceDays, unit: .workingDays)
            tolerances[material] = at.after(term.count, term.unit)
        }
        record(.accepted(code, acceptance(item, flow: flow, isDeemed: false, tolerances: tolerances)))
    }

    /// The terms of acceptance: the promised limit binds, and the first step after acceptance begins.
    func acceptance(
        _ item: Item, flow: [Stage], isDeemed: Bool, tolerances: [MaterialCode: CalendarDay] = [:]
    ) -> Acceptance {
        let step = flow.first { $0.kind != .accept } ?? flow[0]
        return Acceptance(
            on: at.day, isDeemed: isDeemed, limit: item.promisedLimit, yellowDays: item.thresholds.yellow,
            step: step.code,
            kind: step.kind, clockRuns: step.clockRuns, until: ending(of: step), tolerances: tolerances)
    }

    /// The last day of a step that ends by itself.
    func ending(of step: Stage) -> CalendarDay? {
        guard step.kind == .publicize, let limit = step.limit else { return nil }
        return at.after(limit.count, limit.unit)
    }

    mutating func decline(_ code: ItemCode, reason: String) throws(Refusal) {
        let task = try task(code)
        switch task.progress {
        case .received, .correcting: break
        default: throw .notNow(code, task.status)
        }
        if let first = try flow(task).first { try officer(for: first, of: task) }
        guard !reason.isBlank else { throw .reasonMissing }
        record(.declined(code, reason: reason))
    }

    mutating func askCorrection(
        _ code: ItemCode, fields: [ElementCode], materials: [MaterialCode], note: String
    ) throws(Refusal) {
        let task = try task(code)
        switch task.progress {
        case .received: break
        case .handling(let handling):
            guard handling.correction == nil else { throw .correctionOpen(code) }
            guard handling.kind != .publicize, handling.kind != .external else { throw .notNow(code, task.status) }
        default: throw .notNow(code, task.status)
        }
        try post(task) { $0.handles(task, of: $1) }
        guard !fields.isEmpty || !materials.isEmpty else { throw .nothingAsked(code) }
        let item = try item(code)
        for field in fields where !item.fields.contains(where: { $0.element == field }) {
            throw .notOfThisItem(code, name: field.rawValue)
        }
        for material in materials where !item.materials.contains(where: { $0.material == material }) {
            throw .notOfThisItem(code, name: material.rawValue)
        }
        record(
            .correctionAsked(
                code,
                ItemTask.Correction(
                    fields: fields, materials: materials, note: note, askedOn: at.day, by: at.after(10, .workingDays))))
    }

    mutating func answerCorrection(
        _ code: ItemCode, answers: Answers, materials: [MaterialReceipt]
    ) throws(Refusal) {
        try applicant(isAnswer: true)
        let task = try task(code)
        guard let correction = task.openCorrection else { throw .notNow(code, task.status) }
        for element in answers.elements where !correction.fields.contains(element) {
            throw .notOfThisItem(code, name: element.rawValue)
        }
        for receipt in materials where !correction.materials.contains(receipt.material) {
            throw .notOfThisItem(code, name: receipt.material.rawValue)
        }
        let answers = read(answers)
        let missing =
            correction.fields.filter { answers[$0] == nil }.map(\.rawValue)
            + correction.materials.filter { asked in !materials.contains { $0.material == asked && $0.isHandedIn } }
            .map(\.rawValue)
        guard missing.isEmpty else { throw .answerIncomplete(code, missing: missing) }
        var acceptBy: CalendarDay?
        if case .correcting = task.progress { acceptBy = at.after(acceptanceDays, .workingDays) }
        record(.correctionAnswered(code, answers: answers, materials: materials, acceptBy: acceptBy))
    }

    mutating func supply(_ code: ItemCode, _ receipt: MaterialReceipt) throws(Refusal) {
        try applicant(isAnswer: true)
        let task = try task(code)
        guard case .handling(let handling) = task.progress, handling.tolerances[receipt.material] != nil else {
            throw .notNow(code, task.status)
        }
        guard receipt.isHandedIn else { throw .answerIncomplete(code, missing: [receipt.material.rawValue]) }
        record(.supplied(code, receipt))
    }
}

extension MaterialReceipt {
    /// Whether the document itself is there.
    var isHandedIn: Bool { source == .uploaded && upload != nil }
}

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
