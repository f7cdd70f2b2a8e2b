extension Builtins {
    static let conversions: [Builtin] = [
        Builtin("number(from: number)") { arguments, _ in arguments[0] },
        Builtin("number(from: string)") { arguments, _ in number(arguments[0].string ?? "") },
        Builtin("number(from: string, grouping separator: string?, decimal separator?: string?)") { arguments, _ in
            guard var text = arguments[0].string else { return .null }
            let grouping = arguments[1].string
            let point = arguments.count > 2 ? arguments[2].string : nil
            guard grouping == nil || [" ", ",", "."].contains(grouping), point == nil || [",", "."].contains(point)
            else { return .null }
            if let grouping, grouping == point { return .null }
            if let grouping { text.removeAll { String($0) == grouping } }
            if let point, point != "." {
                if text.contains(".") { return .null }
                text = String(text.map { String($0) == point ? "." : $0 })
            }
            return number(text)
        },
        Builtin("string(from: string)") { arguments, _ in arguments[0] },
        Builtin("string(from: Any)") { arguments, machine in
            if arguments[0].isNull { return .null }
            guard let text = arguments[0].plainText else { return .null }
            return machine.spend(text.utf8.count / 64) ? .string(text) : .null
        },
        Builtin("range(from: string)") { arguments, _ in
            arguments[0].string.flatMap { rangeLiteral($0) } ?? .null
        },
    ]

    private static func number(_ text: String) -> Value {
        guard let number = Decimal128(parsing: text) else { return .null }
        return .number(number)
    }

    /// A range whose ends are literals or `date("…")` and the like; nothing that has to be looked up.
    private static func rangeLiteral(_ text: String) -> Value? {
        if let open = openRange(text) { return open }
        guard let expression = try? Expression(parsing: text), case .range(let bounds) = expression.syntax.form else {
            return nil
        }
        guard bounds.comparison == nil, [bounds.lower, bounds.upper].allSatisfy({ $0?.isLiteral ?? true }) else {
            return nil
        }
        return expression.evaluate(in: [:])
    }

    /// `[2..)` is `>= 2` and `(..2)` is `< 2`: a side without an end is open.
    private static func openRange(_ text: String) -> Value? {
        let text = text.trimmed
        guard text.count > 4, let first = text.first, let last = text.last else { return nil }
        let inner = text.dropFirst().dropLast()
        let isStart = inner.hasSuffix("..")
        guard isStart != inner.hasPrefix("..") else { return nil }
        guard let end = try? Expression(parsing: String(isStart ? inner.dropLast(2) : inner.dropFirst(2))),
            end.syntax.isLiteral
        else { return nil }
        let value = end.evaluate(in: [:])
        guard !value.isNull, value.order(to: value) != nil else { return .null }
        switch (isStart, first, last) {
        case (true, "[", ")"), (true, "[", "["): return .range(ValueRange(.greaterOrEqual, value))
        case (true, "(", ")"), (true, "]", ")"), (true, "(", "["), (true, "]", "["):
            return .range(ValueRange(.greater, value))
        case (false, "(", "]"), (false, "]", "]"): return .range(ValueRange(.lessOrEqual, value))
        case (false, "(", ")"), (false, "]", ")"), (false, "(", "["), (false, "]", "["):
            return .range(ValueRange(.less, value))
        default: return .null
        }
    }
}

extension Syntax {
    /// A literal, or a conversion function applied to literals.
    fileprivate var isLiteral: Bool {
        switch form {
        case .literal(let value): !value.isNull
        case .negation(let inner): if case .literal(.number) = inner.form { true } else { false }
        case .invocation(let function, let arguments):
            if case .name(let name) = function.form {
                ["date", "time", "date and time", "duration"].contains(name)
                    && arguments.allSatisfy { if case .literal = $0.value.form { true } else { false } }
            } else {
                false
            }
        default: false
        }
    }
}
