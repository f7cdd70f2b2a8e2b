/// Something in an expression that cannot be right, given the types of what it reads.
public struct TypeProblem: Hashable, Sendable, CustomStringConvertible {
    public let kind: Kind
    public let position: Position
    /// The part of the expression that is concerned, as text.
    public let expression: String

    public enum Kind: Hashable, Sendable {
        /// Nothing of this name is declared.
        case unknownName(String)
        /// A context of this type has no such entry.
        case unknownMember(String, of: String)
        /// The operation is not defined for these types, so that its result is always `null`.
        case undefined(operation: String, left: String, right: String)
        /// Something else than a truth where only a truth makes sense.
        case notBoolean(String)
        /// A comparison with a value that can never occur.
        case impossibleValue(String, allowed: String)
        /// A call of something that is no function.
        case notFunction(String)
        /// No variant of the function takes these arguments.
        case wrongArguments(function: String, arguments: String)
        /// There is no such type.
        case unknownType(String)
    }

    /// What is wrong, in English.
    public var message: String {
        switch kind {
        case .unknownName(let name): "\(name) is not known"
        case .unknownMember(let name, let type): "\(type) has no entry \(name)"
        case .undefined(let operation, let left, let right):
            "\(left) \(operation) \(right) is always null"
        case .notBoolean(let type): "\(type) where true or false is needed"
        case .impossibleValue(let value, let allowed): "\(value) never occurs; there are only \(allowed)"
        case .notFunction(let type): "\(type) is no function"
        case .wrongArguments(let function, let arguments): "\(function) does not take (\(arguments))"
        case .unknownType(let name): "there is no type \(name)"
        }
    }

    /// What is wrong, in Chinese.
    public var chineseMessage: String {
        switch kind {
        case .unknownName(let name): "没有名为 \(name) 的事实"
        case .unknownMember(let name, let type): "\(type) 没有 \(name) 这一项"
        case .undefined(let operation, let left, let right): "\(left) \(operation) \(right) 永远为空（null）"
        case .notBoolean(let type): "此处需要真或假，却是 \(type)"
        case .impossibleValue(let value, let allowed): "\(value) 不会出现，只可能是 \(allowed)"
        case .notFunction(let type): "\(type) 不是函数"
        case .wrongArguments(let function, let arguments): "\(function) 不接受参数（\(arguments)）"
        case .unknownType(let name): "没有类型 \(name)"
        }
    }

    public var description: String { "\(position): \(message)" }
}
