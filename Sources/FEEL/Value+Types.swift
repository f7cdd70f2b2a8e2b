extension Value {
    /// Whether the value belongs to a type; `null` belongs to every type but is an instance of none but `Null`.
    public func isInstance(of type: ValueType) -> Bool {
        switch (type, self) {
        case (.any, let value): return !value.isNull
        case (.null, let value): return value.isNull
        case (.number, .number), (.string, .string), (.boolean, .boolean), (.date, .date), (.time, .time),
            (.dateTime, .dateTime), (.daysDuration, .daysDuration), (.monthsDuration, .monthsDuration):
            return true
        case (.list(let element), .list(let elements)):
            return elements.allSatisfy { $0.conforms(to: element) }
        case (.context(let types), .context(let context)):
            return types.allSatisfy { name, type in context[name].map { $0.conforms(to: type) } ?? false }
        case (.range(let element), .range(let range)):
            return range.lower.conforms(to: element) && range.upper.conforms(to: element)
        case (.function(let parameters, let result), .function(let function)):
            return function.conforms(parameters, result)
        case (.constrained(let base, let constraint), let value):
            return value.isInstance(of: base) && constraint.tests.admit(value) == true
        default: return false
        }
    }

    /// Whether the value may stand where the type is asked for; `null` always may.
    public func conforms(to type: ValueType) -> Bool { isNull || isInstance(of: type) }

    /// The value brought to a type by the implicit conversions of the standard (DMN 1.5, 10.3.2.9.4), or `nil`.
    ///
    /// A list of one element becomes its element, a single value a list of itself, a date the midnight (UTC) at its
    /// beginning.
    public func coerced(to type: ValueType) -> Value? {
        if case .function(let function) = self, case .function(let parameters, let result) = type {
            return function.restricted(parameters, result).map { .function($0) }
        }
        if conforms(to: type) { return self }
        if case .constrained(let base, _) = type {
            guard let value = coerced(to: base), value.conforms(to: type) else { return nil }
            return value
        }
        if case .context(let types) = type, case .context(var context) = self {
            for (name, type) in types {
                guard let entry = context[name] else { continue }
                guard let value = entry.coerced(to: type) else { return nil }
                context[name] = value
            }
            return .context(context)
        }
        if case .list(let elements) = self, elements.count == 1, elements[0].conforms(to: type) { return elements[0] }
        if case .list(let element) = type {
            if case .list(let elements) = self {
                let converted = elements.compactMap { $0.coerced(to: element) }
                return converted.count == elements.count ? .list(converted) : nil
            }
            return coerced(to: element).map { .list([$0]) }
        }
        if case .dateTime = type, case .date(let date) = self { return .dateTime(date.startOfDay) }
        return nil
    }
}

extension ValueType {
    /// The type without restrictions to allowed values.
    var unconstrained: ValueType {
        switch self {
        case .constrained(let base, _): base.unconstrained
        case .list(let element): .list(element.unconstrained)
        case .range(let element): .range(element.unconstrained)
        case .context(let entries): .context(entries.mapValues(\.unconstrained))
        case .function(let parameters, let result):
            .function(parameters.map(\.unconstrained), result.unconstrained)
        default: self
        }
    }
}

extension Function {
    func conforms(_ wanted: [ValueType], _ result: ValueType) -> Bool {
        if wanted.isEmpty && result == .any { return true }
        guard wanted.count == parameters.count else { return false }
        return zip(wanted, parameters).allSatisfy { wanted, own in own.type == .any || wanted == own.type }
    }

    /// The function with the parameter types and the result type of a function type; `nil` when the numbers of
    /// parameters differ.
    func restricted(_ wanted: [ValueType], _ result: ValueType) -> Function? {
        if wanted.isEmpty && result == .any { return self }
        guard wanted.count == parameters.count else { return nil }
        if result == .any, wanted.allSatisfy({ $0 == .any }) { return self }
        return Function(
            parameters: zip(parameters, wanted).map { Parameter($0.name, $0.type == .any ? $1 : $0.type) },
            body: .host { arguments, machine in
                machine.call(self, arguments).coerced(to: result) ?? .null
            })
    }
}
