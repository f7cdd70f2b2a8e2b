import Catalog
import FEEL
import Vocabulary

extension Catalog {
    /// Every policy for people that is in force on a day, wherever it is; the rule itself asks for the place.
    public func schemes(on day: CalendarDay) -> [Scheme] {
        policies.compactMap { policy in
            guard policy.audience.contains(.person), let model = policy.model(on: day) else { return nil }
            let newest = policy.versions(on: day).first
            let rule = PolicyRule(policy, on: day, of: self, keeping: [])
            return Scheme(
                policy: policy.code.rawValue, name: policy.name,
                version: .init(place: policy.place) { policy.version(on: day, in: $0)?.name ?? newest?.name ?? "" },
                conditions: [.init(model.eligible.withoutTables, citation: newest?.source)], amount: model.amount,
                reasons: { rule?.grounds(for: $0, isEntitled: true) ?? [] })
        }
    }

    /// The policies in force on a day as rules for a run over many people.
    public func policyRules(on day: CalendarDay) -> [PopulationRule] { schemes(on: day).map(\.rule) }
}
