import Catalog
import FEEL
import Vocabulary

/// A policy made ready to be tried on any number of people: what is worked out for a day or a version is kept.
public final class PreparedPolicy {
    public let policy: Policy
    private let catalog: Catalog
    private var eligible: [CalendarDay: Matter?] = [:]
    private var amounts: [String: Matter] = [:]

    public init(_ policy: Policy, of catalog: Catalog) {
        self.policy = policy
        self.catalog = catalog
    }

    /// - Parameter isExplained: whether the reasons are wanted, which cost more than the verdict.
    public func trial(_ circumstances: Circumstances, isExplained: Bool = true) -> PolicyTrial {
        let place = circumstances.value(policy.place.rawValue, of: catalog)?.string
        let version = policy.version(on: circumstances.day, in: place.flatMap { try? RegionCode(parsing: $0) })
        let notInForce = PolicyTrial(
            verdict: .ineligible, version: nil, amount: nil, because: [.notInForce], missing: [])
        guard let matter = matter(on: circumstances.day) else { return notInForce }
        let outcome = matter.settled(circumstances)
        guard let value = outcome.value else {
            return PolicyTrial(
                verdict: .undetermined, version: version?.name, amount: nil, because: [], missing: outcome.missing)
        }
        guard let version else { return notInForce }
        let isEligible = value == true
        let amount = isEligible ? amountMatter(of: version).settled(circumstances) : nil
        let read = { [catalog] (name: String) in circumstances.value(name, of: catalog) ?? .null }
        return PolicyTrial(
            verdict: isEligible ? .eligible : .ineligible, version: version.name, amount: amount?.value?.number,
            because: isExplained ? version.reasons(read, isEligible) : [], missing: amount?.missing ?? [])
    }

    private func matter(on day: CalendarDay) -> Matter? {
        if let known = eligible[day] { return known }
        let matter = policy.model(on: day).map { Matter(condition: $0.eligible, of: catalog) }
        eligible[day] = matter
        return matter
    }

    private func amountMatter(of version: PolicyVersion) -> Matter {
        if let known = amounts[version.name] { return known }
        let matter = Matter(version.model.amount, of: catalog)
        amounts[version.name] = matter
        return matter
    }
}

extension Matter {
    /// The value, or what must be known first.
    fileprivate func settled(_ circumstances: Circumstances) -> (value: FEEL.Value?, missing: [ElementCode]) {
        if isSettled(circumstances) { return (decide(circumstances), []) }
        let outcome = outlook(circumstances).outcome
        return (outcome.value, outcome.missing.map { ElementCode($0) })
    }
}
