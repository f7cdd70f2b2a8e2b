import FEEL
import Vocabulary

/// Whether something must be given.
public enum Requirement: Sendable {
    case always
    case never
    /// Must be given when the expression is true; not yet decided while it is null.
    case when(FEEL.Expression)

    public var expression: FEEL.Expression? {
        guard case .when(let expression) = self else { return nil }
        return expression
    }
}

/// One element on the form of one item.
public final class FieldUse: Sendable {
    public let element: ElementCode
    public let required: Requirement
    /// When the field belongs to the situation at all; nil means always.
    public let shown: FEEL.Expression?

    public init(element: ElementCode, required: Requirement = .always, shown: FEEL.Expression? = nil) {
        self.element = element
        self.required = required
        self.shown = shown
    }
}

/// Something that must hold for an item to be granted (受理条件).
public final class Condition: Sendable {
    public enum Force: String, Sendable, CaseIterable, Codable {
        /// False refuses the application before it is filed.
        case blocking
        /// False is pointed out to applicant and officer; the officer decides.
        case advisory
    }

    public let expression: FEEL.Expression
    /// What is said when it does not hold.
    public let message: Bilingual
    public let citation: Source?
    public let force: Force
    /// Under which an item can refer to the condition of a policy.
    public let code: String?
    /// The policy that says so; nil where the entry says it itself.
    public let policy: PolicyCode?

    public init(
        expression: FEEL.Expression, message: Bilingual, citation: Source? = nil, force: Force = .blocking,
        code: String? = nil, policy: PolicyCode? = nil
    ) {
        self.code = code
        self.policy = policy
        self.expression = expression
        self.message = message
        self.citation = citation
        self.force = force
    }
}
