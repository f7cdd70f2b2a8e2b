/// One fact that would have to be otherwise.
public struct FactChange: Hashable, Sendable {
    public let name: String
    public let from: Value
    public let to: Value

    public init(name: String, from: Value, to: Value) {
        self.name = name
        self.from = from
        self.to = to
    }
}

extension Expression {
    /// The fewest facts that would have to be otherwise for another outcome.
    ///
    /// Among values that do equally well, the nearest to the present one is taken.
    ///
    /// - Parameters:
    ///   - facts: as they are.
    ///   - domains: the facts that may change, with what they may become.
    ///   - wanted: the outcome to reach.
    /// - Returns: no change when the outcome is as wanted already; `nil` when it cannot be reached, or only through
    ///   computations that are not taken apart.
    public func nearestChange(
        from facts: [String: Value], changing domains: [String: Domain], wanting wanted: Value = true,
        environment: Environment = .standard
    ) -> [FactChange]? {
        nearestChange(from: facts, changing: domains, environment: environment) { $0 == wanted }
    }

    /// The fewest facts that would have to be otherwise for one of the wanted outcomes.
    public func nearestChange(
        from facts: [String: Value], changing domains: [String: Domain], environment: Environment = .standard,
        where isWanted: (Value) -> Bool
    ) -> [FactChange]? {
        if isWanted(evaluate(in: facts, environment: environment)) { return [] }
        let fixed = facts.filter { domains[$0.key] == nil }
        let diagram = OutcomeDiagram(
            self, fixed, domains, environment, alsoCritical: facts.filter { domains[$0.key] != nil })
        guard let changes = diagram.nearest(to: facts, where: isWanted) else { return nil }
        // What was found is checked on the expression itself.
        let changed = facts.merging(changes.map { ($0.name, $0.to) }) { $1 }
        return isWanted(evaluate(in: changed, environment: environment)) ? changes : nil
    }
}

extension OutcomeDiagram {
    /// The path to an outcome on which the fewest facts leave their present value.
    func nearest(to facts: [String: Value], where isWanted: (Value) -> Bool) -> [FactChange]? {
        var best: [Int: [FactChange]?] = [:]
        func path(_ index: Int) -> [FactChange]? {
            if let known = best[index] { return known }
            var found: [FactChange]?
            switch nodes[index] {
            case .outcome(let value): found = isWanted(value) ? [] : nil
            case .givenUp: found = nil
            case .question(let variable, let branches):
                guard case .fact(let name) = evaluator.variables[variable].kind else { break }
                let present = facts[name] ?? .null
                let outcomes = evaluator.variables[variable].outcomes
                for place in outcomes.indices.sorted(by: {
                    outcomes[$0].distance(to: present) < outcomes[$1].distance(to: present)
                }) {
                    guard var changes = path(branches[place]) else { continue }
                    if outcomes[place] != present {
                        changes.insert(FactChange(name: name, from: present, to: outcomes[place]), at: 0)
                    }
                    if changes.count < found?.count ?? Int.max { found = changes }
                }
            }
            best[index] = .some(found)
            return found
        }
        return path(root)
    }

    /// Facts that lead to an outcome; only those that matter on the way.
    func example(where isWanted: (Value) -> Bool) -> [String: Value]? {
        var hopeless: Set<Int> = []
        func path(_ index: Int) -> [String: Value]? {
            guard !hopeless.contains(index) else { return nil }
            switch nodes[index] {
            case .outcome(let value): if isWanted(value) { return [:] }
            case .givenUp: break
            case .question(let variable, let branches):
                guard case .fact(let name) = evaluator.variables[variable].kind else { break }
                for (place, branch) in branches.enumerated() {
                    guard var facts = path(branch) else { continue }
                    facts[name] = evaluator.variables[variable].outcomes[place]
                    return facts
                }
            }
            hopeless.insert(index)
            return nil
        }
        return path(root)
    }
}

extension Value {
    /// How far two values are apart: nothing for the same, the difference of numbers and days, else far.
    fileprivate func distance(to other: Value) -> Double {
        if self == other { return 0 }
        switch (self, other) {
        case (.number(let a), .number(let b)): return (a - b)?.magnitude.double ?? .infinity
        case (.date(let a), .date(let b)): return Double(abs(a.daysSince1970 - b.daysSince1970))
        default: return .greatestFiniteMagnitude
        }
    }
}
