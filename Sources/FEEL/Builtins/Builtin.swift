/// One variant of a built-in function.
struct Builtin: Sendable {
    let name: String
    let parameters: [Parameter]
    /// The last parameter takes any number of arguments.
    let isVariadic: Bool
    let body: @Sendable ([Value], inout Machine) -> Value

    struct Parameter: Sendable {
        let name: String
        let type: ValueType
        /// The argument may be left out.
        let isOptional: Bool
        /// The argument may be `null`.
        let admitsNull: Bool
    }

    /// - Parameter signature: such as `substring(string: string, start position: number, length?: number)`. A `?`
    ///   behind the name marks an argument that may be left out, one behind the type that it may be `null`, `...` that
    ///   it may be repeated.
    init(_ signature: String, _ body: @escaping @Sendable ([Value], inout Machine) -> Value) {
        let open = signature.firstIndex(of: "(") ?? signature.endIndex
        name = String(signature[..<open])
        let inside = signature[open...].dropFirst().dropLast()
        isVariadic = inside.hasSuffix("...")
        parameters = inside.split(separator: ",").map { part in
            let pieces = part.split(separator: ":")
            var name = pieces[0].drop { $0 == " " }
            var type = pieces[1].drop { $0 == " " }
            if type.hasSuffix("...") { type = type.dropLast(3) }
            let isOptional = name.hasSuffix("?")
            let admitsNull = type.hasSuffix("?")
            if isOptional { name = name.dropLast() }
            if admitsNull { type = type.dropLast() }
            let resolved = ValueType.simple[String(type)] ?? .any
            return Parameter(
                name: String(name), type: resolved, isOptional: isOptional,
                admitsNull: admitsNull || resolved == .any)
        }
        self.body = body
    }

    func accepts(count: Int) -> Bool {
        if isVariadic { return count >= parameters.count }
        return count <= parameters.count && parameters.dropFirst(count).allSatisfy(\.isOptional)
    }

    /// The arguments brought to the types of the parameters; `nil` when they do not fit.
    func fitting(_ arguments: [Value]) -> [Value]? {
        guard accepts(count: arguments.count) else { return nil }
        var fitting = arguments
        for index in arguments.indices {
            let parameter = parameters[min(index, parameters.count - 1)]
            if parameter.type == .any { continue }
            if arguments[index].isNull {
                if parameter.admitsNull { continue }
                return nil
            }
            if arguments[index].isInstance(of: parameter.type) { continue }
            guard let value = arguments[index].coerced(to: parameter.type), !value.isNull else { return nil }
            fitting[index] = value
        }
        return fitting
    }
}

/// The built-in functions (DMN 1.5, 10.3.4).
enum Builtins {
    /// All variants by name, in the order in which they are tried.
    static let table: [String: [Builtin]] = {
        let all = logic + strings + numbers + lists + contexts + temporal + conversions + rangeRelations
        return Dictionary(grouping: all, by: \.name)
    }()

    static var names: [String] { Array(table.keys) }

    private static let functions: [String: Function] = table.mapValues { overloads in
        let parameters = overloads[0].parameters.map { Function.Parameter($0.name, $0.type) }
        return Function(parameters: parameters, body: .builtin(overloads))
    }

    static func function(_ name: String) -> Function? { functions[name] }

    static func call(_ overloads: [Builtin], _ arguments: [Value], _ machine: inout Machine) -> Value {
        for builtin in overloads {
            if let fitting = builtin.fitting(arguments) { return builtin.body(fitting, &machine) }
        }
        return .null
    }

    static func call(_ overloads: [Builtin], named arguments: [(String, Value)], _ machine: inout Machine) -> Value {
        for builtin in overloads where !builtin.isVariadic || builtin.parameters.count == 1 {
            guard arguments.allSatisfy({ argument in builtin.parameters.contains { $0.name == argument.0 } }) else {
                continue
            }
            var positional: [Value] = []
            var complete = true
            let last = builtin.parameters.lastIndex { parameter in arguments.contains { $0.0 == parameter.name } } ?? -1
            for (index, parameter) in builtin.parameters.enumerated() {
                if let argument = arguments.first(where: { $0.0 == parameter.name }) {
                    positional.append(argument.1)
                } else if !parameter.isOptional {
                    complete = false
                } else if index < last {
                    positional.append(.null)
                }
            }
            if complete, let fitting = builtin.fitting(positional) { return builtin.body(fitting, &machine) }
        }
        return .null
    }
}
