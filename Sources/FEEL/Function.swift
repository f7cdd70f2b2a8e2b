/// A FEEL function: a built-in, a `function(…) …` with the values it saw where it was written, or one given by a host.
public final class Function: Hashable, Sendable {
    /// The names of the parameters in order.
    public let parameters: [Parameter]
    let body: Body
    /// An argument that does not conform makes the call `null` instead of arriving as `null`: so do decision services.
    let refusesMismatch: Bool

    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let type: ValueType

        public init(_ name: String, _ type: ValueType = .any) {
            self.name = name
            self.type = type
        }
    }

    enum Body: Sendable {
        case builtin([Builtin])
        case closure(Code, captures: [Value])
        case external
        case host(@Sendable ([Value], inout Machine) -> Value)
    }

    /// The compiled body of a function literal.
    final class Code: Sendable {
        /// Set by the compiler once the body is known.
        let root: Node
        /// Of the body's tree.
        let height: Int
        let slotCount: Int
        /// Where the captured values go, in their order.
        let captureSlots: [Int]
        let parameterSlots: [Int]
        /// Where the function finds itself, so that a context entry may call itself.
        let selfSlot: Int?

        init(
            root: Node, height: Int, slotCount: Int, captureSlots: [Int], parameterSlots: [Int], selfSlot: Int?
        ) {
            self.root = root
            self.height = height
            self.slotCount = slotCount
            self.captureSlots = captureSlots
            self.parameterSlots = parameterSlots
            self.selfSlot = selfSlot
        }
    }

    init(parameters: [Parameter], refusesMismatch: Bool = false, body: Body) {
        self.refusesMismatch = refusesMismatch
        self.parameters = parameters
        self.body = body
    }

    /// A function of the host. Arguments arrive in the order of the parameters, already brought to their types.
    public convenience init(_ parameters: [Parameter], _ body: @escaping @Sendable ([Value]) -> Value) {
        self.init(parameters: parameters, body: .host { arguments, _ in body(arguments) })
    }

    /// The values that the body took over from around it.
    var captures: [Value] { if case .closure(_, let captures) = body { captures } else { [] } }

    /// Whether the body lies outside FEEL (`external`), so that every call gives `null`.
    public var isExternal: Bool { if case .external = body { true } else { false } }

    public static func == (left: Function, right: Function) -> Bool {
        if left === right { return true }
        if case .builtin(let a) = left.body, case .builtin(let b) = right.body { return a.first?.name == b.first?.name }
        return false
    }

    public func hash(into hasher: inout Hasher) {
        if case .builtin(let overloads) = body {
            hasher.combine(overloads.first?.name)
        } else {
            hasher.combine(ObjectIdentifier(self))
        }
    }
}
