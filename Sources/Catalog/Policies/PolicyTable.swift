import FEEL
import Vocabulary

/// The decision table of a policy: rows that match facts and give a verdict and an amount, each with its reason.
public struct PolicyTable: Sendable {
    public let hitPolicy: DecisionTable.HitPolicy
    public let inputs: [Input]
    public let rows: [Row]
    /// What is said when no row matches; nil when the rows must cover everything, which `catalog check` proves.
    public let otherwise: Refusal?

    /// One column: a fact, or something computed from facts.
    public struct Input: Sendable {
        /// Under which the rows name it; usually the code of its element.
        public let name: String
        public let value: FEEL.Expression
    }

    public struct Row: Sendable {
        /// One for each input; nil for `-`.
        public let cells: [UnaryTests?]
        public let eligible: Bool
        /// In yuan; nil where the policy names no amount or it is not known.
        public let amount: FEEL.Expression?
        public let because: Bilingual
        public let citation: Source
    }

    /// Why people whom no row names are not eligible.
    public struct Refusal: Sendable {
        public let because: Bilingual
        public let citation: Source
    }

    /// The table with one output.
    ///
    /// - Parameters:
    ///   - standard: given when no row matches; nil leaves the table without a default.
    ///   - output: what a row gives, by its place.
    func decisionTable(standard: FEEL.Value?, _ output: (Int) -> FEEL.Syntax) -> DecisionTable {
        DecisionTable(
            hitPolicy: hitPolicy,
            inputs: inputs.map { DecisionTable.Input(label: $0.name, expression: $0.value.syntax) },
            outputs: [DecisionTable.Output(defaultEntry: standard.map { FEEL.Expression.constant($0).syntax })],
            rules: rows.enumerated().map { place, row in
                DecisionTable.Rule(
                    conditions: row.cells.map { $0?.cell }, outputs: [output(place)],
                    annotations: [row.citation.citation])
            })
    }
}

/// A policy's rule as expressions of the rule language over data elements and `applied_on`.
///
/// Both are built of conditions, `if` and decision tables; ``FEEL/Expression/withoutTables`` gives the same without tables.
public struct PolicyModel: Sendable {
    /// True or false; whatever is not true counts as not eligible, and unknown facts leave it open
    /// (`catalog.unfolded(eligible).isTrue.outlook(…)`).
    public let eligible: FEEL.Expression
    /// Yuan, for a person who is eligible; null where the policy names no amount.
    public let amount: FEEL.Expression

    init(eligible: FEEL.Expression, amount: FEEL.Expression) {
        self.eligible = eligible
        self.amount = amount
    }

    init(_ conditions: [Condition], _ table: PolicyTable) {
        let blocking = conditions.filter { $0.force == .blocking }.map(\.expression)
        let yes = FEEL.Expression.constant(true).syntax, no = FEEL.Expression.constant(false).syntax
        let verdict = FEEL.Expression(table.decisionTable(standard: false) { table.rows[$0].eligible ? yes : no })
        let nothing = FEEL.Expression.constant(.null).syntax
        let hasRows = !table.inputs.isEmpty || table.rows.contains { !$0.eligible }
        eligible = .all(blocking + (hasRows ? [verdict] : []))
        amount =
            table.rows.contains { $0.amount != nil }
            ? FEEL.Expression(table.decisionTable(standard: .null) { table.rows[$0].amount?.syntax ?? nothing })
            : .constant(.null)
    }

    /// What the rule reads: elements, and `applied_on`.
    public var names: Set<String> { eligible.names.union(amount.names) }
}
