/// Resolves imports, types and requirements, and compiles all logic.
struct DecisionModelLinker {
    let definitions: Definitions
    private let available: [Definitions]
    /// The namespaces of the models that are being linked; an import of one of them would never end.
    private let open: Set<String>

    var problems: [ModelProblem] = []
    var elements: [String: DecisionModel.Element] = [:]
    var names: [String: String] = [:]
    var imports: [(name: String, model: DecisionModel)] = []
    var types: [String: ValueType] = [:]

    init(_ definitions: Definitions, available: [Definitions], open: Set<String>) {
        self.definitions = definitions
        self.available = available
        self.open = open
    }

    mutating func link() {
        for item in definitions.imports where item.type.isEmpty || item.type.contains("DMN") { link(item) }
        var itemTypes = ItemTypes(definitions.items, imported: importedTypes())
        for (name, type) in importedTypes() { types[name] = type }
        for (name, type) in itemTypes.types { types[name] = type }
        problems += itemTypes.problems
        itemTypes = ItemTypes([], imported: types)
        var lowering = Lowering(types: itemTypes)
        for input in definitions.inputs {
            add(input.id, input.variable.name, .input, lowering.type(input.variable.typeRef, line: 1), [:])
        }
        for decision in definitions.decisions { link(decision, &lowering) }
        for model in definitions.knowledge { link(model, &lowering) }
        for service in definitions.services {
            let (types, result) = signature(lowering.type(service.variable.typeRef, line: 1))
            let names = service.parameters.map(\.id)
            add(
                service.id, service.variable.name,
                .service(service, types.count == names.count ? types : names.map { _ in .any }), result, [:])
        }
        problems += lowering.problems
    }

    /// The declared type of a function is that of the function, or only that of its result.
    private func signature(_ type: ValueType?) -> (parameters: [ValueType], result: ValueType?) {
        guard case .function(let parameters, let result) = type else { return ([], type) }
        return (parameters, result == .any ? nil : result)
    }

    private mutating func link(_ item: Definitions.Import) {
        // A model that imports itself has what it asks for.
        if item.namespace == definitions.namespace { return }
        let candidates = available.filter { $0.namespace == item.namespace }
        let named = candidates.first { candidate in
            if let wanted = item.location, let own = candidate.location { own.hasSuffix(wanted) } else { false }
        }
        guard !open.contains(item.namespace), let found = named ?? candidates.first else {
            problems.append(ModelProblem(line: 1, message: "the import \(item.namespace) is missing"))
            return
        }
        var linker = DecisionModelLinker(found, available: available, open: open.union([found.namespace]))
        linker.link()
        imports.append((item.name, DecisionModel(linked: linker)))
    }

    private func importedTypes() -> [String: ValueType] {
        var types: [String: ValueType] = [:]
        for (name, model) in imports {
            for (type, value) in model.types { types[name.isEmpty ? type : "\(name).\(type)"] = value }
        }
        return types
    }

    private mutating func add(
        _ id: String, _ name: String, _ kind: DecisionModel.Kind, _ type: ValueType?,
        _ scope: [String: DecisionModel.Binding]
    ) {
        let key = id.isEmpty ? name : id
        elements[key] = DecisionModel.Element(id: key, name: name, kind: kind, type: type, scope: scope)
        if names[name] == nil { names[name] = key }
    }

    private mutating func link(_ decision: Definitions.Decision, _ lowering: inout Lowering) {
        let (scope, names) = scope(decision.requirements)
        let type = lowering.type(decision.variable.typeRef, line: 1)
        let logic = decision.logic.map { boxed in
            compiled(lowering.syntax(boxed, names), parameters: [], declared: Set(scope.keys))
        }
        add(decision.id, decision.variable.name, .decision(logic), type, scope)
        // Callers may use the name of the decision even where its variable bears another.
        if self.names[decision.name] == nil { self.names[decision.name] = decision.id }
    }

    private mutating func link(_ model: Definitions.BusinessKnowledgeModel, _ lowering: inout Lowering) {
        var (scope, names) = scope(model.requirements)
        var (types, type) = signature(lowering.type(model.variable.typeRef, line: 1))
        guard case .function(let variables, let body, let isExternal, let typeRef) = model.logic else {
            add(model.id, model.variable.name, .knowledge(parameters: [], nil, isExternal: false), type, scope)
            return
        }
        // A knowledge model may call itself.
        scope[model.variable.name] = .element(nil, id: model.id.isEmpty ? model.variable.name : model.id)
        names.insert(model.variable.name)
        let parameters = lowering.parameters(variables)
        for parameter in parameters { names.insert(parameter.name) }
        let syntax = lowering.syntax(body, names)
        let logic = compiled(syntax, parameters: parameters.map(\.name), declared: Set(scope.keys))
        let own = signature(lowering.type(typeRef, line: 1))
        if type == nil { type = own.result }
        if types.isEmpty { types = own.parameters }
        let kind = DecisionModel.Kind.knowledge(
            parameters: parameters.enumerated().map { index, parameter in
                let declared = types.count == parameters.count ? types[index] : .any
                return Function.Parameter(parameter.name, parameter.type ?? declared)
            }, logic, isExternal: isExternal)
        add(model.id, model.variable.name, kind, type, scope)
    }

    private func compiled(_ syntax: Syntax, parameters: [String], declared: Set<String>) -> DecisionModel.Logic {
        let compiler = Compiler(declared: declared, types: TypeScope(types))
        let slots = parameters.map { compiler.declare($0) }
        let root = compiler.compile(syntax)
        return DecisionModel.Logic(syntax: syntax, root: root, slotCount: compiler.slotCount, parameterSlots: slots)
    }

    /// What the requirements make available, and the names a parser must recognise for it.
    private mutating func scope(
        _ requirements: [Definitions.Reference]
    ) -> ([String: DecisionModel.Binding], NameSet) {
        var scope: [String: DecisionModel.Binding] = [:]
        var members: [String: [String: (model: DecisionModel, id: String)]] = [:]
        for reference in requirements {
            if reference.namespace == nil || reference.namespace == definitions.namespace,
                let name = name(of: reference.id)
            {
                scope[name] = .element(nil, id: reference.id)
            } else if let (model, element) = DecisionModel.merged(reference, imports) {
                scope[element.name] = .element(model, id: element.id)
            } else if let (name, model) = imports.first(where: { $0.model.definitions.namespace == reference.namespace }
            ),
                let element = model.elements[reference.id]
            {
                members[name, default: [:]][element.name] = (model, reference.id)
            } else {
                problems.append(ModelProblem(line: 1, message: "the required element \(reference.id) is missing"))
            }
        }
        for (name, elements) in members { scope[name] = .members(elements) }
        return (scope, NameSet(Array(scope.keys) + members.values.flatMap(\.keys) + memberNames))
    }

    /// The variable name of an element of this model, linked already or not.
    private func name(of id: String) -> String? {
        definitions.inputs.first { $0.id == id }?.variable.name
            ?? definitions.decisions.first { $0.id == id }?.variable.name
            ?? definitions.knowledge.first { $0.id == id }?.variable.name
            ?? definitions.services.first { $0.id == id }?.variable.name
    }

    /// The names of the parts of structures, which may stand behind a dot.
    private var memberNames: [String] {
        func names(_ item: Definitions.ItemDefinition) -> [String] {
            item.components.flatMap { [$0.name] + names($0) }
        }
        func all(_ model: DecisionModel) -> [String] {
            model.definitions.items.flatMap(names) + model.imports.flatMap { all($0.model) }
        }
        return definitions.items.flatMap(names) + imports.flatMap { all($0.model) }
    }
}
