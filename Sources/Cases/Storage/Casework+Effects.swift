import Catalog
import FEEL
import Ledger
import Registry
import Vocabulary

extension Casework {
    /// What granted results say to the register: every decision is a new fact.
    func effects(
        of events: [ApplicationEvent], on application: Application, _ reference: CaseReference, at instant: Instant,
        catalog: Catalog, in session: any Session
    ) throws -> [Fact] {
        var facts: [Fact] = []
        var answers: Answers?
        for event in events {
            let result: Answers
            let code: ItemCode
            switch event {
            case .granted(let item, let granted, _): (code, result) = (item, granted)
            case .resultCorrected(let item, let corrected, _): (code, result) = (item, corrected)
            default: continue
            }
            guard let item = catalog.items[code], !item.effects.isEmpty, let task = application.task(code) else { continue }
            let known = try answers ?? self.answers(of: reference, in: session)
            answers = known
            facts += EffectFacts(item: item, task: task, answers: known, result: result, at: instant, catalog: catalog).facts
        }
        return facts
    }

    /// The application's form as it stands: what was submitted, corrected and fed.
    public func answers(of reference: CaseReference, in session: any Session) throws -> Answers {
        try Answers(folding: history(reference, in: session))
    }
}

extension Answers {
    /// The form after all events that changed it.
    public init(folding history: [StoredEvent]) throws {
        self.init()
        for stored in history {
            switch stored.kind {
            case "submitted": self = merging(Answers(stored.body["answers"]))
            case "started": self = merging(Answers(stored.body["fed"]))
            case "correctionAnswered": self = merging(Answers(stored.body["answers"]))
            default: break
            }
        }
    }
}

/// The facts that follow from a granted item. Pure.
struct EffectFacts {
    let item: Item
    let task: ItemTask
    let answers: Answers
    let result: Answers
    let at: Instant
    let catalog: Catalog

    var facts: [Fact] {
        item.effects.compactMap { effect in
            let value = effect.value.evaluate(value)
            guard let json = JSON(value) else { return nil }
            return Fact(
                element: effect.element.rawValue, value: json, source: "item:\(item.code)", evidence: task.number.description,
                validFrom: day(effect.validity.from) ?? at.day, validTo: day(effect.validity.to), asOf: at)
        }
    }

    private func value(_ name: String) -> FEEL.Value {
        switch name {
        case "decided_on": return .day(at.day)
        case "item_number": return .string(task.number.description)
        default:
            let fromResult = catalog.value(name, in: result, appliedOn: at.day)
            return fromResult.isNull ? catalog.value(name, in: answers, appliedOn: at.day) : fromResult
        }
    }

    private func day(_ expression: FEEL.Expression?) -> CalendarDay? {
        guard case .date(let date)? = expression?.evaluate(value) else { return nil }
        return CalendarDay(year: Int(date.year), month: Int(date.month), day: Int(date.day))
    }
}
