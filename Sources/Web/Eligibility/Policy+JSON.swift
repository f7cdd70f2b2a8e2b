import Catalog
import Cases
import Eligibility
import FEEL
import Ledger
import Vocabulary

extension Policy {
    /// The policy with the versions in force on a day.
    func json(on day: CalendarDay) -> JSON {
        [
            "code": .string(code.rawValue), "name": .string(name.en), "nameZh": .string(name.zh),
            "summary": .string(summary.en), "summaryZh": .string(summary.zh), "benefit": .string(benefit.rawValue),
            "audience": .array(audience.map { .string("\($0)") }), "department": .string(department.rawValue),
            "item": item.map { .string($0.rawValue) } ?? .null,
            "versions": .array(versions(on: day).map(\.json)),
        ]
    }
}

extension PolicyVersion {
    fileprivate var json: JSON {
        [
            "name": .string(name), "from": .string(effective.from.description),
            "to": effective.to.map { .string($0.description) } ?? .null,
            "regions": .array(regions.map { .string($0.description) }), "citation": .string(source.citation),
            "confidence": .string(source.confidence.rawValue),
            "rule": .string("\(model.eligible.withoutTables.syntax)"),
        ]
    }
}

extension DataElement {
    /// The element as something to ask.
    func question(_ catalog: Catalog) -> JSON {
        let list = type.list.flatMap { catalog.codeLists[$0]?.values.filter { !$0.retired } } ?? []
        return .members([
            "element": .string(code.rawValue), "label": .string(label.en), "labelZh": .string(label.zh),
            "type": .string(type.list == nil ? "\(type.ruleType)" : "code"),
            "choices": .array(
                list.map { ["code": .string($0.code), "name": .string($0.name.en), "nameZh": .string($0.name.zh)] }),
        ])
    }
}

extension PolicyFinder.Finding {
    func json(_ catalog: Catalog, on day: CalendarDay) -> JSON {
        var missing: [ElementCode] = []
        var amounts: [Decimal128] = []
        switch verdict {
        case .undetermined(let elements): missing = elements
        case .eligible(.depends(let elements, let values)):
            missing = elements
            amounts = values.sorted()
        case .eligible(.fixed(let amount)): amounts = amount.map { [$0] } ?? []
        case .ineligible: break
        }
        return .members([
            "policy": .string(rule.policy.code.rawValue), "version": version.map { .string($0.name) } ?? .null,
            "name": .string(rule.policy.name.en), "nameZh": .string(rule.policy.name.zh),
            "verdict": .string(verdict.code), "benefit": .string(rule.policy.benefit.rawValue),
            "amountFrom": amounts.first.map { .number($0.normalized.description) } ?? .null,
            "amountTo": amounts.last.map { .number($0.normalized.description) } ?? .null,
            "because": .array(grounds.map(\.json)), "missing": .array(missing.map { .string($0.rawValue) }),
            "nearest": nearest.map { .array($0.steps.map { $0.json(catalog, on: day) }) } ?? .null,
            "source": version.map { .string($0.source.citation) } ?? .null,
        ])
    }
}

extension Ground {
    fileprivate var json: JSON {
        let facts = facts.map { fact -> JSON in
            let source: String? =
                switch fact.known?.origin {
                case .answered?: "answer"
                case .register(let source)?: source
                case nil: nil
                }
            return [
                "element": .string(fact.element.rawValue), "value": JSON(fact.value) ?? .null,
                "source": source.map(JSON.string) ?? .null,
                "asOf": fact.known.map { .string($0.asOf.description) } ?? .null,
            ]
        }
        return [
            "rule": .string(rule), "holds": holds.map(JSON.bool) ?? .null, "message": .string(sentence.en),
            "messageZh": .string(sentence.zh), "citation": citation.map { .string($0.citation) } ?? .null,
            "facts": .array(facts),
        ]
    }
}

extension NearestChange.Step {
    fileprivate func json(_ catalog: Catalog, on day: CalendarDay) -> JSON {
        let words = words(catalog, from: day)
        let particulars: (element: JSON, from: JSON, to: JSON) =
            switch self {
            case .wait(let until): (.null, .string(day.description), .string(until.description))
            case .change(let element, let from, let to):
                (.string(element.rawValue), JSON(from) ?? .null, JSON(to) ?? .null)
            }
        return [
            "kind": .string(particulars.element.isNull ? "wait" : "change"), "element": particulars.element,
            "from": particulars.from, "to": particulars.to, "message": .string(words.en),
            "messageZh": .string(words.zh),
        ]
    }
}
