/// All outcomes of an expression over its open facts, as a reduced ordered decision diagram: a fact stands in it exactly
/// if the outcome depends on it (R. Bryant, Graph-Based Algorithms for Boolean Function Manipulation, 1986; here with
/// more than two branches).
struct OutcomeDiagram {
    enum Node: Hashable, Sendable {
        case outcome(Value)
        /// The branches in the order of the variable's outcomes.
        case question(variable: Int, branches: [Int])
        /// Too much work: nothing is said.
        case givenUp
    }

    /// How many different questions are worked out before giving up.
    private static let maximumQuestions = 20_000

    private let expression: Expression
    private(set) var evaluator: PartialEvaluator
    private(set) var nodes: [Node] = []
    private var known: [Node: Int] = [:]
    private var solved: [Int: Int] = [:]
    private(set) var gaveUp: Set<Int> = []
    let readingOrder: [String]
    private(set) var root = 0

    init(
        _ expression: Expression, _ facts: [String: Value], _ domains: [String: Domain], _ environment: Environment,
        alsoCritical: [String: Value] = [:]
    ) {
        let syntax = PartialSyntax(expression, facts, domains, environment)
        var uses = FactUseReader(syntax)
        uses.read(expression.syntax, asTruth: false)
        for (name, value) in alsoCritical { uses.noteCurrent(value, of: name) }
        self.expression = expression
        readingOrder = uses.order
        evaluator = PartialEvaluator(syntax, uses)
        root = build()
    }

    private mutating func node(_ node: Node) -> Int {
        if let index = known[node] { return index }
        nodes.append(node)
        known[node] = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func build() -> Int {
        switch evaluator.value(of: expression.syntax) {
        case .known(let value): return node(.outcome(value))
        case .open(let key, let live):
            if let index = solved[key] { return index }
            guard let variable = live.min(), solved.count < OutcomeDiagram.maximumQuestions else {
                gaveUp.formUnion(live)
                return node(.givenUp)
            }
            var branches: [Int] = []
            for outcome in evaluator.variables[variable].outcomes {
                evaluator.assumed[variable] = outcome
                branches.append(build())
            }
            evaluator.assumed[variable] = nil
            // A fact that can have no value at all, such as a code of an empty list: nothing is said.
            guard let first = branches.first else {
                gaveUp.insert(variable)
                return node(.givenUp)
            }
            let isSame = branches.dropFirst().allSatisfy { $0 == first } && nodes[first] != .givenUp
            let index = isSame ? first : node(.question(variable: variable, branches: branches))
            solved[key] = index
            return index
        }
    }

    /// Whether a computation is no more than a fact that is the outcome itself.
    private func isFact(_ variable: Int) -> Bool { evaluator.variables[variable].isFact }

    /// The value if it is one, else the facts that stand in the diagram.
    mutating func outcome() -> PartialOutcome {
        if case .outcome(let value) = nodes[root], value.string?.hasPrefix("\u{0}") != true {
            return PartialOutcome(value: value, missing: [], isExact: true)
        }
        var variables = gaveUp
        var isExact = gaveUp.isEmpty
        var seen: Set<Int> = []
        var open = [root]
        while let index = open.popLast() {
            guard seen.insert(index).inserted, case .question(let variable, let branches) = nodes[index] else {
                continue
            }
            variables.insert(variable)
            open += branches
        }
        var names: Set<String> = []
        for variable in variables {
            if case .computation(_, let names) = evaluator.variables[variable].kind,
                names.count != 1 || !isFact(variable)
            {
                isExact = false
            }
            names.formUnion(evaluator.facts(variable))
        }
        return PartialOutcome(value: nil, missing: readingOrder.filter(names.contains), isExact: isExact)
    }
}
