import Catalog
import FEEL
import Vocabulary

/// A policy as it stands on one day, compiled once and decided for any number of people.
public struct PolicyRule: Sendable {
    public let policy: Policy
    public let day: CalendarDay
    /// `false` for whoever is not eligible; else the amount in yuan, or `null` where the policy names none.
    public let decision: Matter

    /// - Parameter kept: derived elements that are asked for themselves.
    /// - Returns: nil when no version of the policy is in force that day.
    init?(_ policy: Policy, on day: CalendarDay, of catalog: Catalog, keeping kept: Set<String>) {
        guard let model = policy.model(on: day) else { return nil }
        self.policy = policy
        self.day = day
        decision = Matter(
            .if(model.eligible, then: model.amount, else: .constant(false)), of: catalog, keeping: kept)
    }

    var catalog: Catalog { decision.catalog }

    /// What the policy says about a person.
    public func decide(_ circumstances: Circumstances) -> Verdict {
        if decision.isSettled(circumstances) { return Self.verdict(decision.decide(circumstances)) }
        return Self.verdict(decision.outlook(circumstances))
    }

    private static func verdict(_ outcome: FEEL.Value) -> Verdict {
        outcome == false ? .ineligible : .eligible(.fixed(outcome.number))
    }

    /// What can be said while some facts are unknown.
    static func verdict(_ outlook: Outlook) -> Verdict {
        if let outcome = outlook.outcome.value { return verdict(outcome) }
        let missing = outlook.outcome.missing.map { ElementCode($0) }
        guard let values = outlook.values else { return .undetermined(missing: missing) }
        if !values.contains(false) {
            return .eligible(.depends(on: missing, among: values.compactMap { $0?.number }))
        }
        return values.allSatisfy { $0 == false } ? .ineligible : .undetermined(missing: missing)
    }

    /// The version that counts where the person counts; until that is known, the first that is in force.
    public func version(for circumstances: Circumstances) -> PolicyVersion? {
        guard case .string(let text)? = circumstances.value(policy.place.rawValue, of: catalog),
            let region = try? RegionCode(parsing: text)
        else { return policy.versions(on: day).first }
        return policy.version(on: day, in: region)
    }

    /// The smallest change that would entitle; nil when there is none.
    public func nearestChange(_ circumstances: Circumstances) -> NearestChange? {
        decision.nearestChange(circumstances) { $0 != false }
    }
}
