import FEEL

/// Takes rules apart into atoms, each with the columns it reads; the same atom in several rules is one.
struct FormulaReader {
    /// A part of a rule whose truth is found as a whole.
    struct Atom {
        let expression: Expression
        /// The columns it reads, by name in order.
        let columns: [String]
    }

    let population: Population
    private(set) var atoms: [Atom] = []
    private var known: [String: Int] = [:]

    init(_ population: Population) { self.population = population }

    /// The formula that tells where all conditions of a rule are true.
    mutating func formula(_ rule: PopulationRule) -> Formula {
        .every(rule.conditions.map { read($0, $0.syntax, true) })
    }

    /// Where a part is `wanted`.
    private mutating func read(_ whole: Expression, _ syntax: Syntax, _ wanted: Bool) -> Formula {
        let part = whole.part(syntax)
        let columns = part.names.filter { population.constants[$0] == nil && population.columns[$0] != nil }.sorted()
        if columns.isEmpty {
            return .constant(part.evaluate { population.constants[$0] ?? .null }.boolean == wanted)
        }
        if columns.count > 1 {
            switch syntax.form {
            case .conjunction(let parts):
                let formulas = parts.map { read(whole, $0, wanted) }
                return wanted ? .every(formulas) : .either(formulas)
            case .disjunction(let parts):
                let formulas = parts.map { read(whole, $0, wanted) }
                return wanted ? .either(formulas) : .every(formulas)
            case .invocation(let function, let arguments):
                if case .name("not") = function.form, arguments.count == 1, arguments[0].name == nil,
                    !whole.names.contains("not"), isTruth(arguments[0].value)
                {
                    return read(whole, arguments[0].value, !wanted)
                }
            case .conditional(let condition, let then, let otherwise, let isBoxed):
                let holds = read(whole, condition, true)
                let fails = isBoxed ? read(whole, condition, false) : holds.negated
                return .choice(
                    holds, fails, then: read(whole, then, wanted), else: read(whole, otherwise, wanted))
            default: break
            }
        }
        return .leaf(atom: atom(part, columns), accepts: wanted ? .yes : .no)
    }

    /// Whether a part is a truth by its form. The arguments of a function are brought to its types first (a list of one truth
    /// becomes that truth), so `not` of anything else is left whole.
    private func isTruth(_ syntax: Syntax) -> Bool {
        switch syntax.form {
        case .comparison, .conjunction, .disjunction, .between, .membership: true
        case .name(let name):
            population.columns[name]?.dictionary?.allSatisfy { $0.isNull || $0.boolean != nil } ?? false
        default: false
        }
    }

    private mutating func atom(_ expression: Expression, _ columns: [String]) -> Int {
        let key = Self.key(expression.syntax)
        if let place = known[key] { return place }
        atoms.append(Atom(expression: expression, columns: columns))
        known[key] = atoms.count - 1
        return atoms.count - 1
    }

    /// The text of a part; it leaves out declared types, so a part that has some is the same only as itself.
    private static func key(_ syntax: Syntax) -> String {
        isTyped(syntax) ? "\(syntax) \(ObjectIdentifier(syntax))" : "\(syntax)"
    }

    private static func isTyped(_ syntax: Syntax) -> Bool {
        if case .typed = syntax.form { return true }
        return syntax.form.children.contains { isTyped($0) }
    }
}
