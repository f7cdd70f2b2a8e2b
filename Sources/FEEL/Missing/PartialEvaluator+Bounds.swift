extension PartialEvaluator {
    /// Whether a comparison of numbers is decided by the bounds of the open facts alone.
    func bounds(
        _ operation: Syntax.Comparison, _ left: Syntax, _ right: Syntax, _ locals: Locals
    ) -> Bool? {
        guard let a = interval(left, locals), let b = interval(right, locals) else { return nil }
        switch operation {
        case .less: return a.isBelow(b) ? true : b.isNotAbove(a) ? false : nil
        case .lessOrEqual: return a.isNotAbove(b) ? true : b.isBelow(a) ? false : nil
        case .greater: return b.isBelow(a) ? true : a.isNotAbove(b) ? false : nil
        case .greaterOrEqual: return b.isNotAbove(a) ? true : a.isBelow(b) ? false : nil
        case .equal: return a.isBelow(b) || b.isBelow(a) ? false : nil
        case .notEqual: return a.isBelow(b) || b.isBelow(a) ? true : nil
        }
    }

    func interval(_ part: Syntax, _ locals: Locals) -> NumberInterval? {
        let names = syntax.names(in: part)
        if !names.contains(where: { isOpen($0, locals) }) {
            return concrete(part, locals).number.map { NumberInterval(low: $0, high: $0) }
        }
        switch part.form {
        case .name(let name):
            let domain = syntax.domain(name)
            guard locals[name] == nil, !domain.admitsNull, case .numbers(let from, let to, _) = domain.values else {
                return nil
            }
            return NumberInterval(low: from, high: to)
        case .typed(let inner, .number): return interval(inner, locals)
        case .negation(let operand): return interval(operand, locals)?.negated
        case .arithmetic(let operation, let left, let right):
            guard let a = interval(left, locals), let b = interval(right, locals) else { return nil }
            switch operation {
            case .add: return a.plus(b)
            case .subtract: return a.plus(b.negated)
            case .multiply: return a.times(b)
            default: return nil
            }
        default: return nil
        }
    }
}

/// The numbers from one to another; `nil` is endless.
struct NumberInterval {
    let low: Decimal128?
    let high: Decimal128?

    var negated: NumberInterval { NumberInterval(low: high.map { -$0 }, high: low.map { -$0 }) }

    func isBelow(_ other: NumberInterval) -> Bool {
        if let high, let low = other.low { high < low } else { false }
    }

    func isNotAbove(_ other: NumberInterval) -> Bool {
        if let high, let low = other.low { high <= low } else { false }
    }

    func plus(_ other: NumberInterval) -> NumberInterval {
        func sum(_ a: Decimal128?, _ b: Decimal128?) -> Decimal128? {
            if let a, let b { a + b } else { nil }
        }
        return NumberInterval(low: sum(low, other.low), high: sum(high, other.high))
    }

    /// Only of two bounded intervals.
    func times(_ other: NumberInterval) -> NumberInterval? {
        guard let low, let high, let otherLow = other.low, let otherHigh = other.high else { return nil }
        let products = [low * otherLow, low * otherHigh, high * otherLow, high * otherHigh].compactMap { $0 }
        guard products.count == 4 else { return nil }
        return NumberInterval(low: products.min(), high: products.max())
    }
}
