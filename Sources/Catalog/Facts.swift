import FEEL

extension Catalog {
    /// The facts as rules see them: what was answered, and what follows from it.
    ///
    /// A derived element is computed from the answers; an answer given under its name is not used.
    public func fact(_ name: String, given answers: (String) -> FEEL.Value) -> FEEL.Value {
        guard let derived = elements[.init(name)]?.derived else { return answers(name) }
        return derived.evaluate { fact($0, given: answers) }
    }

    /// Evaluates a rule over the answers and what follows from them.
    public func evaluate(_ rule: FEEL.Expression, given answers: (String) -> FEEL.Value) -> FEEL.Value {
        rule.evaluate { fact($0, given: answers) }
    }

    /// The names that must be known to evaluate these names: derived elements are replaced by what they read.
    func sources(of names: some Sequence<String>) -> Set<String> {
        var sources: Set<String> = []
        var seen: Set<String> = []
        var open = Array(names)
        while let name = open.popLast() {
            guard seen.insert(name).inserted else { continue }
            if let derived = elements[.init(name)]?.derived {
                open += derived.names
            } else {
                sources.insert(name)
            }
        }
        return sources
    }
}
