/// A decision model as it is written in one `.dmn` file: what the file says, not yet checked or linked.
///
/// All versions of the format from DMN 1.1 to 1.5 are read. Diagrams are not kept.
public struct Definitions: Sendable {
    public let name: String
    public let namespace: String
    public let imports: [Import]
    public let items: [ItemDefinition]
    public let inputs: [InputData]
    public let decisions: [Decision]
    public let knowledge: [BusinessKnowledgeModel]
    public let services: [DecisionService]
    /// Where the file lies, as imports write it; tells models of the same namespace apart.
    public var location: String?

    /// Another model whose elements may be used here.
    public struct Import: Hashable, Sendable {
        public let namespace: String
        /// What the elements are called by: `name.element`. Empty when they are used without a prefix.
        public let name: String
        public let location: String?
        /// The format of what is imported; only decision models are.
        public let type: String
    }

    /// A type: a restriction of another, a structure, or a function.
    public struct ItemDefinition: Sendable {
        public let name: String
        public let typeRef: String?
        /// Unary tests that each element must pass.
        public let allowedValues: String?
        /// Unary tests that the value as a whole must pass.
        public let typeConstraint: String?
        public let components: [ItemDefinition]
        public let isCollection: Bool
        public let function: (parameters: [(name: String, typeRef: String?)], result: String?)?
        public let line: Int
    }

    /// A name with its type.
    public struct Variable: Hashable, Sendable {
        public let name: String
        public let typeRef: String?
    }

    public struct InputData: Sendable {
        public let id: String
        public let variable: Variable
    }

    public struct Decision: Sendable {
        public let id: String
        public let name: String
        public let variable: Variable
        /// What the decision needs: inputs, other decisions, knowledge models, services.
        public let requirements: [Reference]
        public let logic: BoxedExpression?
    }

    public struct BusinessKnowledgeModel: Sendable {
        public let id: String
        public let name: String
        public let variable: Variable
        public let requirements: [Reference]
        public let logic: BoxedExpression?
    }

    public struct DecisionService: Sendable {
        public let id: String
        public let name: String
        public let variable: Variable
        public let outputs: [Reference]
        public let encapsulated: [Reference]
        public let inputDecisions: [Reference]
        public let inputData: [Reference]
    }

    /// An element by its id, in this or another model.
    public struct Reference: Hashable, Sendable {
        /// `nil` for the model itself.
        public let namespace: String?
        public let id: String
    }
}

/// Decision logic as it is written: text, or a box with further logic inside.
public indirect enum BoxedExpression: Sendable {
    case literal(text: String, language: String?, typeRef: String?, line: Int)
    case table(BoxedTable, typeRef: String?)
    /// The entry without a name is the result.
    case context([Entry], typeRef: String?)
    case list([BoxedExpression], typeRef: String?)
    case relation(columns: [Definitions.Variable], rows: [[BoxedExpression]], typeRef: String?)
    case function(parameters: [Definitions.Variable], body: BoxedExpression?, isExternal: Bool, typeRef: String?)
    case invocation(
        BoxedExpression?, bindings: [(name: String, typeRef: String?, value: BoxedExpression?)], typeRef: String?)
    case conditional(BoxedExpression?, then: BoxedExpression?, otherwise: BoxedExpression?, typeRef: String?)
    case filter(BoxedExpression?, match: BoxedExpression?, typeRef: String?)
    case iteration(variable: String, domain: BoxedExpression?, body: BoxedExpression?, typeRef: String?)
    case quantified(
        Syntax.Quantifier, variable: String, domain: BoxedExpression?, condition: BoxedExpression?, typeRef: String?)

    public struct Entry: Sendable {
        public let variable: Definitions.Variable?
        public let value: BoxedExpression?
    }
}

/// A decision table as it is written.
public struct BoxedTable: Sendable {
    public let hitPolicy: String
    public let aggregation: String?
    public let outputLabel: String?
    public let inputs: [Input]
    public let outputs: [Output]
    public let rules: [Rule]
    public let line: Int

    public struct Input: Sendable {
        public let label: String?
        public let expression: String
        public let typeRef: String?
        public let values: String?
        public let line: Int
    }

    public struct Output: Sendable {
        public let name: String?
        public let typeRef: String?
        public let values: String?
        public let defaultEntry: BoxedExpression?
    }

    public struct Rule: Sendable {
        public let inputs: [(text: String, line: Int)]
        public let outputs: [BoxedExpression]
        public let annotations: [String]
        public let line: Int
    }
}
