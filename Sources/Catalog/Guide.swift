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
            guard let outcome = outlook(of: member, in: bundle, given: answers)?.outcome, outcome.value != true else {
                return Suggestion(item: member.item, verdict: .included, because: member.because)
            }
            if outcome.isDetermined {
                return Suggestion(
                    item: member.item, verdict: .excluded,
                    because: member.otherwise ?? .init("您的情况不需要办理", "your situation does not call for it"))
            }
            let missing = outcome.missing.map { ElementCode($0) }
            let labels = missing.map { elements[$0]?.label ?? .init($0.rawValue, $0.rawValue) }
            return Suggestion(
                item: member.item, verdict: .undetermined(missing: missing),
                because: .init(
                    zh: "取决于：" + labels.map(\.zh).joined(separator: "、"),
                    en: "depends on: " + labels.map(\.en).joined(separator: ", ")))
        }
    }

    /// What can still become of a member's offer; nil when it is offered to everybody. Only the bundle's questions can
    /// still be answered.
    public func outlook(of member: BundleItem, in bundle: Bundle, given answers: (String) -> FEEL.Value) -> Outlook? {
        guard let offered = member.offered else { return nil }
        let asked = Set(bundle.situation.map(\.element.rawValue))
        return outlook(of: offered, given: answers, where: asked.contains)
    }
}
