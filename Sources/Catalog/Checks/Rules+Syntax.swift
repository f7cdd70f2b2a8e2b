import FEEL
import Vocabulary

extension Rules {
    /// The kinds of value that elements have in rules.
    enum Kind {
        case string, number, boolean, date, list

        init(of type: ElementType) {
            switch type {
            case .text, .citizenID, .creditCode, .phone, .bankCard, .region, .code, .address: self = .string
            case .date, .month: self = .date
            case .integer, .decimal, .money: self = .number
            case .boolean: self = .boolean
            case .codes: self = .list
            }
        }

        init?(of value: FEEL.Value) {
            switch value {
            case .string: self = .string
            case .number: self = .number
            case .boolean: self = .boolean
            case .date: self = .date
            case .list: self = .list
            default: return nil
            }
        }

        var name: Bilingual {
            switch self {
            case .string: .init("文字", "text")
            case .number: .init("数字", "a number")
            case .boolean: .init("真假", "true or false")
            case .date: .init("日期", "a date")
            case .list: .init("列表", "a list")
            }
        }
    }

    /// A named fact compared with something written out.
    struct Comparison {
        let name: String
        let literal: FEEL.Syntax
    }

    /// All comparisons of a name with a literal: `a = "x"`, `a in ("x", "y")`, `a in [1..5]`, `a between 1 and 5`.
    static func comparisons(in syntax: FEEL.Syntax) -> [Comparison] {
        var found: [Comparison] = []
        switch syntax.form {
        case .comparison(_, let left, let right):
            found = pair(left, right) + pair(right, left)
        case .between(let value, let lower, let upper):
            found = pair(value, lower) + pair(value, upper)
        case .membership(let value, let tests):
            found = tests.flatMap { test in members(of: test.operand).flatMap { pair(value, $0) } }
        default: break
        }
        return found + syntax.form.children.flatMap(comparisons)
    }

    private static func pair(_ name: FEEL.Syntax, _ literal: FEEL.Syntax) -> [Comparison] {
        guard case .name(let text) = name.form, case .literal = literal.form else { return [] }
        return [Comparison(name: text, literal: literal)]
    }

    /// The values a test of membership lists or lies between.
    private static func members(of syntax: FEEL.Syntax) -> [FEEL.Syntax] {
        switch syntax.form {
        case .list(let members): members
        case .range(let bounds): [bounds.lower, bounds.upper].compactMap { $0 }
        default: [syntax]
        }
    }

    /// Calls of functions by name.
    static func calls(in syntax: FEEL.Syntax) -> [(name: String, position: FEEL.Position)] {
        var found: [(String, FEEL.Position)] = []
        if case .invocation(let function, _) = syntax.form, case .name(let name) = function.form {
            found.append((name, function.position))
        }
        return found + syntax.form.children.flatMap(calls)
    }

    /// The kind of value an expression certainly gives, where its outermost form tells.
    static func kind(of syntax: FEEL.Syntax, _ elements: Entries<DataElement>) -> Kind? {
        switch syntax.form {
        case .literal(let value): return Kind(of: value)
        case .name(let name): return elements[.init(name)].map { Kind(of: $0.type) }
        case .comparison, .conjunction, .disjunction, .between, .membership, .quantified, .instance: return .boolean
        case .list: return .list
        case .conditional(_, let then, let otherwise, _):
            let result = kind(of: then, elements)
            return result == kind(of: otherwise, elements) ? result : nil
        default: return nil
        }
    }
}
