import FEEL
import Vocabulary

/// Whether an item of a bundle suits a situation, and why.
public struct Suggestion: Hashable, Sendable {
    public enum Verdict: Hashable, Sendable {
        case included
        case excluded
        /// An answer to one of these questions can still change it.
        case undetermined(missing: [ElementCode])
    }

    public let item: ItemCode
    public let verdict: Verdict
    public let because: Bilingual

    public init(item: ItemCode, verdict: Verdict, because: Bilingual) {
        self.item = item
        self.verdict = verdict
        self.because = because
    }
}

extension Catalog {
    /// Which items suit these answers so far, in the bundle's order.
    ///
    /// An item is undetermined as long as some answer to an open question would include it and another would not.
    public func suggest(in bundle: BundleCode, given answers: (String) -> FEEL.Value) -> [Suggestion] {
        guard let bundle = bundles[bundle] else { return [] }
        return bundle.items.map { member in
            let outlook = Outlook(of: member.offered, in: bundle, of: self, given: answers)
            switch outlook.verdict {
            case .included: return Suggestion(item: member.item, verdict: .included, because: member.because)
            case .excluded:
                return Suggestion(
                    item: member.item, verdict: .excluded,
                    because: member.otherwise ?? .init("您的情况不需要办理", "your situation does not call for it"))
            case .undetermined(let missing):
                let labels = missing.map { elements[$0]?.label ?? .init($0.rawValue, $0.rawValue) }
                return Suggestion(
                    item: member.item, verdict: .undetermined(missing: missing),
                    because: .init(
                        zh: "取决于：" + labels.map(\.zh).joined(separator: "、"),
                        en: "depends on: " + labels.map(\.en).joined(separator: ", ")))
            }
        }
    }

    /// The first question whose answer can still change which items apply; nil when nothing can.
    public func nextQuestion(in bundle: BundleCode, given answers: (String) -> FEEL.Value) -> Question? {
        guard let known = bundles[bundle] else { return nil }
        var open: Set<ElementCode> = []
        for suggestion in suggest(in: bundle, given: answers) {
            if case .undetermined(let missing) = suggestion.verdict { open.formUnion(missing) }
        }
        return known.situation.first { question in
            open.contains(question.element)
                && question.when.map { evaluate($0, given: answers).boolean == true } ?? true
        }
    }
}

/// What an item's offer can still become, found by trying every answer to the open questions it depends on.
private struct Outlook {
    let verdict: Suggestion.Verdict

    /// Beyond this many combinations an item stays undetermined until more is known.
    private static let limit = 4096

    init(
        of offer: FEEL.Expression?, in bundle: Bundle, of catalog: Catalog, given answers: (String) -> FEEL.Value
    ) {
        guard let offer else {
            verdict = .included
            return
        }
        let questions = Self.questions(for: offer, in: bundle, of: catalog)
        let open = questions.filter { answers($0.element.rawValue).isNull }
        let domains = open.map { catalog.answers(to: $0.element) }
        let combinations = domains.reduce(1) { product, domain in
            let (count, overflow) = product.multipliedReportingOverflow(by: domain?.count ?? Self.limit + 1)
            return overflow ? Int.max : count
        }
        guard combinations <= Self.limit else {
            verdict = .undetermined(missing: open.map(\.element))
            return
        }
        var outcomes: [Bool] = []
        outcomes.reserveCapacity(combinations)
        for combination in 0..<combinations {
            var assigned: [String: FEEL.Value] = [:]
            var rest = combination
            for (question, domain) in zip(open, domains) {
                guard let domain else { continue }
                assigned[question.element.rawValue] = domain[rest % domain.count]
                rest /= domain.count
            }
            // A question that is not asked stays unanswered, whatever was tried for it.
            for question in open {
                guard let when = question.when else { continue }
                let isAsked = catalog.evaluate(when) { assigned[$0] ?? answers($0) }.boolean == true
                if !isAsked { assigned[question.element.rawValue] = .null }
            }
            outcomes.append(catalog.evaluate(offer) { assigned[$0] ?? answers($0) }.boolean == true)
        }
        guard let first = outcomes.first, outcomes.contains(!first) else {
            verdict = outcomes.first == true ? .included : .excluded
            return
        }
        verdict = .undetermined(missing: Self.deciding(outcomes, domains).map { open[$0].element })
    }

    /// The situation questions a rule depends on, with those that decide whether they are asked, in the guide's order.
    private static func questions(for rule: FEEL.Expression, in bundle: Bundle, of catalog: Catalog) -> [Question] {
        var needed = catalog.sources(of: rule.names)
        for question in bundle.situation.reversed() where needed.contains(question.element.rawValue) {
            if let when = question.when { needed.formUnion(catalog.sources(of: when.names)) }
        }
        return bundle.situation.filter { needed.contains($0.element.rawValue) }
    }

    /// The places of the questions whose answer makes a difference somewhere.
    private static func deciding(_ outcomes: [Bool], _ domains: [[FEEL.Value]?]) -> [Int] {
        var deciding: [Int] = []
        var stride = 1
        for (place, domain) in domains.enumerated() {
            let count = domain?.count ?? 1
            let matters = outcomes.indices.contains { index in
                let first = index - (index / stride % count) * stride
                return outcomes[index] != outcomes[first]
            }
            if matters { deciding.append(place) }
            stride *= count
        }
        return deciding
    }
}

extension Catalog {
    /// Every possible answer to an element, where they can be counted.
    fileprivate func answers(to element: ElementCode) -> [FEEL.Value]? {
        switch elements[element]?.type {
        case .boolean: [.boolean(true), .boolean(false)]
        case .code(let list): codeLists[list]?.values.filter { !$0.retired }.map { .string($0.code) }
        default: nil
        }
    }
}
