/// What happened during the evaluation of a decision model.
final class Journal {
    /// Calls of functions whose body lies outside FEEL.
    var externalCalls = 0
    /// What all machines together have spent.
    var steps = 0
}

/// The state of one evaluation.
struct Machine {
    /// The frame of the expression or function body that runs: inputs, captures, parameters and locals.
    var slots: UnsafeMutablePointer<Value?>
    /// Finds a fact by name; `nil` for an unknown name.
    var lookup: (String) -> Value?
    let environment: Environment
    var stepsLeft: Int
    /// How high the trees of all functions are that now wait for each other.
    var stackHeight = 0
    var problem: EvaluationProblem?
    /// What a decision model wants to know of its evaluation.
    var journal: Journal?
    /// Where the values on the way are kept for an explanation.
    var trace: Trace?

    init(slots: UnsafeMutablePointer<Value?>, environment: Environment, lookup: @escaping (String) -> Value?) {
        self.slots = slots
        self.environment = environment
        self.lookup = lookup
        stepsLeft = environment.stepLimit
    }

    /// Counts work; `false` once the evaluation has to stop.
    @inline(__always)
    mutating func spend(_ steps: Int = 1) -> Bool {
        stepsLeft -= steps
        if stepsLeft >= 0 { return true }
        stop()
        return false
    }

    private mutating func stop() {
        if problem == nil { problem = .stepLimitReached(environment.stepLimit) }
        stepsLeft = -1
    }

    mutating func stopTooDeep() {
        if problem == nil { problem = .nestingTooDeep }
        stepsLeft = -1
    }

    var isStopped: Bool { problem != nil }

    /// Runs a body in a fresh frame.
    ///
    /// - Parameter height: of the tree that will run; the stack of the thread bounds their sum.
    mutating func inFrame(_ count: Int, height: Int, _ body: (inout Machine) -> Value) -> Value {
        guard stackHeight < Expression.maximumStackHeight else {
            stopTooDeep()
            return .null
        }
        stackHeight += height + 8
        let outer = slots
        let frame = UnsafeMutablePointer<Value?>.allocate(capacity: max(1, count))
        frame.initialize(repeating: nil, count: count)
        slots = frame
        let result = body(&self)
        slots = outer
        frame.deinitialize(count: count)
        frame.deallocate()
        stackHeight -= height + 8
        return result
    }

    /// Calls a function with positional arguments; `null` when their number does not fit.
    mutating func call(_ function: Function, _ arguments: [Value]) -> Value {
        guard spend() else { return .null }
        switch function.body {
        case .builtin(let overloads):
            return Builtins.call(overloads, arguments, &self)
        case .external:
            journal?.externalCalls += 1
            return .null
        case .host(let body):
            guard let fitting = fit(arguments, function) else { return .null }
            return body(fitting, &self)
        case .closure(let code, let captures):
            guard let fitting = fit(arguments, function) else { return .null }
            return inFrame(code.slotCount, height: code.height) { machine in
                for (slot, value) in zip(code.captureSlots, captures) { machine.slots[slot] = value }
                for (slot, value) in zip(code.parameterSlots, fitting) { machine.slots[slot] = value }
                if let own = code.selfSlot { machine.slots[own] = .function(function) }
                return code.root.evaluate(&machine)
            }
        }
    }

    /// Calls a function with named arguments.
    mutating func call(_ function: Function, named arguments: [(String, Value)]) -> Value {
        if case .builtin(let overloads) = function.body {
            guard spend() else { return .null }
            return Builtins.call(overloads, named: arguments, &self)
        }
        guard arguments.count == function.parameters.count else { return .null }
        var positional: [Value] = []
        for parameter in function.parameters {
            guard let argument = arguments.first(where: { $0.0 == parameter.name }) else { return .null }
            positional.append(argument.1)
        }
        return call(function, positional)
    }

    /// The arguments brought to the types of the parameters; one that does not conform is `null`.
    private func fit(_ arguments: [Value], _ function: Function) -> [Value]? {
        guard arguments.count == function.parameters.count else { return nil }
        if function.parameters.allSatisfy({ $0.type == .any }) { return arguments }
        var fitting: [Value] = []
        for (argument, parameter) in zip(arguments, function.parameters) {
            let value = argument.coerced(to: parameter.type)
            if value == nil, function.refusesMismatch { return nil }
            fitting.append(value ?? .null)
        }
        return fitting
    }
}
