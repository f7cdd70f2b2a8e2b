import FEEL

extension Catalog {
    /// The facts as rules see them: what was answered, and what follows from it.
    ///
    /// A derived element is computed from the answers; an answer given under its name is not used.
    public func fact(_ name: String, given answers: (String) -> FEEL.Value) -> FEEL.Value {
        guard let derived = derivations[name] else { return answers(name) }
        return derived.evaluate { fact($0, given: answers) }
    }

    /// Evaluates a rule over the answers and what follows from them.
    public func evaluate(_ rule: FEEL.Expression, given answers: (String) -> FEEL.Value) -> FEEL.Value {
        rule.evaluate { fact($0, given: answers) }
    }

    /// A sheet of the facts of one situation, for many rules.
    public func sheet(_ answers: @escaping (String) -> FEEL.Value) -> FactSheet {
        FactSheet(derivations: derivations, answers: answers)
    }

    /// Works on one sheet of facts, on which each derived element is computed once.
    public func withFacts<Answer>(
        given answers: (String) -> FEEL.Value, _ body: (FactSheet) throws -> Answer
    ) rethrows -> Answer {
        try withoutActuallyEscaping(answers) { try body(FactSheet(derivations: derivations, answers: $0)) }
    }

    /// The names that must be known to evaluate these names: derived elements are replaced by what they read.
    public func sources(of names: some Sequence<String>) -> Set<String> { Self.sources(of: names, derivations) }

    static func sources(of names: some Sequence<String>, _ derivations: [String: FEEL.Expression]) -> Set<String> {
        var sources: Set<String> = []
        var seen: Set<String> = []
        var open = Array(names)
        while let name = open.popLast() {
            guard seen.insert(name).inserted else { continue }
            if let derived = derivations[name] {
                open += derived.names
            } else {
                sources.insert(name)
            }
        }
        return sources
    }
}

/// The facts of one situation as rules see them, each looked up or derived once.
public final class FactSheet {
    private let derivations: [String: FEEL.Expression]
    private let answers: (String) -> FEEL.Value
    private var known: [String: FEEL.Value] = [:]

    init(derivations: [String: FEEL.Expression], answers: @escaping (String) -> FEEL.Value) {
        self.derivations = derivations
        self.answers = answers
    }

    /// What was answered, or what follows from it; `.null` when it is not known.
    public func fact(_ name: String) -> FEEL.Value {
        if let value = known[name] { return value }
        let value = derivations[name]?.evaluate { fact($0) } ?? answers(name)
        known[name] = value
        return value
    }

    public func evaluate(_ rule: FEEL.Expression) -> FEEL.Value { rule.evaluate { fact($0) } }
}
