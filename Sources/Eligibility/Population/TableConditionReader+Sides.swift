import FEEL

extension TableConditionReader {
    /// One side of a comparison.
    indirect enum Side {
        case constant(Value)
        case column(String, FactKind)
        /// `factor × column + offset`
        case line(String, scale: Int, factor: Decimal128, offset: Decimal128)
        /// Something that never falls, or never rises, while the day in a column goes on.
        case alongDays(String, FactKind, Expression)
        case choice(TableCondition, then: Side, else: Side)
        case part(String, start: Int, length: Int)
    }

    func side(_ whole: Expression, _ syntax: Syntax) throws(Uncompilable) -> Side {
        let part = whole.part(syntax)
        let free = part.names.filter { constants[$0] == nil }
        if free.isEmpty { return .constant(part.evaluate { constants[$0] ?? .null }) }
        switch syntax.form {
        case .name(let name):
            if let kind = kinds[name] { return .column(name, kind) }
            if let derived = derivations[name] { return try side(derived, derived.syntax) }
            throw Uncompilable(part: name)
        case .arithmetic(let operation, let left, let right):
            if let line = try line(operation, side(whole, left), side(whole, right)) { return line }
            return try days(part, syntax)
        case .invocation(let function, let arguments):
            if case .name("substring") = function.form, let part = textPart(whole, arguments) { return part }
            return try days(part, syntax)
        case .conditional(let condition, let then, let otherwise, isBoxed: false):
            return .choice(try truth(whole, condition), then: try side(whole, then), else: try side(whole, otherwise))
        default: return try days(part, syntax)
        }
    }

    /// `substring(text, 3, 4)`
    private func textPart(_ whole: Expression, _ arguments: [Syntax.Argument]) -> Side? {
        guard arguments.count == 3, arguments.allSatisfy({ $0.name == nil }),
            case .name(let name) = arguments[0].value.form, kinds[name] == .text,
            case .literal(.number(let start)) = arguments[1].value.form, let start = start.integer, start >= 1,
            case .literal(.number(let length)) = arguments[2].value.form, let length = length.integer, length >= 1
        else { return nil }
        return .part(name, start: start, length: length)
    }

    private func line(_ operation: Syntax.Arithmetic, _ left: Side, _ right: Side) throws(Uncompilable) -> Side? {
        switch (operation, left.line, right.line) {
        case (.add, (let name, let scale, let factor, let offset)?, nil),
            (.subtract, (let name, let scale, let factor, let offset)?, nil):
            guard let number = right.number, let sum = operation == .add ? offset + number : offset - number else {
                return nil
            }
            return .line(name, scale: scale, factor: factor, offset: sum)
        case (.add, nil, (let name, let scale, let factor, let offset)?):
            guard let number = left.number, let sum = offset + number else { return nil }
            return .line(name, scale: scale, factor: factor, offset: sum)
        case (.multiply, (let name, let scale, let factor, let offset)?, nil):
            guard let number = right.number, let factor = factor * number, let offset = offset * number else {
                return nil
            }
            return .line(name, scale: scale, factor: factor, offset: offset)
        case (.multiply, nil, (let name, let scale, let factor, let offset)?):
            guard let number = left.number, let factor = factor * number, let offset = offset * number else {
                return nil
            }
            return .line(name, scale: scale, factor: factor, offset: offset)
        default: return nil
        }
    }

    /// `day + @"P2Y"`, `years and months duration(day, applied_on).years` and their like.
    private func days(_ part: Expression, _ syntax: Syntax) throws(Uncompilable) -> Side {
        let names = part.names.filter { constants[$0] == nil }
        guard names.count == 1, let name = names.first, isMonotone(part, syntax) else {
            throw Uncompilable(part: "\(syntax)")
        }
        guard let kind = kinds[name], kind == .day || kind == .dayText else { throw Uncompilable(part: "\(syntax)") }
        return .alongDays(name, kind, part)
    }

    private func isConstant(_ whole: Expression, _ syntax: Syntax) -> Bool {
        whole.part(syntax).names.allSatisfy { constants[$0] != nil }
    }

    private func isMonotone(_ whole: Expression, _ syntax: Syntax) -> Bool {
        switch syntax.form {
        case .name: true
        case .arithmetic(.add, let left, let right), .arithmetic(.subtract, let left, let right):
            // Only durations can be added to a day and subtracted from it.
            isMonotone(whole, left) && isDuration(whole, right)
        case .path(let source, "years"): isSpan(whole, source)
        default: isSpan(whole, syntax)
        }
    }

    private func isDuration(_ whole: Expression, _ syntax: Syntax) -> Bool {
        guard isConstant(whole, syntax) else { return false }
        switch whole.part(syntax).evaluate({ constants[$0] ?? .null }) {
        case .monthsDuration, .daysDuration: return true
        default: return false
        }
    }

    /// The time between a day and a constant.
    private func isSpan(_ whole: Expression, _ syntax: Syntax) -> Bool {
        guard case .invocation(let function, let arguments) = syntax.form,
            case .name("years and months duration") = function.form, arguments.count == 2,
            arguments.allSatisfy({ $0.name == nil })
        else { return false }
        let (from, to) = (arguments[0].value, arguments[1].value)
        return isMonotone(whole, from) && isConstant(whole, to) || isConstant(whole, from) && isMonotone(whole, to)
    }
}

extension TableConditionReader.Side {
    fileprivate var line: (String, Int, Decimal128, Decimal128)? {
        switch self {
        case .column(let name, .number(let scale)): (name, scale, .one, .zero)
        case .line(let name, let scale, let factor, let offset): (name, scale, factor, offset)
        default: nil
        }
    }

    fileprivate var number: Decimal128? {
        if case .constant(.number(let number)) = self { number } else { nil }
    }
}
