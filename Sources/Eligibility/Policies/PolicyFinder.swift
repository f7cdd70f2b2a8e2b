import Catalog
import FEEL
import Vocabulary

/// Finds what somebody is entitled to under all policies in force on a day, asking as little as possible.
public struct PolicyFinder: Sendable {
    public let catalog: Catalog
    public let rules: [PolicyRule]
    private let kept: Set<String>

    /// - Parameters:
    ///   - audience: for whom; nil for everybody.
    ///   - policies: only these; nil for all.
    public init(
        _ catalog: Catalog, on day: CalendarDay, for audience: Audience? = nil, only policies: Set<PolicyCode>? = nil
    ) {
        let edition = catalog.inForce(on: day)
        self.init(
            edition, on: day,
            policies: edition.policies.filter { policy in
                (audience.map(policy.audience.contains) ?? true) && (policies?.contains(policy.code) ?? true)
            })
    }

    init(_ catalog: Catalog, on day: CalendarDay, policies: some Sequence<Policy>) {
        self.catalog = catalog
        let kept = catalog.discreetElements
        self.kept = kept
        rules = policies.compactMap { PolicyRule($0, on: day, of: catalog, keeping: kept) }
    }

    /// One policy's answer.
    public struct Finding: Sendable {
        public let rule: PolicyRule
        /// The version that counts for the person; nil where none does.
        public let version: PolicyVersion?
        public let verdict: Verdict
        /// Empty while undetermined.
        public let grounds: [Ground]
        /// What would make a person eligible who is not.
        public let nearest: NearestChange?
    }

    public struct Search: Sendable {
        public let interview: Interview
        public let findings: [Finding]
    }

    /// Replays the answers, decides every policy, and says what to ask next.
    ///
    /// - Parameters:
    ///   - circumstances: what a register knows.
    ///   - answer: what the person said; nil when they have not been asked.
    public func search(
        knowing circumstances: Circumstances, roundSize: Int = Inquiry.largestRound,
        answer: (ElementCode) -> Interview.Answer?
    ) -> Search {
        var known = circumstances
        known.derive(kept, of: catalog)
        let interview = Interview(
            about: rules.map(\.decision), of: catalog, knowing: known, roundSize: roundSize, where: mayAsk,
            answer: answer)
        let settled = interview.circumstances
        let findings = zip(rules, interview.outlooks).map { rule, outlook -> Finding in
            let verdict = PolicyRule.verdict(outlook)
            let circumstances = settled.adding(rule.decision.sources, from: answer)
            let grounds: [Ground]
            switch verdict {
            case .eligible: grounds = rule.grounds(for: circumstances, isEntitled: true)
            case .ineligible: grounds = rule.grounds(for: circumstances, isEntitled: false)
            case .undetermined: grounds = []
            }
            return Finding(
                rule: rule, version: rule.version(for: settled), verdict: verdict, grounds: grounds,
                nearest: verdict == .ineligible ? rule.nearestChange(circumstances) : nil)
        }
        return Search(interview: interview, findings: findings)
    }

    /// Nobody is asked for a number or a name without signing in.
    private func mayAsk(_ element: ElementCode) -> Bool { catalog.elements[element]?.sensitive != true }
}

extension Circumstances {
    /// With what was said about these elements, also where it could not matter any more.
    fileprivate func adding(_ elements: [ElementCode], from answer: (ElementCode) -> Interview.Answer?) -> Circumstances
    {
        var all = self
        for element in elements where all.facts[element.rawValue] == nil {
            if case .value(let value)? = answer(element) { all.answer(element, value) }
        }
        return all
    }
}
