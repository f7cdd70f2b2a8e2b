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

    /// Evaluates many rules over the same answers, each derived element once.
    func evaluating<Answer>(
        given answers: (String) -> FEEL.Value, _ body: ((FEEL.Expression) -> FEEL.Value) -> Answer
    ) -> Answer {
        withoutActuallyEscaping(answers) { answers in
            let sheet = FactSheet(derivations: derivations, answers: answers)
            return body { rule in rule.evaluate { sheet.fact($0) } }
        }
    }

    /// The names that must be known to evaluate these names: derived elements are replaced by what they read.
    public func sources(of names: some Sequence<String>) -> Set<String> {
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

/// The facts of one situation, with what has been derived so far.
private final class FactSheet {
    private let derivations: [String: FEEL.Expression]
    private let answers: (String) -> FEEL.Value
    private var known: [String: FEEL.Value] = [:]

    init(derivations: [String: FEEL.Expression], answers: @escaping (String) -> FEEL.Value) {
        self.derivations = derivations
        self.answers = answers
    }

    func fact(_ name: String) -> FEEL.Value {
        guard let derived = derivations[name] else { return answers(name) }
        if let value = known[name] { return value }
        let value = derived.evaluate { fact($0) }
        known[name] = value
        return value
    }
}
