import FEEL

extension TableConditionReader {
    func compare(
        _ operation: Syntax.Comparison, _ left: Side, _ right: Side, _ syntax: Syntax
    ) throws(Uncompilable) -> TableCondition {
        switch (left, right) {
        case (.constant(let a), .constant(let b)): return .constant(operation.truth(a, b))
        case (.choice(let condition, let then, let otherwise), _):
            return .choice(
                condition, then: try compare(operation, then, right, syntax),
                else: try compare(operation, otherwise, right, syntax))
        case (_, .choice(let condition, let then, let otherwise)):
            return .choice(
                condition, then: try compare(operation, left, then, syntax),
                else: try compare(operation, left, otherwise, syntax))
        case (.constant, _): return try compare(operation.turned, right, left, syntax)
        case (.column(let name, let kind), .constant(let value)):
            return try compare(operation, name, kind, value, syntax)
        case (.part(let name, let start, let length), .constant(.string(let text))):
            // A text that is too short gives no part, which is equal to no text that has characters.
            guard operation.isEquality, !text.isEmpty else { throw Uncompilable(part: "\(syntax)") }
            return Self.compare(operation, name, .part(name, start: start, length: length), .text(text))
        case (.line(let name, let scale, let factor, let offset), .constant(let value)):
            guard let number = value.number, let gap = number - offset else { throw Uncompilable(part: "\(syntax)") }
            return try compare(operation, name, scale, factor, gap, syntax)
        case (.alongDays(let name, let kind, let part), .constant(let value)):
            return try compare(operation, name, kind, part, value, syntax)
        case (.column(let a, let kind), .column(let b, let other)):
            guard a != b else { throw Uncompilable(part: "\(syntax)") }
            return try compare(operation, a, kind, b, other, syntax)
        default: throw Uncompilable(part: "\(syntax)")
        }
    }

    // MARK: With a constant

    private func compare(
        _ operation: Syntax.Comparison, _ name: String, _ kind: FactKind, _ value: Value, _ syntax: Syntax
    ) throws(Uncompilable) -> TableCondition {
        if value.isNull {
            switch operation {
            case .equal: return .isNull(name)
            case .notEqual: return .not(.isNull(name))
            default: return .constant(nil)
            }
        }
        if case .number(let scale) = kind {
            guard let number = value.number else { throw Uncompilable(part: "\(syntax)") }
            return try compare(operation, name, scale, .one, number, syntax)
        }
        // Each store has an order of texts of its own.
        guard let literal = kind.literal(value), operation.isEquality || kind == .day || kind == .dayText else {
            throw Uncompilable(part: "\(syntax)")
        }
        return Self.compare(operation, name, .column(name, factor: 1), literal)
    }

    /// `null` equals nothing but `null`, which is an answer and not unknown.
    private static func compare(
        _ operation: Syntax.Comparison, _ name: String, _ term: TableCondition.Term, _ literal: TableCondition.Literal
    ) -> TableCondition {
        let plain = TableCondition.compare(operation, term, .literal(literal))
        switch operation {
        case .equal: return .all([.not(.isNull(name)), plain])
        case .notEqual: return .any([.isNull(name), plain])
        default: return plain
        }
    }

    /// `factor × column` against a number, both as whole numbers of the same unit.
    private func compare(
        _ operation: Syntax.Comparison, _ name: String, _ scale: Int, _ factor: Decimal128, _ number: Decimal128,
        _ syntax: Syntax
    ) throws(Uncompilable) -> TableCondition {
        for places in 0...6 {
            guard let whole = factor.integer(scale: places), let limit = number.integer(scale: scale + places) else {
                continue
            }
            // Well inside 64 bits, whatever the column holds.
            guard whole != 0, abs(whole) < 1_000_000, abs(limit) < 1 << 60 else { break }
            if whole > 0 || operation.isEquality {
                return Self.compare(operation, name, .column(name, factor: whole), .integer(limit))
            }
            return Self.compare(operation.turned, name, .column(name, factor: -whole), .integer(-limit))
        }
        throw Uncompilable(part: "\(syntax)")
    }

    // MARK: Along the days

    /// Where the comparison turns from false to true, or back, as the day goes on; found by asking the interpreter.
    private func compare(
        _ operation: Syntax.Comparison, _ name: String, _ kind: FactKind, _ part: Expression, _ value: Value,
        _ syntax: Syntax
    ) throws(Uncompilable) -> TableCondition {
        switch operation {
        case .equal:
            return .all([
                .not(.isNull(name)), try compare(.greaterOrEqual, name, kind, part, value, syntax),
                try compare(.lessOrEqual, name, kind, part, value, syntax),
            ])
        case .notEqual:
            return .any([
                .isNull(name), try compare(.greater, name, kind, part, value, syntax),
                try compare(.less, name, kind, part, value, syntax),
            ])
        default: break
        }
        func truth(_ day: Int) -> Bool? {
            guard let date = CivilDate(daysSince1970: day) else { return nil }
            return operation.truth(part.evaluate { $0 == name ? .date(date) : constants[$0] ?? .null }, value)
        }
        var (low, high) = Self.days
        guard let first = truth(low), let last = truth(high) else { throw Uncompilable(part: "\(syntax)") }
        if first == last { return .choice(.isNull(name), then: .constant(nil), else: .constant(first)) }
        while high - low > 1 {
            let middle = (low + high) / 2
            if truth(middle) == first { low = middle } else { high = middle }
        }
        guard let date = CivilDate(daysSince1970: high), let literal = kind.literal(.date(date)) else {
            throw Uncompilable(part: "\(syntax)")
        }
        return .compare(last ? .greaterOrEqual : .less, .column(name, factor: 1), .literal(literal))
    }

    /// 0001-01-01 … 9000-01-01, so that durations can be added.
    private static let days = (-719_162, 2_567_678)

    // MARK: Two columns

    private func compare(
        _ operation: Syntax.Comparison, _ a: String, _ kind: FactKind, _ b: String, _ other: FactKind, _ syntax: Syntax
    ) throws(Uncompilable) -> TableCondition {
        var left = TableCondition.Term.column(a, factor: 1)
        var right = TableCondition.Term.column(b, factor: 1)
        switch (kind, other) {
        case (.number(let first), .number(let second)):
            guard abs(first - second) <= 6 else { throw Uncompilable(part: "\(syntax)") }
            if first < second { left = .column(a, factor: Self.power(second - first)) }
            if second < first { right = .column(b, factor: Self.power(first - second)) }
        case (.truth, .truth), (.text, .text):
            guard operation.isEquality else { throw Uncompilable(part: "\(syntax)") }
        default:
            guard kind == other else { throw Uncompilable(part: "\(syntax)") }
        }
        let same = TableCondition.any([
            .all([.isNull(a), .isNull(b)]),
            .all([.not(.isNull(a)), .not(.isNull(b)), .compare(.equal, left, right)]),
        ])
        switch operation {
        case .equal: return same
        case .notEqual: return .not(same)
        default: return .compare(operation, left, right)
        }
    }

    private static func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { result, _ in result * 10 } }
}

extension Syntax.Comparison {
    /// FEEL's answer for two values; `nil` is null.
    fileprivate func truth(_ left: Value, _ right: Value) -> Bool? {
        switch self {
        case .equal: left.equals(right)
        case .notEqual: left.equals(right).map { !$0 }
        case .less: left.order(to: right).map { $0 < 0 }
        case .lessOrEqual: left.order(to: right).map { $0 <= 0 }
        case .greater: left.order(to: right).map { $0 > 0 }
        case .greaterOrEqual: left.order(to: right).map { $0 >= 0 }
        }
    }

    /// The comparison with its sides exchanged.
    fileprivate var turned: Self {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }

    fileprivate var isEquality: Bool { self == .equal || self == .notEqual }
}
