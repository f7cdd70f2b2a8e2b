import Catalog
import FEEL
import Ledger
import Registry
import Vocabulary

extension Casework {
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

    /// The form after events that followed.
    func following(_ events: [ApplicationEvent]) -> Answers {
        events.reduce(self) { answers, event in
            switch event {
            case .submitted(let submission): answers.merging(submission.answers)
            case .started(_, _, let fed): answers.merging(fed)
            case .correctionAnswered(_, let corrected, _, _): answers.merging(corrected)
            default: answers
            }
        }
    }
}

/// What granted results say to the register: every decision is a new fact. Pure.
struct EffectFacts {
    let item: Item
    let task: ItemTask
    let answers: Answers
    let result: Answers
    let at: Instant
    let catalog: Catalog

    /// Whether any of the events may say something to the register.
    static func follow(from events: [ApplicationEvent], catalog: Catalog) -> Bool {
        events.contains { event in
            guard let (code, _) = granted(by: event) else { return false }
            return catalog.items[code]?.effects.isEmpty == false
        }
    }

    /// - Parameter answers: the application's form before the events.
    static func facts(
        of events: [ApplicationEvent], on application: Application, answers: Answers, at instant: Instant,
        catalog: Catalog
    ) -> [Fact] {
        events.flatMap { event -> [Fact] in
            guard let (code, result) = granted(by: event), let item = catalog.items[code],
                let task = application.task(code)
            else {
                return []
            }
            return EffectFacts(item: item, task: task, answers: answers, result: result, at: instant, catalog: catalog)
                .facts
        }
    }

    private static func granted(by event: ApplicationEvent) -> (ItemCode, Answers)? {
        switch event {
        case .granted(let item, let result, _), .resultCorrected(let item, let result, _): (item, result)
        default: nil
        }
    }

    var facts: [Fact] {
        item.effects.compactMap { effect in
            let value = effect.value.evaluate(value)
            guard let json = JSON(value) else { return nil }
            return Fact(
                element: effect.element.rawValue, value: json, source: "item:\(item.code)",
                evidence: task.number.description,
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
