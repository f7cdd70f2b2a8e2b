import Synchronization

/// What came of an evaluation of a decision model.
public struct DecisionOutcome: Sendable {
    public let value: Value
    /// Why the evaluation was stopped, if it was.
    public let problem: EvaluationProblem?
    /// How often a function was called whose body lies outside FEEL; each such call gave `null`.
    public let externalCalls: Int
}

extension DecisionModel {
    /// Evaluates a decision and what it needs.
    ///
    /// - Parameters:
    ///   - name: of the decision, or of its variable.
    ///   - inputs: by name; for the inputs of imported models also by `namespace#name`.
    /// - Returns: `null` when there is no such decision.
    public func decide(
        _ name: String, inputs: [String: Value], environment: Environment = .standard
    ) -> DecisionOutcome {
        outcome(environment) { run in
            guard let (owner, element) = element(named: name) else { return .null }
            return run.value(of: element.id, in: owner)
        } inputs: {
            inputs
        }
    }

    /// Evaluates a decision service: its output decisions from the given inputs and input decisions, and nothing else.
    public func invoke(
        service name: String, inputs: [String: Value], environment: Environment = .standard
    ) -> DecisionOutcome {
        outcome(environment) { run in
            guard let (owner, element) = element(named: name), case .service(let service, let types) = element.kind
            else { return .null }
            let parameters = run.parameters(of: service, types, in: owner)
            let arguments = parameters.map { inputs[$0.name]?.coerced(to: $0.type) ?? .null }
            return run.result(
                of: service, element.id, in: owner, arguments, steps: environment.stepLimit, stackHeight: 0)
        } inputs: {
            inputs
        }
    }

    /// Calls a business knowledge model.
    public func invoke(
        knowledge name: String, arguments: [String: Value], environment: Environment = .standard
    ) -> DecisionOutcome {
        outcome(environment) { run in
            guard let (owner, element) = element(named: name),
                case .function(let function) = run.value(of: element.id, in: owner)
            else { return .null }
            return run.evaluate(slotCount: 0, scope: [:], in: self) { machine in
                machine.call(function, function.parameters.map { arguments[$0.name] ?? .null })
            }
        } inputs: {
            [:]
        }
    }

    private func outcome(
        _ environment: Environment, _ body: (DecisionRun) -> Value, inputs: () -> [String: Value]
    ) -> DecisionOutcome {
        let run = DecisionRun(inputs: inputs(), environment: environment)
        let value = body(run)
        return run.outcome(value)
    }
}

/// One evaluation of a model: every decision is evaluated at most once.
///
/// Functions that a decision gives as its value keep the run alive and may be called later from any thread.
final class DecisionRun: Sendable {
    private struct Key: Hashable {
        let model: ObjectIdentifier
        let id: String
    }

    private struct State {
        var values: [Key: Value] = [:]
        /// The decisions that wait for others; one that waits for itself is `null`.
        var open: Set<Key> = []
        var externalCalls = 0
        var steps = 0
        var problem: EvaluationProblem?
    }

    private let inputs: [String: Value]
    private let environment: Environment
    private let stackHeight: Int
    private let state = Mutex(State())

    init(inputs: [String: Value], environment: Environment, stackHeight: Int = 0) {
        self.inputs = inputs
        self.environment = environment
        self.stackHeight = stackHeight
    }

    func outcome(_ value: Value) -> DecisionOutcome {
        state.withLock { state in
            DecisionOutcome(
                value: state.problem == nil ? value : .null, problem: state.problem, externalCalls: state.externalCalls)
        }
    }

    /// Gives a decision its value without evaluating it.
    private func set(_ value: Value, of id: String, in model: DecisionModel) {
        state.withLock { $0.values[Key(model: ObjectIdentifier(model), id: id)] = value }
    }

    func value(of id: String, in model: DecisionModel) -> Value {
        let key = Key(model: ObjectIdentifier(model), id: id)
        if let known = state.withLock({ $0.values[key] }) { return known }
        guard let element = model.elements[id] else { return .null }
        let value: Value
        switch element.kind {
        case .input:
            value = input(element, model)
        case .decision(nil):
            value = .null
        case .decision(let logic?):
            guard state.withLock({ $0.open.insert(key).inserted }) else { return .null }
            value = evaluate(slotCount: logic.slotCount, scope: element.scope, in: model) { machine in
                logic.root.evaluate(&machine)
            }
            state.withLock { _ = $0.open.remove(key) }
        case .knowledge(let parameters, let logic, let isExternal):
            value = .function(function(element, parameters, logic, isExternal: isExternal, in: model))
        case .service(let service, let types):
            value = .function(function(element, service, types, in: model))
        }
        let typed: Value
        if case .function = value, !element.isDecision {
            typed = value
        } else {
            typed = element.type.map { value.coerced(to: $0) ?? .null } ?? value
        }
        state.withLock { $0.values[key] = typed }
        return typed
    }

    private func input(_ element: DecisionModel.Element, _ model: DecisionModel) -> Value {
        inputs["\(model.definitions.namespace)#\(element.name)"] ?? inputs[element.name] ?? .null
    }

    // MARK: Evaluation

    /// Runs a body in a machine that finds names through a scope.
    func evaluate(
        slotCount: Int, scope: [String: DecisionModel.Binding], in model: DecisionModel,
        _ body: (inout Machine) -> Value
    ) -> Value {
        withUnsafeTemporaryAllocation(of: Value?.self, capacity: max(1, slotCount)) { slots in
            slots.initialize(repeating: nil)
            defer { slots.deinitialize() }
            let journal = Journal()
            var machine = Machine(
                slots: slots.baseAddress!, environment: environment, lookup: lookup(scope, in: model))
            machine.stackHeight = stackHeight
            machine.journal = journal
            let value = body(&machine)
            let spent = environment.stepLimit - max(0, machine.stepsLeft)
            state.withLock { state in
                state.externalCalls += journal.externalCalls
                state.steps += spent
                if state.problem == nil { state.problem = machine.problem }
            }
            return value
        }
    }

    private func lookup(
        _ scope: [String: DecisionModel.Binding], in model: DecisionModel
    ) -> (String) -> Value? {
        { [self] name in
            switch scope[name] {
            case .element(let other, let id): return value(of: id, in: other ?? model)
            case .members(let members):
                return .context(
                    Context(
                        members.sorted { $0.key < $1.key }.map { ($0.key, value(of: $0.value.id, in: $0.value.model)) })
                )
            // Some modelers do not draw their inputs; a name that the model does not know is then a fact.
            case nil: return model.names[name] == nil ? inputs[name] : nil
            }
        }
    }

    private func function(
        _ element: DecisionModel.Element, _ parameters: [Function.Parameter], _ logic: DecisionModel.Logic?,
        isExternal: Bool, in model: DecisionModel
    ) -> Function {
        guard let logic else { return Function(parameters: parameters, body: .host { _, _ in .null }) }
        if isExternal { return Function(parameters: parameters, body: .external) }
        return Function(
            parameters: parameters,
            body: .host { [self] arguments, machine in
                let outer = machine.lookup
                defer { machine.lookup = outer }
                let value = machine.inFrame(logic.slotCount, height: logic.syntax.height) { machine in
                    for (slot, argument) in zip(logic.parameterSlots, arguments) { machine.slots[slot] = argument }
                    machine.lookup = lookup(element.scope, in: model)
                    return logic.root.evaluate(&machine)
                }
                return element.type.map { value.coerced(to: $0) ?? .null } ?? value
            })
    }

    // MARK: Decision services

    /// Input data before input decisions, as the standard orders them.
    func parameters(
        of service: Definitions.DecisionService, _ types: [ValueType], in model: DecisionModel
    ) -> [Function.Parameter] {
        zip(service.parameters, types).map { reference, type in
            guard let (owner, id) = find(reference, in: model), let element = owner.elements[id] else {
                return Function.Parameter(reference.id, type)
            }
            return Function.Parameter(element.name, element.type ?? type)
        }
    }

    private func find(_ reference: Definitions.Reference, in model: DecisionModel) -> (DecisionModel, String)? {
        if reference.namespace == nil || reference.namespace == model.definitions.namespace,
            model.elements[reference.id] != nil
        {
            return (model, reference.id)
        }
        if let (owner, element) = DecisionModel.merged(reference, model.imports) { return (owner, element.id) }
        return model.imports.first { $0.model.definitions.namespace == reference.namespace }
            .map { ($0.model, reference.id) }
    }

    private func function(
        _ element: DecisionModel.Element, _ service: Definitions.DecisionService, _ types: [ValueType],
        in model: DecisionModel
    ) -> Function {
        Function(
            parameters: parameters(of: service, types, in: model), refusesMismatch: true,
            body: .host { [self] arguments, machine in
                machine.inFrame(0, height: 50) { machine in
                    let inner = DecisionRun(inputs: [:], environment: environment)
                    let value = inner.result(
                        of: service, element.id, in: model, arguments, steps: max(0, machine.stepsLeft),
                        stackHeight: machine.stackHeight)
                    let (steps, external, problem) = inner.state.withLock { ($0.steps, $0.externalCalls, $0.problem) }
                    machine.journal?.externalCalls += external
                    if let problem {
                        machine.problem = problem
                        machine.stepsLeft = -1
                    }
                    return machine.spend(steps) ? value : .null
                }
            })
    }

    /// The output of a service for arguments in the order of its parameters.
    func result(
        of service: Definitions.DecisionService, _ id: String, in model: DecisionModel, _ arguments: [Value],
        steps: Int, stackHeight: Int
    ) -> Value {
        var environment = environment
        environment.stepLimit = steps
        let run = DecisionRun(inputs: [:], environment: environment, stackHeight: stackHeight)
        for (reference, argument) in zip(service.parameters, arguments) {
            if let (owner, id) = find(reference, in: model) { run.set(argument, of: id, in: owner) }
        }
        let outputs = service.outputs.compactMap { reference -> (String, Value)? in
            guard let (owner, id) = find(reference, in: model), let element = owner.elements[id] else { return nil }
            return (element.name, run.value(of: id, in: owner))
        }
        let inner = run.state.withLock { ($0.steps, $0.externalCalls, $0.problem) }
        state.withLock { state in
            state.steps += inner.0
            state.externalCalls += inner.1
            if state.problem == nil { state.problem = inner.2 }
        }
        let value = outputs.count == 1 ? outputs[0].1 : outputs.isEmpty ? .null : .context(Context(outputs))
        return model.elements[id]?.type.map { value.coerced(to: $0) ?? .null } ?? value
    }
}

extension Definitions.DecisionService {
    var parameters: [Definitions.Reference] { inputData + inputDecisions }
}

extension DecisionModel.Element {
    var isDecision: Bool { if case .decision = kind { true } else { false } }
}
