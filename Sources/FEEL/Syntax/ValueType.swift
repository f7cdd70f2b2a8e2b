/// A FEEL type (DMN 1.5, 10.3.2).
public indirect enum ValueType: Hashable, Sendable {
    /// Every value, `null` too.
    case any
    /// Only `null`.
    case null
    case number, string, boolean, date, time, dateTime, daysDuration, monthsDuration
    case list(ValueType)
    case context([String: ValueType])
    case range(ValueType)
    case function([ValueType], ValueType)
    /// A type declared elsewhere, such as an item definition.
    case named(String)
    /// The values of a type that pass some tests.
    case constrained(ValueType, Constraint)

    /// Unary tests that restrict a type; two are the same only if they are the same object.
    public final class Constraint: Hashable, Sendable {
        public let tests: UnaryTests

        public init(_ tests: UnaryTests) { self.tests = tests }

        public static func == (left: Constraint, right: Constraint) -> Bool { left === right }
        public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
    }

    static let simple: [String: ValueType] = [
        "Any": .any, "Null": .null, "number": .number, "string": .string, "boolean": .boolean, "date": .date,
        "time": .time, "date and time": .dateTime, "dateTime": .dateTime,
        "days and time duration": .daysDuration, "dayTimeDuration": .daysDuration,
        "years and months duration": .monthsDuration, "yearMonthDuration": .monthsDuration,
        "list": .list(.any), "context": .context([:]), "function": .function([], .any), "range": .range(.any),
    ]
}

extension ValueType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .any: "Any"
        case .null: "Null"
        case .number: "number"
        case .string: "string"
        case .boolean: "boolean"
        case .date: "date"
        case .time: "time"
        case .dateTime: "date and time"
        case .daysDuration: "days and time duration"
        case .monthsDuration: "years and months duration"
        case .list(let element): "list<\(element)>"
        case .context(let entries):
            entries.isEmpty
                ? "context"
                : "context<"
                    + entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                    .joined(separator: ", ") + ">"
        case .range(let element): "range<\(element)>"
        case .function(let parameters, let result):
            "function<" + parameters.map(\.description).joined(separator: ", ") + "> -> \(result)"
        case .named(let name): name
        case .constrained(let base, let constraint): "\(base) (\(constraint.tests.source))"
        }
    }
}
