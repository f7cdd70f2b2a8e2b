/// Something that is wrong with a decision table as a whole.
public struct TableFinding: Hashable, Sendable {
    public let kind: Kind
    /// Facts that show it.
    public let example: [String: Value]

    public init(kind: Kind, example: [String: Value]) {
        self.kind = kind
        self.example = example
    }

    public enum Kind: Hashable, Sendable {
        /// No rule covers the example.
        case gap
        /// Both rules cover the example, though the hit policy admits only one, or they differ under `any`; from 1.
        case overlap(Int, Int)
    }
}

extension DecisionTable {
    /// Looks for facts that no rule covers, and for rules that contradict each other.
    ///
    /// Inputs and conditions in which facts go through a computation are not taken apart; nothing is claimed of them.
    ///
    /// - Parameters:
    ///   - domains: what the facts may be; without an entry, whatever makes sense where a fact is used.
    ///   - known: facts that are given, such as the day of the decision.
    public func findings(
        domains: [String: Domain] = [:], known: [String: Value] = [:], environment: Environment = .standard
    ) -> [TableFinding] {
        let whole = Expression(self, knownNames: Array(domains.keys))
        let conditions = PartialSyntax(whole, known, domains, environment).table(whole.syntax).conditions
        func example(_ form: Syntax.Form, where isWanted: (Value) -> Bool) -> [String: Value]? {
            let syntax = Syntax(form, at: whole.syntax.position)
            let expression = Expression(source: "", syntax: syntax, declared: whole.declared, types: whole.types)
            return OutcomeDiagram(expression, known, domains, environment).example(where: isWanted)
        }
        var findings: [TableFinding] = []
        let hasDefault = outputs.contains { $0.defaultEntry != nil }
        // Without a fact to show, such as where a list is tested, nothing is claimed.
        if !hasDefault, !isList, let facts = example(.disjunction(conditions), where: { $0 != true }), !facts.isEmpty {
            findings.append(TableFinding(kind: .gap, example: facts))
        }
        guard hitPolicy == .unique || hitPolicy == .any else { return findings }
        for first in rules.indices {
            for second in rules.indices where second > first {
                if hitPolicy == .any, sameOutputs(first, second) { continue }
                let both = Syntax.Form.conjunction([conditions[first], conditions[second]])
                if let facts = example(both, where: { $0 == true }) {
                    findings.append(TableFinding(kind: .overlap(first + 1, second + 1), example: facts))
                }
            }
        }
        return findings
    }

    /// Whether the table gives a list, for which no rule is an answer too.
    private var isList: Bool {
        switch hitPolicy {
        case .ruleOrder, .outputOrder, .collect: true
        default: false
        }
    }

    private func sameOutputs(_ first: Int, _ second: Int) -> Bool {
        zip(rules[first].outputs, rules[second].outputs).allSatisfy { $0.description == $1.description }
    }
}
