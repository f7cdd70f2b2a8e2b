extension ValueType {
    /// The type itself without restriction to allowed values.
    var plain: ValueType { if case .constrained(let base, _) = self { base.plain } else { self } }

    /// Whether nothing is known of the value beforehand.
    var isOpen: Bool {
        switch plain {
        case .any, .null, .named: true
        default: false
        }
    }

    /// The type of a value, as far as the value shows it.
    init(of value: Value) {
        switch value {
        case .null: self = .null
        case .boolean: self = .boolean
        case .number: self = .number
        case .string: self = .string
        case .date: self = .date
        case .time: self = .time
        case .dateTime: self = .dateTime
        case .daysDuration: self = .daysDuration
        case .monthsDuration: self = .monthsDuration
        case .list(let elements): self = .list(ValueType.common(elements.map { ValueType(of: $0) }))
        case .context(let context):
            self = .context(Dictionary(context.map { ($0, ValueType(of: $1)) }, uniquingKeysWith: { $1 }))
        case .range(let range): self = .range(ValueType(of: range.lower.isNull ? range.upper : range.lower))
        case .function(let function): self = .function(function.parameters.map(\.type), .any)
        }
    }

    /// The narrowest type that all of these belong to; `any` when they differ.
    static func common(_ types: [ValueType]) -> ValueType {
        let known = types.filter { $0 != .null }
        guard let first = known.first else { return types.isEmpty ? .any : .null }
        return known.dropFirst().reduce(first) { $0.joined(with: $1) }
    }

    private func joined(with other: ValueType) -> ValueType {
        if self == other { return self }
        switch (plain, other.plain) {
        case (let a, let b) where a == b: return a
        case (.list(let a), .list(let b)): return .list(a.joined(with: b))
        case (.range(let a), .range(let b)): return .range(a.joined(with: b))
        case (.context(let a), .context(let b)):
            return .context(
                a.filter { b[$0.key] != nil }.merging(b.filter { a[$0.key] != nil }) { $0.joined(with: $1) })
        default: return .any
        }
    }

    /// Whether values of the two types can be compared with `=`.
    func isComparable(with other: ValueType) -> Bool {
        switch (plain, other.plain) {
        case (let a, let b) where a.isOpen || b.isOpen: true
        case (.date, .dateTime), (.dateTime, .date), (.daysDuration, .monthsDuration), (.monthsDuration, .daysDuration):
            true
        case (.list, .list), (.context, .context), (.range, .range), (.function, .function): true
        case (let a, let b): a == b
        }
    }

    /// Whether values of the two types can be compared with `<`.
    func isOrdered(with other: ValueType) -> Bool {
        if plain.isOpen { return other.plain.isOpen || other.plain.isScalarOrder }
        if other.plain.isOpen { return plain.isScalarOrder }
        switch (plain, other.plain) {
        case (.date, .dateTime), (.dateTime, .date): return true
        case (let a, let b): return a == b && a.isScalarOrder
        }
    }

    private var isScalarOrder: Bool {
        switch self {
        case .number, .string, .date, .time, .dateTime, .daysDuration, .monthsDuration: true
        default: false
        }
    }

    /// Whether a value of this type may be given where another is asked for, implicit conversions included.
    func isAssignable(to wanted: ValueType) -> Bool {
        let wanted = wanted.plain
        if isOpen || wanted.isOpen { return true }
        switch (plain, wanted) {
        case (.date, .dateTime): return true
        case (.list(let a), .list(let b)): return a.isAssignable(to: b)
        case (.list(let a), let b): return a.isAssignable(to: b)
        case (let a, .list(let b)): return a.isAssignable(to: b)
        case (.range(let a), .range(let b)): return a.isAssignable(to: b)
        case (.context(let a), .context(let b)):
            return b.allSatisfy { name, type in a[name].map { $0.isAssignable(to: type) } ?? false }
        case (.function(let a, _), .function(let b, let result)):
            return (b.isEmpty && result == .any) || a.count == b.count
        case (let a, let b): return a == b
        }
    }

    /// Some value of the type, to try operations on; `nil` for types without arithmetic.
    var sample: Value? {
        switch plain {
        case .number: .number(1)
        case .string: .string("")
        case .date: CivilDate(daysSince1970: 0).map { .date($0) }
        case .time: .time(CivilTime(nanoseconds: 0))
        case .dateTime:
            CivilDate(daysSince1970: 0).map { .dateTime(CivilDateTime(date: $0, time: CivilTime(nanoseconds: 0))) }
        case .daysDuration: .daysDuration(DaysDuration(seconds: 86_400))
        case .monthsDuration: .monthsDuration(MonthsDuration(months: 1))
        default: nil
        }
    }
}
