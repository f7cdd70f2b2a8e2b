import Catalog
import FEEL
import Vocabulary

/// What a policy says about one person on one day, with the reasons a policy desk wants to read.
public struct PolicyTrial: Equatable, Sendable {
    public enum Verdict: String, Sendable { case eligible, ineligible, undetermined }

    public let verdict: Verdict
    /// The version that decided; nil where the policy is not in force, or the place is not known.
    public let version: String?
    /// Yuan; nil where the person is not eligible or the policy names no amount.
    public let amount: Decimal128?
    public let because: [Because]
    /// The facts that can still change the verdict; of somebody eligible, those that can still change the amount.
    public let missing: [ElementCode]

    /// One reason with its article.
    public struct Because: Hashable, Sendable {
        public let words: Bilingual
        public let citation: Source?
    }
}

extension Policy {
    /// Decides for one person; the version is that of the day and of the place where the person counts.
    public func trial(_ circumstances: Circumstances, of catalog: Catalog) -> PolicyTrial {
        PreparedPolicy(self, of: catalog).trial(circumstances)
    }
}

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
        let notInForce = PolicyTrial(verdict: .ineligible, version: nil, amount: nil, because: [.notInForce], missing: [])
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

extension PolicyTrial.Because {
    static let notInForce = Self(
        words: .init("该日期、该地区没有生效的版本", "no version is in force on that day in that place"), citation: nil)
}

extension PolicyVersion {
    /// The conditions that do not hold; if all do, the row that applies.
    fileprivate func reasons(_ read: (String) -> FEEL.Value, _ isEligible: Bool) -> [PolicyTrial.Because] {
        let failing = conditions.filter { $0.force == .blocking && $0.expression.evaluate(read) != true }
        if !isEligible, !failing.isEmpty {
            return failing.map { PolicyTrial.Because(words: $0.message, citation: $0.citation) }
        }
        let inputs = table.inputs.map { $0.value.evaluate(read) }
        let row = table.rows.first { row in
            zip(row.cells, inputs).allSatisfy { cell, value in
                guard let cell else { return true }
                return cell.admit(value) { read($0) } == true
            }
        }
        if let row { return [PolicyTrial.Because(words: row.because, citation: row.citation)] }
        guard !isEligible else { return [] }
        return table.otherwise.map { [PolicyTrial.Because(words: $0.because, citation: $0.citation)] } ?? []
    }
}
