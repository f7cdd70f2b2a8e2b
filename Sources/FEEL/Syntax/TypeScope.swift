/// The declared types that `instance of` and parameters may name.
public struct TypeScope: Sendable {
    private let types: [String: ValueType]

    public init(_ types: [String: ValueType] = [:]) { self.types = types }

    /// Replaces names by what they stand for; an unknown name stays.
    func resolve(_ type: ValueType) -> ValueType {
        switch type {
        case .named(let name): types[name] ?? type
        case .list(let element): .list(resolve(element))
        case .range(let element): .range(resolve(element))
        case .context(let entries): .context(entries.mapValues(resolve))
        case .function(let parameters, let result): .function(parameters.map(resolve), resolve(result))
        case .constrained(let base, let constraint): .constrained(resolve(base), constraint)
        default: type
        }
    }
}
