extension DecisionModel {
    /// The value of a decision and why, with the reasons of the decisions that it read as premises.
    ///
    /// - Returns: `nil` when there is no such decision, or no logic in it.
    public func explain(
        _ name: String, inputs: [String: Value], environment: Environment = .standard
    ) -> Explanation? {
        let run = DecisionRun(inputs: inputs, environment: environment)
        guard let (owner, element) = element(named: name) else { return nil }
        return run.explain(element.id, in: owner)
    }
}

extension DecisionRun {
    fileprivate func explain(_ id: String, in model: DecisionModel) -> Explanation? {
        guard let element = model.elements[id], case .decision(let logic?) = element.kind else { return nil }
        let explainer = Explainer(
            logic.syntax, declared: Set(element.scope.keys), types: TypeScope(model.types))
        var explanation: Explanation?
        _ = evaluate(slotCount: explainer.neededSlots, scope: element.scope, in: model) { machine in
            let found = explainer.explain(&machine)
            explanation = found
            return found.value
        }
        guard var explanation else { return nil }
        for (name, binding) in element.scope where explanation.facts[name] != nil {
            if case .element(let owner, let id) = binding {
                explanation.premises[name] = explain(id, in: owner ?? model)
            }
        }
        return explanation
    }
}
