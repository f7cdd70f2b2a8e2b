import FEEL

/// The numbers a condition compares one fact with; between two neighbours its truth does not change.
struct CriticalNumbers {
    private let name: String
    private(set) var numbers: [Decimal128] = []

    /// - Returns: nil where the fact stands anywhere but beside a number.
    init?(_ name: String, in syntax: Syntax) {
        self.name = name
        guard read(syntax) else { return nil }
    }

    private mutating func read(_ syntax: Syntax) -> Bool {
        switch syntax.form {
        case .literal: return true
        case .conjunction(let parts), .disjunction(let parts): return parts.allSatisfy { read($0) }
        case .invocation(let function, let arguments):
            guard case .name("not") = function.form else { return false }
            return arguments.allSatisfy { read($0.value) }
        case .comparison(_, let left, let right):
            return isName(left) ? note(right) : isName(right) && note(left)
        case .between(let value, let lower, let upper): return isName(value) && note(lower) && note(upper)
        case .membership(let value, let tests): return isName(value) && tests.allSatisfy { note($0.operand) }
        default: return false
        }
    }

    private func isName(_ syntax: Syntax) -> Bool {
        switch syntax.form {
        case .name(let text): text == name
        case .typed(let inner, _): isName(inner)
        default: false
        }
    }

    private mutating func note(_ syntax: Syntax) -> Bool {
        switch syntax.form {
        case .literal(.null): return true
        case .literal(.number(let number)):
            numbers.append(number)
            return true
        case .negation(let inner):
            guard case .literal(.number(let number)) = inner.form else { return false }
            numbers.append(-number)
            return true
        case .range(let bounds): return [bounds.lower, bounds.upper].compactMap { $0 }.allSatisfy { note($0) }
        case .list(let elements): return elements.allSatisfy { note($0) }
        default: return false
        }
    }
}
