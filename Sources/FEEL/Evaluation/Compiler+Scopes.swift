/// Contexts, filters, calls, functions and tables: whatever opens a scope of its own.
extension Compiler {
    func context(_ entries: [Syntax.Entry]) -> Node {
        let mark = scopes.count
        let nodes = self.entries(entries)
        scopes.removeSubrange(mark...)
        return ContextNode(nodes)
    }

    /// Every entry is known to those behind it, and a function to itself.
    func entries(_ entries: [Syntax.Entry]) -> [(name: String, slot: Int, node: Node)] {
        entries.map { entry in
            let node: Node
            if case .function(let parameters, let body) = entry.value.form {
                node = function(parameters, body, name: entry.name)
            } else {
                node = compile(entry.value)
            }
            return (entry.name, declare(entry.name), node)
        }
    }

    func filter(_ source: Syntax, _ condition: Syntax) -> Node {
        let source = compile(source)
        let mark = scopes.count
        let slot = newSlot()
        scopes.append(.local("item", slot: slot))
        scopes.append(.element(slot: slot))
        let node = compile(condition)
        scopes.removeSubrange(mark...)
        return FilterNode(source, node, elementSlot: slot, isIndex: node is ConstantNode || !condition.hasNames)
    }

    func invocation(_ function: Syntax, _ arguments: [Syntax.Argument]) -> Node {
        if case .name(let name) = function.form, isBuiltin(name), let overloads = Builtins.table[name],
            !arguments.contains(where: { $0.name != nil })
        {
            return BuiltinNode(overloads, arguments.map { compile($0.value) })
        }
        return CallNode(compile(function), arguments.map { ($0.name, compile($0.value)) })
    }

    func parameter(_ parameter: Syntax.Parameter) -> Function.Parameter {
        Function.Parameter(parameter.name, parameter.type.map(types.resolve) ?? .any)
    }

    func function(_ parameters: [Syntax.Parameter], _ body: Syntax, name: String?) -> Node {
        let inner = Compiler(outer: self)
        inner.ownName = name
        let slots = parameters.map { inner.declare($0.name) }
        let root = inner.compile(body)
        let code = Function.Code(
            root: root, height: body.height, slotCount: inner.slotCount, captureSlots: inner.captures.map(\.slot),
            parameterSlots: slots,
            selfSlot: inner.ownSlot)
        return FunctionNode(parameters.map(parameter), code, captures: inner.captures.map(\.node))
    }

    func table(_ table: DecisionTable, _ syntax: Syntax) -> Node {
        let inputs = table.inputs.map { input in
            TableNode.Input(node: compile(input.expression), type: input.type.map(types.resolve))
        }
        let mark = scopes.count
        let slot = declare("?")
        let allowed = table.inputs.map { $0.values.map { CellNode(compile($0.tests), negated: $0.isNegated) } }
        let conditions = table.rules.map { rule in
            rule.conditions.map { $0.map { CellNode(compile($0.tests), negated: $0.isNegated) } }
        }
        scopes.removeSubrange(mark...)
        let outputSlot = declare("?")
        let outputValues = table.outputs.map { $0.values.map { CellNode(compile($0.tests), negated: $0.isNegated) } }
        scopes.removeSubrange(mark...)
        return TableNode(
            table, syntax, inputs: inputs, inputSlot: slot, allowed: allowed, conditions: conditions,
            outputs: table.rules.map { $0.outputs.map(compile) },
            outputTypes: table.outputs.map { $0.type.map(types.resolve) },
            outputSlot: outputSlot, outputValues: outputValues,
            priorities: table.outputs.map { $0.values?.tests.map { compile($0.operand) } },
            defaults: table.outputs.map { $0.defaultEntry.map(compile) })
    }
}
