/// A call of a function found at run time.
final class CallNode: Node, @unchecked Sendable {
    let function: Node
    let arguments: [(name: String?, node: Node)]
    let isNamed: Bool

    init(_ function: Node, _ arguments: [(name: String?, node: Node)]) {
        self.function = function
        self.arguments = arguments
        isNamed = arguments.contains { $0.name != nil }
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        guard case .function(let function) = function.evaluate(&machine) else { return .null }
        if isNamed {
            var named: [(String, Value)] = []
            for argument in arguments {
                guard let name = argument.name else { return .null }
                named.append((name, argument.node.evaluate(&machine)))
            }
            return machine.call(function, named: named)
        }
        var values: [Value] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments { values.append(argument.node.evaluate(&machine)) }
        return machine.call(function, values)
    }
}

/// A call of a built-in function whose name nothing else bears.
final class BuiltinNode: Node, @unchecked Sendable {
    /// The variants that take this number of arguments, in the order of preference.
    let overloads: [Builtin]
    let arguments: [Node]

    init(_ overloads: [Builtin], _ arguments: [Node]) {
        self.overloads = overloads.filter { $0.accepts(count: arguments.count) }
        self.arguments = arguments
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        guard machine.spend() else { return .null }
        var values: [Value] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments { values.append(argument.evaluate(&machine)) }
        return Builtins.call(overloads, values, &machine)
    }
}

/// A function literal: remembers what its body needs from around it.
final class FunctionNode: Node, @unchecked Sendable {
    let parameters: [Function.Parameter]
    let code: Function.Code
    let captures: [Node]

    init(_ parameters: [Function.Parameter], _ code: Function.Code, captures: [Node]) {
        self.parameters = parameters
        self.code = code
        self.captures = captures
    }

    override func evaluate(_ machine: inout Machine) -> Value {
        var values: [Value] = []
        for capture in captures { values.append(capture.evaluate(&machine)) }
        return .function(Function(parameters: parameters, body: .closure(code, captures: values)))
    }
}
