import FEEL

/// Translates rules into predicates over a table that has a column for each fact.
public struct TableConditionReader {
    /// The columns of the table.
    public let kinds: [String: FactKind]
    /// Facts that are the same for everybody.
    public let constants: [String: Value]
    /// Facts that follow from others, such as the age on the day of the run.
    public let derivations: [String: Expression]

    public init(kinds: [String: FactKind], constants: [String: Value], derivations: [String: Expression] = [:]) {
        self.kinds = kinds
        self.constants = constants
        self.derivations = derivations
    }

    /// The rule as one predicate, true where the rule holds.
    public func condition(_ rule: PopulationRule) throws(Uncompilable) -> TableCondition {
        var parts: [TableCondition] = []
        for expression in rule.conditions { parts.append(try condition(expression)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    public func condition(_ expression: Expression) throws(Uncompilable) -> TableCondition {
        try truth(expression, expression.syntax)
    }

    func truth(_ whole: Expression, _ syntax: Syntax) throws(Uncompilable) -> TableCondition {
        switch syntax.form {
        case .conjunction(let parts): return .all(try truths(whole, parts))
        case .disjunction(let parts): return .any(try truths(whole, parts))
        case .invocation(let function, let arguments):
            if let start = beginning(whole, function, arguments) { return start }
            guard case .name("not") = function.form, arguments.count == 1, !whole.names.contains("not") else {
                throw Uncompilable(part: "\(syntax)")
            }
            return .not(try truth(whole, arguments[0].value))
        case .conditional(let condition, let then, let otherwise, let isBoxed):
            guard !isBoxed else { throw Uncompilable(part: "\(syntax)") }
            return .choice(
                try truth(whole, condition), then: try truth(whole, then), else: try truth(whole, otherwise))
        case .comparison(let operation, let left, let right):
            return try compare(operation, side(whole, left), side(whole, right), syntax)
        case .between(let value, let lower, let upper):
            let value = try side(whole, value)
            guard case .constant = try side(whole, lower), case .constant = try side(whole, upper) else {
                throw Uncompilable(part: "\(syntax)")
            }
            return .all([
                try compare(.greaterOrEqual, value, side(whole, lower), syntax),
                try compare(.lessOrEqual, value, side(whole, upper), syntax),
            ])
        case .membership(let value, let tests):
            if let answer = try asked(whole, value, tests) { return answer }
            let value = try side(whole, value)
            var alternatives: [TableCondition] = []
            for test in tests { alternatives.append(try self.test(whole, test, value, syntax)) }
            return Self.merged(alternatives)
        default:
            switch try side(whole, syntax) {
            case .constant(let value): return .constant(value.boolean)
            case .column(let name, .truth): return .compare(.equal, .column(name, factor: 1), .literal(.integer(1)))
            default: throw Uncompilable(part: "\(syntax)")
            }
        }
    }

    /// A truth that is compared with `true`, `false` or `null`, as tables do; nil for anything else. Unlike a truth such a comparison is
    /// never null.
    private func asked(_ whole: Expression, _ value: Syntax, _ tests: [Syntax.Test]) throws(Uncompilable)
        -> TableCondition?
    {
        switch value.form {
        case .comparison, .conjunction, .disjunction, .between, .membership: break
        default: return nil
        }
        var wanted: [Bool?] = []
        for test in tests {
            guard case .expression(let operand) = test else { return nil }
            switch operand.form {
            case .literal(.boolean(let truth)): wanted.append(truth)
            case .literal(.null): wanted.append(nil)
            default: return nil
            }
        }
        let truth = try truth(whole, value)
        func yes(_ condition: TableCondition) -> TableCondition {
            .choice(condition, then: .constant(true), else: .constant(false))
        }
        return .any(
            wanted.map { wanted in
                switch wanted {
                case true?: yes(truth)
                case false?: yes(.not(truth))
                case nil: .choice(.any([truth, .not(truth)]), then: .constant(false), else: .constant(true))
                }
            })
    }

    /// `starts with(text, "53")`; like FEEL's it is null for null.
    private func beginning(_ whole: Expression, _ function: Syntax, _ arguments: [Syntax.Argument]) -> TableCondition? {
        guard case .name("starts with") = function.form, arguments.count == 2, arguments.allSatisfy({ $0.name == nil }),
            case .name(let name) = arguments[0].value.form, kinds[name] == .text,
            case .literal(.string(let text)) = arguments[1].value.form, !text.isEmpty
        else { return nil }
        let part = TableCondition.Term.part(name, start: 1, length: text.unicodeScalars.count)
        return .compare(.equal, part, .literal(.text(text)))
    }

    private func truths(_ whole: Expression, _ parts: [Syntax]) throws(Uncompilable) -> [TableCondition] {
        var truths: [TableCondition] = []
        for part in parts { truths.append(try truth(whole, part)) }
        return truths
    }

    // MARK: Tests

    private func test(
        _ whole: Expression, _ test: Syntax.Test, _ value: Side, _ syntax: Syntax
    ) throws(Uncompilable) -> TableCondition {
        switch test {
        case .comparison(let operation, let operand): return try compare(operation, value, side(whole, operand), syntax)
        case .expression(let operand):
            guard case .constant(let constant) = try side(whole, operand) else { throw Uncompilable(part: "\(syntax)") }
            return try admits(constant, value, syntax)
        }
    }

    private func admits(_ constant: Value, _ value: Side, _ syntax: Syntax) throws(Uncompilable) -> TableCondition {
        switch constant {
        case .range(let range):
            if let operation = range.comparison {
                let end = range.lower.isNull ? range.upper : range.lower
                return try compare(operation, value, .constant(end), syntax)
            }
            var parts: [TableCondition] = []
            if !range.lower.isNull {
                parts.append(
                    try compare(range.includesLower ? .greaterOrEqual : .greater, value, .constant(range.lower), syntax)
                )
            }
            if !range.upper.isNull {
                parts.append(
                    try compare(range.includesUpper ? .lessOrEqual : .less, value, .constant(range.upper), syntax))
            }
            return parts.isEmpty ? .constant(nil) : .all(parts)
        case .list(let elements):
            var parts: [TableCondition] = []
            for element in elements {
                switch element {
                case .range, .list, .context, .function: throw Uncompilable(part: "\(syntax)")
                default: parts.append(try compare(.equal, value, .constant(element), syntax))
                }
            }
            return Self.merged(parts)
        case .context, .function: throw Uncompilable(part: "\(syntax)")
        default: return try compare(.equal, value, .constant(constant), syntax)
        }
    }

    /// Joins alternatives; several equalities of one column become one membership.
    private static func merged(_ alternatives: [TableCondition]) -> TableCondition {
        var literals: [TableCondition.Literal] = []
        var column: String?
        for alternative in alternatives {
            guard case .all(let parts) = alternative, parts.count == 2, case .not(.isNull(let name)) = parts[0],
                case .compare(.equal, .column(name, factor: 1), .literal(let literal)) = parts[1],
                column == nil || column == name
            else { return alternatives.count == 1 ? alternatives[0] : .any(alternatives) }
            column = name
            literals.append(literal)
        }
        guard let column, literals.count > 1 else {
            return alternatives.isEmpty
                ? .constant(false) : alternatives.count == 1 ? alternatives[0] : .any(alternatives)
        }
        return .all([.not(.isNull(column)), .member(column, literals)])
    }
}
