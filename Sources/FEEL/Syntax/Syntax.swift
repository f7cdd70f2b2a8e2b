/// A parsed FEEL expression: what is written, and where.
public final class Syntax: Sendable {
    public let form: Form
    public let position: Position
    /// How deep the tree below is; a leaf has 1.
    let height: Int

    init(_ form: Form, at position: Position) {
        self.form = form
        self.position = position
        height = 1 + (form.children.map(\.height).max() ?? 0)
    }

    /// The kinds of expression.
    public enum Form: Sendable {
        case literal(Value)
        case name(String)
        case path(Syntax, String)
        /// `value...name`: all entries of that name at any depth.
        case descendants(Syntax, String)
        case arithmetic(Arithmetic, Syntax, Syntax)
        case negation(Syntax)
        case comparison(Comparison, Syntax, Syntax)
        case conjunction([Syntax])
        case disjunction([Syntax])
        case between(Syntax, lower: Syntax, upper: Syntax)
        /// `value in (tests)`
        case membership(Syntax, [Test])
        /// - Parameter isBoxed: the boxed form is `null` for a condition that is no boolean, the textual one goes on
        ///   with `else`.
        case conditional(Syntax, then: Syntax, else: Syntax, isBoxed: Bool)
        case iteration([Iteration], return: Syntax)
        case quantified(Quantifier, [Iteration], satisfies: Syntax)
        case list([Syntax])
        case context([Entry])
        case range(Bounds)
        case filter(Syntax, Syntax)
        case invocation(Syntax, [Argument])
        case function([Parameter], Syntax)
        /// A function whose body lives outside FEEL; it always gives `null`.
        case external([Parameter], Syntax)
        case instance(Syntax, ValueType)
        /// A value that has to be of a type, or becomes `null`; comes from boxed expressions.
        case typed(Syntax, ValueType)
        /// Entries that the last expression may use, and that expression; comes from boxed contexts.
        case scoped([Entry], Syntax)
        case table(DecisionTable)
    }

    public enum Arithmetic: String, Sendable {
        case add = "+", subtract = "-", multiply = "*", divide = "/", power = "**"
    }

    public enum Comparison: String, Sendable {
        case equal = "=", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    }

    public enum Quantifier: String, Sendable { case some, every }

    /// `name in list` or `name in from..to`.
    public struct Iteration: Sendable {
        public let name: String
        public let domain: Syntax
        /// The end of `from..to`.
        public let upTo: Syntax?
    }

    public struct Entry: Sendable {
        public let name: String
        public let value: Syntax
        public let position: Position
    }

    public struct Argument: Sendable {
        /// Given in an invocation with named parameters.
        public let name: String?
        public let value: Syntax
    }

    public struct Parameter: Sendable {
        public let name: String
        public let type: ValueType?
    }

    /// `[1..5)`, or an open range such as `> 5`.
    public struct Bounds: Sendable {
        /// The operator of a range that is written as a test; its operand stands at the ends it bounds.
        public let comparison: Comparison?
        public let lower: Syntax?
        public let upper: Syntax?
        public let includesLower: Bool
        public let includesUpper: Bool
    }

    /// One positive unary test.
    public enum Test: Sendable {
        /// `< 5`, `!= "a"`
        case comparison(Comparison, Syntax)
        /// A value, a range, a list, or an expression over `?`.
        case expression(Syntax)

        public var operand: Syntax {
            switch self {
            case .comparison(_, let operand), .expression(let operand): operand
            }
        }
    }
}

extension Syntax.Form {
    /// The expressions directly inside, in the order of writing.
    public var children: [Syntax] {
        switch self {
        case .literal, .name: []
        case .path(let of, _), .descendants(let of, _), .negation(let of), .instance(let of, _), .function(_, let of),
            .external(_, let of), .typed(let of, _):
            [of]
        case .arithmetic(_, let left, let right), .comparison(_, let left, let right), .filter(let left, let right):
            [left, right]
        case .conjunction(let parts), .disjunction(let parts), .list(let parts): parts
        case .between(let value, let lower, let upper): [value, lower, upper]
        case .membership(let value, let tests): [value] + tests.map(\.operand)
        case .conditional(let condition, let then, let otherwise, _): [condition, then, otherwise]
        case .iteration(let iterations, let body), .quantified(_, let iterations, let body):
            iterations.flatMap { [$0.domain] + ($0.upTo.map { [$0] } ?? []) } + [body]
        case .context(let entries): entries.map(\.value)
        case .scoped(let entries, let result): entries.map(\.value) + [result]
        case .table(let table): table.expressions
        case .range(let bounds): [bounds.lower, bounds.upper].compactMap { $0 }
        case .invocation(let function, let arguments): [function] + arguments.map(\.value)
        }
    }
}
