import FEEL
import Vocabulary

extension Rules {
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
}
