extension DecisionTable {
    /// Whether two rules may match the same facts, as far as their cells show; in doubt they may.
    func mayOverlap(_ first: Int, _ second: Int) -> Bool {
        !zip(rules[first].conditions, rules[second].conditions).contains { left, right in
            guard let left, let right else { return false }
            return left.excludes(right)
        }
    }
}

extension DecisionTable.Cell {
    /// Whether no value passes both cells, by the constants they name.
    fileprivate func excludes(_ other: DecisionTable.Cell) -> Bool {
        guard let mine = accepted, let theirs = other.accepted else { return false }
        switch (isNegated, other.isNegated) {
        case (true, true): return false
        case (true, false): return theirs.allSatisfy { their in mine.contains { $0.covers(their) } }
        case (false, true): return mine.allSatisfy { my in theirs.contains { $0.covers(my) } }
        case (false, false): return mine.allSatisfy { my in theirs.allSatisfy { my.isApart(from: $0) } }
        }
    }

    /// What the tests name; nil when one of them is more than constants.
    private var accepted: [Accepted]? {
        var all: [Accepted] = []
        for test in tests {
            guard let accepted = Accepted(test) else { return nil }
            all.append(accepted)
        }
        return all
    }
}

/// What one test lets pass, of kinds with a plain order.
private enum Accepted {
    case value(Value)
    case range(ValueRange)

    init?(_ test: Syntax.Test) {
        switch test {
        case .comparison(.notEqual, _): return nil
        case .comparison(.equal, let operand):
            guard let value = operand.constant else { return nil }
            self = .value(value)
        case .comparison(let operation, let operand):
            guard let value = operand.constant, !value.isNull else { return nil }
            self = .range(ValueRange(operation, value))
        case .expression(let operand):
            guard case .range(let bounds) = operand.form else {
                guard let value = operand.constant else { return nil }
                self = .value(value)
                return
            }
            var ends: [Value] = []
            for end in [bounds.lower, bounds.upper] {
                guard let end else {
                    ends.append(.null)
                    continue
                }
                guard let value = end.constant, !value.isNull else { return nil }
                ends.append(value)
            }
            if bounds.comparison == .notEqual || ends.allSatisfy(\.isNull) { return nil }
            self = .range(
                ValueRange(
                    lower: ends[0], upper: ends[1], includesLower: bounds.includesLower,
                    includesUpper: bounds.includesUpper))
        }
    }

    func isApart(from other: Accepted) -> Bool {
        switch (self, other) {
        case (.value(let a), .value(let b)): a.equals(b) != true
        case (.value(let value), .range(let range)), (.range(let range), .value(let value)):
            range.contains(value) != true
        case (.range(let a), .range(let b)): a.ends(before: b) || b.ends(before: a)
        }
    }

    /// Whether everything that passes the other passes this.
    func covers(_ other: Accepted) -> Bool {
        switch (self, other) {
        case (.value(let a), .value(let b)): a.equals(b) == true
        case (.range(let range), .value(let value)): range.contains(value) == true
        case (_, .range): false
        }
    }
}

extension ValueRange {
    fileprivate func ends(before other: ValueRange) -> Bool {
        guard !upper.isNull, !other.lower.isNull, let order = upper.order(to: other.lower) else { return false }
        return order < 0 || order == 0 && !(includesUpper && other.includesLower)
    }
}

extension Syntax {
    /// A number, text, truth, date or `null` that is written out.
    fileprivate var constant: Value? {
        switch form {
        case .literal(let value):
            switch value {
            case .null, .number, .string, .boolean, .date: value
            default: nil
            }
        case .negation(let inner):
            if case .number(let number)? = inner.constant { .number(-number) } else { nil }
        default: nil
        }
    }
}
