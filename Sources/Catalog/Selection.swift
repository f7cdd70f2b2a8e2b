import FEEL
import Vocabulary

/// Why a choice of items cannot be filed together.
public enum SelectionProblem: Hashable, Sendable {
    case unknownBundle(BundleCode)
    case empty
    case unknownItem(ItemCode, nearest: ItemCode?)
    case chosenTwice(ItemCode)
    case excluded(ItemCode, by: ItemCode)
    /// None of the items one depends on was chosen, and the facts do not show that it is already met.
    case requirementUnmet(ItemCode, anyOf: [ItemCode], because: Bilingual?)

    /// A stable word for programs.
    public var code: String {
        switch self {
        case .unknownBundle: "unknown-bundle"
        case .empty: "no-items"
        case .unknownItem: "unknown-item"
        case .chosenTwice: "item-twice"
        case .excluded: "items-exclude"
        case .requirementUnmet: "requirement-unmet"
        }
    }

    /// The item the problem belongs to.
    public var item: ItemCode? {
        switch self {
        case .unknownBundle, .empty: nil
        case .unknownItem(let item, _), .chosenTwice(let item), .excluded(let item, _),
            .requirementUnmet(let item, _, _):
            item
        }
    }

    public var message: Bilingual {
        switch self {
        case .unknownBundle(let bundle): .init("没有一件事“\(bundle)”", "there is no bundle “\(bundle)”")
        case .empty: .init("没有选择事项", "no item is chosen")
        case .unknownItem(let item, let nearest):
            .init(
                "没有事项“\(item)”" + (nearest.map { "，是否为“\($0)”？" } ?? ""),
                "there is no item “\(item)”" + (nearest.map { "; did you mean “\($0)”?" } ?? ""))
        case .chosenTwice(let item): .init("“\(item)”选了两次", "“\(item)” is chosen twice")
        case .excluded(let item, let other):
            .init("“\(item)”与“\(other)”不能同时办理", "“\(item)” and “\(other)” cannot be applied for together")
        case .requirementUnmet(let item, let anyOf, let because):
            .init(
                zh: "“\(item)”须先办或同时办：\(anyOf.map(\.rawValue).joined(separator: "或"))"
                    + (because.map { "（\($0.zh)）" } ?? ""),
                en: "“\(item)” needs \(anyOf.map(\.rawValue).joined(separator: " or "))"
                    + (because.map { " (\($0.en))" } ?? ""))
        }
    }
}

extension Catalog {
    /// Why these items of a bundle cannot be filed together; empty when they can.
    public func validate(
        selection: [ItemCode], in bundle: BundleCode, given answers: (String) -> FEEL.Value
    ) -> [SelectionProblem] {
        withFacts(given: answers) { validate(selection: selection, in: bundle, on: $0) }
    }

    public func validate(selection: [ItemCode], in bundle: BundleCode, on facts: FactSheet) -> [SelectionProblem] {
        guard let map = maps[bundle] else { return [.unknownBundle(bundle)] }
        guard !selection.isEmpty else { return [.empty] }
        var problems: [SelectionProblem] = []
        var chosen = Array(repeating: false, count: map.items.count)
        for item in selection {
            if let place = map.places[item] {
                if chosen[place] { problems.append(.chosenTwice(item)) }
                chosen[place] = true
            } else {
                let nearest = NearestName.of(item.rawValue, among: map.items.map(\.rawValue))
                problems.append(.unknownItem(item, nearest: nearest.map { ItemCode($0) }))
            }
        }
        for (one, other) in map.exclusions where chosen[one] && chosen[other] {
            problems.append(.excluded(map.items[one], by: map.items[other]))
        }
        for need in map.needs where chosen[need.item] && !need.places.contains(where: { chosen[$0] }) {
            if let unless = need.group.unless, facts.evaluate(unless).boolean == true { continue }
            problems.append(
                .requirementUnmet(map.items[need.item], anyOf: need.group.anyOf, because: need.group.because))
        }
        return problems
    }
}

/// How one condition of an item stands for the given facts.
public struct ConditionFinding: Sendable {
    public enum Outcome: String, Sendable, Codable { case holds, fails, unknown }

    public let item: ItemCode
    public let condition: Condition
    public let outcome: Outcome
    /// The facts the condition reads that are not known.
    public let missing: [ElementCode]
}

/// A condition with the facts it rests on, derived ones replaced by what they read.
final class PreparedCondition: Sendable {
    let condition: Condition
    let sources: [String]

    init(condition: Condition, sources: [String]) {
        self.condition = condition
        self.sources = sources
    }
}

extension Catalog {
    /// How the conditions of these items stand, in their order. `null` is unknown, never refused.
    public func conditions(of items: [ItemCode], given answers: (String) -> FEEL.Value) -> [ConditionFinding] {
        withFacts(given: answers) { conditions(of: items, on: $0) }
    }

    public func conditions(of items: [ItemCode], on facts: FactSheet) -> [ConditionFinding] {
        var findings: [ConditionFinding] = []
        for item in items {
            for prepared in conditions[item] ?? [] {
                let value = facts.evaluate(prepared.condition.expression).boolean
                let missing = value == true ? [] : open(prepared, on: facts)
                let outcome: ConditionFinding.Outcome =
                    value == true ? .holds : value == false && missing.isEmpty ? .fails : .unknown
                findings.append(
                    ConditionFinding(
                        item: item, condition: prepared.condition, outcome: outcome,
                        missing: missing.map { ElementCode($0) }))
            }
        }
        return findings
    }

    /// The blocking conditions of these items that fail; the short way of ``conditions(of:on:)``.
    public func failures(of items: [ItemCode], on facts: FactSheet) -> [(item: ItemCode, condition: Condition)] {
        var failures: [(item: ItemCode, condition: Condition)] = []
        for item in items {
            for prepared in conditions[item] ?? [] where prepared.condition.force == .blocking {
                guard facts.evaluate(prepared.condition.expression).boolean == false, open(prepared, on: facts).isEmpty
                else { continue }
                failures.append((item, prepared.condition))
            }
        }
        return failures
    }

    /// The unknown facts that could still make a condition hold. FEEL compares null like any value, so false over a
    /// missing fact is not yet an answer.
    private func open(_ prepared: PreparedCondition, on facts: FactSheet) -> [String] {
        guard prepared.sources.contains(where: { facts.fact($0).isNull }) else { return [] }
        return outlook(of: prepared.condition.expression, given: facts.fact) { _ in true }.outcome.missing
    }
}
