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

    init(linked linker: DecisionModelLinker) {
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
