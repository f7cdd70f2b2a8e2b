/// Turns item definitions into types.
struct ItemTypes {
    private let definitions: [String: Definitions.ItemDefinition]
    /// Types of imported models, by their qualified name.
    private let imported: [String: ValueType]
    private(set) var types: [String: ValueType] = [:]
    private(set) var problems: [ModelProblem] = []
    /// The definitions that are being resolved; one that needs itself stays open.
    private var open: Set<String> = []

    init(_ items: [Definitions.ItemDefinition], imported: [String: ValueType]) {
        definitions = Dictionary(items.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.imported = imported
        for item in items { _ = type(named: item.name, line: item.line) }
    }

    /// The type a `typeRef` stands for.
    mutating func type(named name: String, line: Int) -> ValueType {
        if let simple = ValueType.simple[name] { return simple }
        if let known = types[name] ?? imported[name] { return known }
        guard let definition = definitions[name] else {
            if let foreign = ItemTypes.foreign[name] { return foreign }
            problems.append(ModelProblem(line: line, message: "there is no type \(name)"))
            return .any
        }
        guard open.insert(name).inserted else { return .any }
        let type = type(of: definition)
        open.remove(name)
        types[name] = type
        return type
    }

    /// Names from programming languages that some modelers write.
    private static let foreign: [String: ValueType] = [
        "integer": .number, "int": .number, "long": .number, "double": .number, "float": .number, "decimal": .number,
        "Boolean": .boolean, "String": .string, "any": .any,
    ]

    private mutating func type(of item: Definitions.ItemDefinition) -> ValueType {
        var type: ValueType
        if !item.components.isEmpty {
            var entries: [String: ValueType] = [:]
            for component in item.components { entries[component.name] = self.type(of: component) }
            type = .context(entries)
        } else if let function = item.function {
            let parameters = function.parameters.map {
                $0.typeRef.map { self.type(named: $0, line: item.line) } ?? .any
            }
            type = .function(parameters, function.result.map { self.type(named: $0, line: item.line) } ?? .any)
        } else {
            type = item.typeRef.map { self.type(named: $0, line: item.line) } ?? .any
        }
        if let tests = item.allowedValues {
            // Own allowed values replace those of the type it is made from.
            if case .constrained(let base, _) = type { type = base }
            type = constrained(type, tests, item.line)
        }
        if item.isCollection { type = .list(type) }
        if let tests = item.typeConstraint { type = constrained(type, tests, item.line) }
        return type
    }

    private mutating func constrained(_ type: ValueType, _ tests: String, _ line: Int) -> ValueType {
        do {
            return .constrained(type, ValueType.Constraint(try UnaryTests(parsing: tests)))
        } catch {
            problems.append(ModelProblem(line: line, message: "allowed values: \(error.message)"))
            return type
        }
    }
}
