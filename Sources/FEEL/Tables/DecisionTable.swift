/// A decision table: rules that match inputs and give outputs, and a policy for several rules that match at once.
///
/// ```swift
/// let table = try DecisionTable(
///     hitPolicy: .first,
///     inputs: ["age", "category"],
///     outputs: ["amount"],
///     rules: [
///         ["< 18", "-", "0"],
///         ["-", #""graduate", "veteran""#, "3000"],
///     ])
/// ```
public struct DecisionTable: Sendable {
    public let hitPolicy: HitPolicy
    public let inputs: [Input]
    public let outputs: [Output]
    public let rules: [Rule]

    /// What becomes of several rules that match (DMN 1.5, 8.2.8).
    public enum HitPolicy: Hashable, Sendable {
        /// `U`: no two rules may match; if they do the result is `null`.
        case unique
        /// `A`: rules that match must agree; else the result is `null`.
        case any
        /// `P`: the output that stands first in the list of output values.
        case priority
        /// `F`: the first rule that matches.
        case first
        /// `R`: all outputs in the order of the rules.
        case ruleOrder
        /// `O`: all outputs in the order of the list of output values.
        case outputOrder
        /// `C`, `C+`, `C<`, `C>`, `C#`: all outputs in any order, or what they come to together.
        case collect(Aggregation?)
    }

    /// What the outputs of a collecting table come to.
    public enum Aggregation: String, Sendable {
        case sum = "+"
        case minimum = "<"
        case maximum = ">"
        /// How many different outputs there are.
        case count = "#"
    }

    public struct Input: Sendable {
        public let label: String?
        public let expression: Syntax
        public let type: ValueType?
        /// The values that may occur; any other counts as `null`.
        public let values: Cell?

        public init(label: String? = nil, expression: Syntax, type: ValueType? = nil, values: Cell? = nil) {
            self.label = label
            self.expression = expression
            self.type = type
            self.values = values
        }
    }

    public struct Output: Sendable {
        /// With several outputs the name of the entry in the resulting context.
        public let name: String?
        public let type: ValueType?
        /// The values that may occur, the most important first; any other becomes `null`.
        public let values: Cell?
        /// Given when no rule matches.
        public let defaultEntry: Syntax?

        public init(name: String? = nil, type: ValueType? = nil, values: Cell? = nil, defaultEntry: Syntax? = nil) {
            self.name = name
            self.type = type
            self.values = values
            self.defaultEntry = defaultEntry
        }
    }

    public struct Rule: Sendable {
        /// One for each input; `nil` for `-`.
        public let conditions: [Cell?]
        /// One for each output.
        public let outputs: [Syntax]
        public let annotations: [String]

        public init(conditions: [Cell?], outputs: [Syntax], annotations: [String] = []) {
            self.conditions = conditions
            self.outputs = outputs
            self.annotations = annotations
        }
    }

    /// Unary tests in a table.
    public struct Cell: Sendable {
        public let source: String
        public let tests: [Syntax.Test]
        public let isNegated: Bool
    }

    public init(hitPolicy: HitPolicy, inputs: [Input], outputs: [Output], rules: [Rule]) {
        self.hitPolicy = hitPolicy
        self.inputs = inputs
        self.outputs = outputs
        self.rules = rules
    }

    /// All expressions inside, in the order of writing.
    var expressions: [Syntax] {
        var all: [Syntax] = []
        func add(_ cell: Cell?) { all += cell?.tests.map(\.operand) ?? [] }
        for input in inputs {
            all.append(input.expression)
            add(input.values)
        }
        for output in outputs {
            add(output.values)
            if let entry = output.defaultEntry { all.append(entry) }
        }
        for rule in rules {
            rule.conditions.forEach(add)
            all += rule.outputs
        }
        return all
    }
}

extension DecisionTable.HitPolicy {
    /// Reads `U`, `UNIQUE`, `C+`, `COLLECT` with an aggregation, and so on.
    public init?(_ text: String, aggregation: String? = nil) {
        switch text.uppercased() {
        case "U", "UNIQUE", "": self = .unique
        case "A", "ANY": self = .any
        case "P", "PRIORITY": self = .priority
        case "F", "FIRST": self = .first
        case "R", "RULE ORDER": self = .ruleOrder
        case "O", "OUTPUT ORDER": self = .outputOrder
        case "C+": self = .collect(.sum)
        case "C<": self = .collect(.minimum)
        case "C>": self = .collect(.maximum)
        case "C#": self = .collect(.count)
        case "C", "COLLECT":
            switch aggregation?.uppercased() {
            case nil: self = .collect(nil)
            case "SUM", "+": self = .collect(.sum)
            case "MIN", "<": self = .collect(.minimum)
            case "MAX", ">": self = .collect(.maximum)
            case "COUNT", "#": self = .collect(.count)
            default: return nil
            }
        default: return nil
        }
    }
}
