extension TypeChecker {
    mutating func arithmetic(
        _ operation: Syntax.Arithmetic, _ left: ValueType, _ right: ValueType, _ syntax: Syntax
    ) -> ValueType {
        if left.isOpen || right.isOpen { return .any }
        switch (left.plain, right.plain) {
        case (.number, .number): return .number
        case (.string, .string) where operation == .add: return .string
        default: break
        }
        if let a = left.sample, let b = right.sample {
            let result = TemporalArithmetic.result(operation, a, b)
            if !result.isNull { return ValueType(of: result) }
        }
        report(.undefined(operation: operation.rawValue, left: "\(left)", right: "\(right)"), syntax)
        return .null
    }

    mutating func negation(_ type: ValueType, _ syntax: Syntax) -> ValueType {
        switch type.plain {
        case .number, .daysDuration, .monthsDuration: return type.plain
        case let plain where plain.isOpen: return .any
        default:
            report(.undefined(operation: "-", left: "", right: "\(type)"), syntax)
            return .null
        }
    }

    mutating func compare(
        _ operation: Syntax.Comparison, _ left: Syntax, _ leftType: ValueType, _ right: Syntax, _ rightType: ValueType,
        _ syntax: Syntax
    ) {
        let isEquality = operation == .equal || operation == .notEqual
        let fits = isEquality ? leftType.isComparable(with: rightType) : leftType.isOrdered(with: rightType)
        guard fits else {
            report(
                .undefined(operation: operation.rawValue, left: "\(leftType)", right: "\(rightType)"), syntax)
            return
        }
        guard isEquality else { return }
        if case .literal(let value) = right.form { expect(value, in: leftType, right) }
        if case .literal(let value) = left.form { expect(value, in: rightType, left) }
    }

    /// A constant that is compared with a restricted type should be one of its values.
    private mutating func expect(_ value: Value, in type: ValueType, _ syntax: Syntax) {
        guard case .constrained(_, let constraint) = type, !value.isNull else { return }
        if constraint.tests.admit(value) == false {
            report(.impossibleValue(value.description, allowed: constraint.tests.source), syntax)
        }
    }

    mutating func check(_ test: Syntax.Test, against tested: ValueType) {
        let operand = test.operand
        let type = type(of: operand)
        switch test {
        case .comparison(let operation, _):
            let isEquality = operation == .equal || operation == .notEqual
            let fits = isEquality ? tested.isComparable(with: type) : tested.isOrdered(with: type)
            if !fits {
                report(.undefined(operation: operation.rawValue, left: "\(tested)", right: "\(type)"), operand)
            } else if isEquality, case .literal(let value) = operand.form {
                expect(value, in: tested, operand)
            }
        case .expression:
            if operand.mentions("?"), type.plain == .boolean { return }
            if !admits(type, tested) {
                report(.undefined(operation: "in", left: "\(tested)", right: "\(type)"), operand)
            } else if case .literal(let value) = operand.form {
                expect(value, in: tested, operand)
            } else if case .list(let elements) = operand.form {
                for element in elements {
                    if case .literal(let value) = element.form { expect(value, in: tested, element) }
                }
            }
        }
    }

    /// Whether a value of the tested type may equal, or lie in, one of the other.
    private func admits(_ type: ValueType, _ tested: ValueType) -> Bool {
        switch type.plain {
        case .range(let element): tested.isOrdered(with: element)
        case .list(let element): tested.isComparable(with: type) || admits(element, tested)
        default: tested.isComparable(with: type)
        }
    }

    mutating func invocation(_ function: Syntax, _ arguments: [Syntax.Argument], _ syntax: Syntax) -> ValueType {
        let types = arguments.map { type(of: $0.value) }
        let callee = type(of: function)
        guard case .function(let parameters, let result) = callee.plain else {
            if !callee.isOpen { report(.notFunction("\(callee)"), function) }
            return .any
        }
        if case .name(let name) = function.form, let overloads = Builtins.table[name],
            callee == .function(overloads[0].parameters.map(\.type), Builtins.resultType(name))
        {
            let fits = overloads.contains { $0.accepts(arguments.map(\.name), types) }
            if !fits {
                report(
                    .wrongArguments(function: name, arguments: types.map(\.description).joined(separator: ", ")),
                    syntax)
            }
            return Builtins.resultType(name, types)
        }
        let isUnknown = parameters.isEmpty && result == .any
        if !isUnknown {
            let fits =
                types.count == parameters.count
                && (arguments.contains { $0.name != nil }
                    || zip(types, parameters).allSatisfy { $0.isAssignable(to: $1) })
            if !fits {
                let text = types.map(\.description).joined(separator: ", ")
                report(.wrongArguments(function: function.description, arguments: text), syntax)
            }
        }
        return result
    }

    mutating func table(_ table: DecisionTable, _ syntax: Syntax) -> ValueType {
        let inputs = table.inputs.map { input in
            let own = type(of: input.expression)
            return input.type ?? own
        }
        for (input, type) in zip(table.inputs, inputs) {
            if let values = input.values { check(values.tests, against: type) }
        }
        for rule in table.rules {
            for (condition, type) in zip(rule.conditions, inputs) {
                if let condition { check(condition.tests, against: type) }
            }
        }
        var outputs: [ValueType] = []
        for (column, output) in table.outputs.enumerated() {
            let entries = table.rules.map { type(of: $0.outputs[column]) }
            outputs.append(output.type ?? ValueType.common(entries))
            if let entry = output.defaultEntry { _ = type(of: entry) }
        }
        let single: ValueType
        if outputs.count == 1 {
            single = outputs[0]
        } else {
            let names = table.outputs.enumerated().map { $1.name ?? "output \($0 + 1)" }
            single = .context(Dictionary(zip(names, outputs), uniquingKeysWith: { $1 }))
        }
        switch table.hitPolicy {
        case .ruleOrder, .outputOrder, .collect(nil): return .list(single)
        case .collect: return .number
        default: return single
        }
    }
}

extension Builtin {
    /// Whether arguments of these types may be given.
    func accepts(_ names: [String?], _ types: [ValueType]) -> Bool {
        if names.contains(where: { $0 != nil }) {
            let required = parameters.filter { !$0.isOptional }
            return required.allSatisfy { names.contains($0.name) }
                && zip(names, types).allSatisfy { name, type in
                    parameters.contains { $0.name == name && type.isAssignable(to: $0.type) }
                }
        }
        guard accepts(count: types.count) else { return false }
        return types.enumerated().allSatisfy { index, type in
            type.isAssignable(to: parameters[min(index, parameters.count - 1)].type)
        }
    }
}

extension Builtins {
    private static let resultTypes: [String: ValueType] = {
        var types: [String: ValueType] = [:]
        for name in [
            "not", "is", "all", "any", "contains", "starts with", "ends with", "matches", "list contains", "odd",
            "even",
            "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes",
            "finished by", "includes", "during", "starts", "started by", "coincides",
        ] { types[name] = .boolean }
        for name in [
            "substring", "upper case", "lower case", "substring before", "substring after", "replace", "string join",
            "string", "day of week", "month of year",
        ] { types[name] = .string }
        for name in [
            "string length", "decimal", "floor", "ceiling", "round up", "round down", "round half up",
            "round half down", "round half even", "modulo", "sqrt", "log", "exp", "count", "mean", "product", "median",
            "stddev", "number", "day of year", "week of year",
        ] { types[name] = .number }
        types["split"] = .list(.string)
        types["mode"] = .list(.number)
        types["index of"] = .list(.number)
        for name in ["flatten", "concatenate", "union"] { types[name] = .list(.any) }
        for name in ["context", "context put", "context merge"] { types[name] = .context([:]) }
        types["get entries"] = .list(.context(["key": .string, "value": .any]))
        types["date"] = .date
        types["today"] = .date
        types["time"] = .time
        types["date and time"] = .dateTime
        types["now"] = .dateTime
        types["years and months duration"] = .monthsDuration
        types["range"] = .range(.any)
        return types
    }()

    static func resultType(_ name: String) -> ValueType { resultTypes[name] ?? .any }

    /// The type of the result where it depends on the arguments.
    static func resultType(_ name: String, _ arguments: [ValueType]) -> ValueType {
        switch name {
        case "min", "max", "sum":
            if arguments.count == 1, case .list(let element) = arguments[0].plain { return element.plain }
            return ValueType.common(arguments.map(\.plain))
        case "abs": return arguments.first?.plain ?? .any
        case "sublist", "reverse", "remove", "distinct values", "sort", "append", "insert before", "list replace":
            if let first = arguments.first, case .list = first.plain {
                return name == "append" ? .list(.any) : first.plain
            }
            return .list(.any)
        default: return resultType(name)
        }
    }
}
