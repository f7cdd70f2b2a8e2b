/// A decision model that is ready to decide: linked with its imports, every expression parsed and compiled.
///
/// ```swift
/// let model = DecisionModel(try Definitions(reading: bytes))
/// model.decide("Eligibility", inputs: ["Age": 23]).value
/// ```
///
/// A model is never refused for what it says: whatever is wrong in it is listed in ``problems``, and the values
/// concerned are `null`.
public final class DecisionModel: Sendable {
    public let definitions: Definitions
    /// What is wrong with this model, not with those it imports.
    public let problems: [ModelProblem]

    let elements: [String: Element]
    let names: [String: String]
    let imports: [(name: String, model: DecisionModel)]
    let types: [String: ValueType]

    /// Something that has a value: an input, a decision, a function.
    struct Element: Sendable {
        let id: String
        let name: String
        let kind: Kind
        /// The type of the value; for functions that of the result.
        let type: ValueType?
        /// What the logic may call by name.
        let scope: [String: Binding]
    }

    enum Kind: Sendable {
        case input
        case decision(Logic?)
        case knowledge(parameters: [Function.Parameter], Logic?, isExternal: Bool)
        /// With the types of the parameters as far as the type of the service declares them.
        case service(Definitions.DecisionService, [ValueType])
    }

    /// What a name stands for.
    enum Binding: Sendable {
        case element(DecisionModel?, id: String)
        /// The elements of an imported model, by name.
        case members([String: (model: DecisionModel, id: String)])
    }

    /// Compiled logic.
    struct Logic: Sendable {
        let syntax: Syntax
        let root: Node
        let slotCount: Int
        let parameterSlots: [Int]
    }

    /// - Parameter imports: the models that this one imports, and those they import; found by their namespace.
    public init(_ definitions: Definitions, imports available: [Definitions] = []) {
        var linker = DecisionModelLinker(definitions, available: available, open: [definitions.namespace])
        linker.link()
        self.definitions = definitions
        problems = linker.problems
        elements = linker.elements
        names = linker.names
        imports = linker.imports
        types = linker.types
    }

    fileprivate init(linked linker: DecisionModelLinker) {
        definitions = linker.definitions
        problems = linker.problems
        elements = linker.elements
        names = linker.names
        imports = linker.imports
        types = linker.types
    }

    /// An element of an import without a name, which counts as if it stood here; the first import decides.
    ///
    /// - Parameter reference: with or without namespace.
    static func merged(
        _ reference: Definitions.Reference, _ imports: [(name: String, model: DecisionModel)]
    ) -> (DecisionModel, Element)? {
        for (name, model) in imports where name.isEmpty {
            if reference.namespace == nil || reference.namespace == model.definitions.namespace,
                let element = model.elements[reference.id]
            {
                return (model, element)
            }
            if let found = merged(reference, model.imports) { return found }
        }
        return nil
    }

    /// An element by the name of its variable, here or in an import without a name.
    func element(named name: String) -> (DecisionModel, Element)? {
        if let id = names[name], let element = elements[id] { return (self, element) }
        for item in imports where item.name.isEmpty {
            if let found = item.model.element(named: name) { return found }
        }
        return nil
    }

    /// The names of all decisions, in the order of the file.
    public var decisions: [String] { definitions.decisions.map(\.name) }
    /// The names of all inputs, in the order of the file.
    public var inputs: [String] { definitions.inputs.map(\.variable.name) }
    /// The names of all decision services, in the order of the file.
    public var services: [String] { definitions.services.map(\.name) }

    /// What a decision says, for explanations and checks; `nil` when there is no such decision or no logic in it.
    public func logic(of decision: String) -> Syntax? {
        guard case .decision(let logic?) = element(named: decision)?.1.kind else { return nil }
        return logic.syntax
    }
}

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
