import FEEL

/// Facts about many people, one column for each element, for rules that are run over everybody at once.
public struct Population: Sendable {
    public let count: Int
    public private(set) var columns: [String: Column] = [:]
    /// Facts that are the same for everybody, such as the day a run stands for.
    public let constants: [String: Value]

    public init(count: Int, columns: [Column], constants: [String: Value] = [:]) {
        self.count = count
        self.constants = constants
        for column in columns {
            precondition(column.count == count, "\(column.name) has \(column.count) rows, not \(count)")
            self.columns[column.name] = column
        }
    }

    /// What is known about one person under a name.
    public func value(_ name: String, row: Int) -> Value {
        constants[name] ?? columns[name]?[row] ?? .null
    }
}

/// A rule for a run over many people: it holds for a person of whom all its conditions are true.
public struct PopulationRule: Sendable {
    public let name: String
    public let conditions: [Expression]

    public init(_ name: String, _ conditions: [Expression]) {
        self.name = name
        self.conditions = conditions
    }

    /// The rule for one person, by the interpreter.
    public func holds(_ fact: (String) -> Value) -> Bool {
        conditions.allSatisfy { $0.evaluate(fact).boolean == true }
    }
}
