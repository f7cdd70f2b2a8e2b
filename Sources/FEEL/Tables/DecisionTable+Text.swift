/// Where in a table a text is no FEEL.
public struct TableError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The row, from 1; `nil` for the head of the table.
    public let row: Int?
    /// From 1, inputs before outputs.
    public let column: Int
    public let error: SyntaxError

    public var description: String {
        (row.map { "row \($0), " } ?? "") + "column \(column): \(error)"
    }
}

extension DecisionTable.Cell {
    /// Reads a cell; `nil` for `-` and for an empty text.
    static func parsing(
        _ source: String, names: NameSet, line: Int = 1
    ) throws(SyntaxError) -> DecisionTable.Cell? {
        if source.trimmed.isEmpty { return nil }
        var parser = try Parser(source, names: names, line: line)
        guard let (tests, negated) = try parser.wholeUnaryTests() else { return nil }
        return DecisionTable.Cell(source: source.trimmed, tests: tests, isNegated: negated)
    }
}

extension DecisionTable {
    /// Reads a table from its texts.
    ///
    /// - Parameters:
    ///   - outputs: names; one name alone is not used in the result.
    ///   - outputValues: for each output its values, the most important first, such as `"high", "low"`.
    ///   - defaults: for each output an expression that holds when no rule matches.
    ///   - rules: for each rule the cells of the inputs, the outputs, and any annotations.
    public init(
        hitPolicy: HitPolicy, inputs: [String], outputs: [String], outputValues: [String?] = [],
        defaults: [String?] = [], rules: [[String]], knownNames: some Sequence<String> = []
    ) throws(TableError) {
        let names = NameSet(knownNames)
        var inputColumns: [Input] = []
        for (index, text) in inputs.enumerated() {
            let expression = try DecisionTable.located(nil, index + 1) { () throws(SyntaxError) in
                var parser = try Parser(text, names: names, line: 1)
                return try parser.wholeExpression()
            }
            inputColumns.append(Input(label: text, expression: expression))
        }
        var outputColumns: [Output] = []
        for (index, name) in outputs.enumerated() {
            let column = inputs.count + index + 1
            let values = try DecisionTable.located(nil, column) { () throws(SyntaxError) in
                try index < outputValues.count
                    ? outputValues[index].map { text throws(SyntaxError) in
                        try Cell.parsing(text, names: names)
                    } ?? nil : nil
            }
            let defaultEntry = try DecisionTable.located(nil, column) { () throws(SyntaxError) -> Syntax? in
                guard index < defaults.count, let text = defaults[index] else { return nil }
                var parser = try Parser(text, names: names, line: 1)
                return try parser.wholeExpression()
            }
            outputColumns.append(Output(name: name, values: values, defaultEntry: defaultEntry))
        }
        var parsed: [Rule] = []
        for (row, texts) in rules.enumerated() {
            let width = inputs.count + outputs.count
            guard texts.count >= width else {
                let position = Position(offset: 0, line: 1, column: 1)
                throw TableError(
                    row: row + 1, column: texts.count + 1,
                    error: SyntaxError(
                        problem: .unexpected(found: "the end of the row", expected: "\(width) cells"),
                        position: position))
            }
            var conditions: [Cell?] = []
            for column in inputs.indices {
                conditions.append(
                    try DecisionTable.located(row + 1, column + 1) { () throws(SyntaxError) in
                        try Cell.parsing(texts[column], names: names)
                    })
            }
            var results: [Syntax] = []
            for column in inputs.count..<width {
                results.append(
                    try DecisionTable.located(row + 1, column + 1) { () throws(SyntaxError) in
                        var parser = try Parser(texts[column], names: names, line: 1)
                        return try parser.wholeExpression()
                    })
            }
            parsed.append(Rule(conditions: conditions, outputs: results, annotations: Array(texts[width...])))
        }
        self.init(hitPolicy: hitPolicy, inputs: inputColumns, outputs: outputColumns, rules: parsed)
    }

    private static func located<Result>(
        _ row: Int?, _ column: Int, _ body: () throws(SyntaxError) -> Result
    ) throws(TableError) -> Result {
        do {
            return try body()
        } catch {
            throw TableError(row: row, column: column, error: error)
        }
    }
}

extension Expression {
    /// A decision table as an expression, so that it can be evaluated, explained and checked like any other.
    public init(_ table: DecisionTable, knownNames: some Sequence<String> = [], types: TypeScope = TypeScope()) {
        let syntax = Syntax(.table(table), at: Position(offset: 0, line: 1, column: 1))
        self.init(source: "decision table", syntax: syntax, declared: Set(knownNames), types: types)
    }
}
