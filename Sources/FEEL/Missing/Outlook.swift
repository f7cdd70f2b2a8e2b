/// What an expression can still become while some facts are unknown: worked out once, asked many times.
///
/// ```swift
/// let outlook = try Expression(parsing: "local and (young or poor)").outlook(knowing: [:])
/// outlook.outcome.missing         // ["local", "young", "poor"]
/// outlook.missing(after: "young") // [["local"], ["local", "poor"]]
/// ```
public struct Outlook: Sendable {
    /// The value if it is decided, else the facts that can still change it.
    public let outcome: PartialOutcome
    private let nodes: [OutcomeDiagram.Node]
    private let root: Int
    /// The facts behind each variable of the diagram.
    private let facts: [[String]]
    private let outcomeCounts: [Int]
    /// Facts about which nothing could be worked out.
    private let unresolved: Set<String>

    init(_ diagram: consuming OutcomeDiagram) {
        outcome = diagram.outcome()
        nodes = diagram.nodes
        root = diagram.root
        facts = diagram.evaluator.variables.indices.map { diagram.evaluator.facts($0) }
        outcomeCounts = diagram.evaluator.variables.map(\.outcomes.count)
        unresolved = Set(diagram.gaveUp.flatMap { diagram.evaluator.facts($0) })
    }

    /// Every value that can still come out, with `nil` for what is computed from unknown facts; `nil` when that cannot be
    /// said.
    public var values: [Value?]? {
        if let value = outcome.value { return [value] }
        guard unresolved.isEmpty else { return nil }
        var found: [Value?] = []
        for case .outcome(let value) in nodes {
            let isComputed = value.string?.hasPrefix("\u{0}") == true
            found.append(isComputed ? nil : value)
        }
        return found
    }

    /// How many ways of turning out are told apart for one fact; beyond it the rest are left out of account.
    private static let mostWays = 64

    /// For each way in which a fact can turn out, what is still missing afterwards.
    public func missing(after name: String) -> [Set<String>] {
        guard outcome.value == nil else { return [[]] }
        var ways: [[Int: Int]] = [[:]]
        for variable in facts.indices where facts[variable] == [name] && appears(variable) {
            guard ways.count * outcomeCounts[variable] <= Self.mostWays else { break }
            ways = ways.flatMap { way in
                (0..<outcomeCounts[variable]).map { way.merging([variable: $0]) { $1 } }
            }
        }
        guard ways.count > 1 else { return [Set(outcome.missing).subtracting([name])] }
        return ways.map { way in
            var restriction = Restriction(nodes: nodes, assigned: way)
            let variables = restriction.support(of: root)
            var missing = Set(variables.flatMap { facts[$0] })
            if restriction.metUnknown { missing.formUnion(unresolved) }
            missing.remove(name)
            return missing
        }
    }

    private func appears(_ variable: Int) -> Bool {
        nodes.contains { if case .question(variable, _) = $0 { true } else { false } }
    }
}

/// A diagram in which some variables have taken a branch, reduced again.
private struct Restriction {
    let nodes: [OutcomeDiagram.Node]
    let assigned: [Int: Int]
    private var made: [OutcomeDiagram.Node] = []
    private var known: [OutcomeDiagram.Node: Int] = [:]
    private var done: [Int: Int] = [:]
    private(set) var metUnknown = false

    init(nodes: [OutcomeDiagram.Node], assigned: [Int: Int]) {
        self.nodes = nodes
        self.assigned = assigned
    }

    private mutating func make(_ node: OutcomeDiagram.Node) -> Int {
        if let index = known[node] { return index }
        made.append(node)
        known[node] = made.count - 1
        return made.count - 1
    }

    private mutating func reduce(_ index: Int) -> Int {
        if let known = done[index] { return known }
        let result: Int
        switch nodes[index] {
        case .question(let variable, let branches):
            if let way = assigned[variable] {
                result = reduce(branches[way])
            } else {
                let below = branches.map { reduce($0) }
                let isSame = below.dropFirst().allSatisfy { $0 == below[0] } && made[below[0]] != .givenUp
                result = isSame ? below[0] : make(.question(variable: variable, branches: below))
            }
        case .givenUp:
            metUnknown = true
            result = make(.givenUp)
        case .outcome: result = make(nodes[index])
        }
        done[index] = result
        return result
    }

    /// The variables on which the restricted diagram still depends.
    mutating func support(of root: Int) -> Set<Int> {
        var variables: Set<Int> = []
        var seen: Set<Int> = []
        var open = [reduce(root)]
        while let index = open.popLast() {
            guard seen.insert(index).inserted, case .question(let variable, let branches) = made[index] else {
                continue
            }
            variables.insert(variable)
            open += branches
        }
        return variables
    }
}

extension Expression {
    /// What can still become of the expression with only some of the facts.
    ///
    /// - Parameters:
    ///   - facts: what is known; a fact known not to exist is `null`.
    ///   - domains: what the unknown facts may turn out to be; without an entry, whatever makes sense where it is used.
    public func outlook(
        knowing facts: [String: Value], domains: [String: Domain] = [:], environment: Environment = .standard
    ) -> Outlook {
        Outlook(OutcomeDiagram(self, facts, domains, environment))
    }
}
