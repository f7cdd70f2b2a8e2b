import Catalog
import FEEL

extension Population {
    /// How each column would be kept in a table of whole numbers and texts; lists and columns without codes are left out.
    ///
    /// Numbers get the smallest scale that holds what occurs.
    public var tableKinds: [String: FactKind] {
        columns.compactMapValues { column -> FactKind? in
            guard let values = column.dictionary?.filter({ !$0.isNull }), let first = values.first else { return nil }
            switch first {
            case .number:
                return (0...4).first { scale in
                    values.allSatisfy { $0.number?.integer(scale: scale) != nil }
                }.map { .number(scale: $0) }
            case .string: return values.allSatisfy { $0.string != nil } ? .text : nil
            case .boolean: return values.allSatisfy { $0.boolean != nil } ? .truth : nil
            case .date: return values.allSatisfy { if case .date = $0 { true } else { false } } ? .day : nil
            default: return nil
            }
        }
    }

    /// A column as whole numbers: texts by their place in the dictionary, days since 1970, scaled numbers.
    ///
    /// - Returns: by row; nil stands for `null`.
    public func integers(_ name: String, as kind: FactKind) -> ((Int) -> Int?)? {
        guard let column = columns[name], let dictionary = column.dictionary else { return nil }
        let numbers = dictionary.enumerated().map { code, value -> Int? in
            if value.isNull { return nil }
            if kind == .text { return code }
            guard case .integer(let number)? = kind.literal(value) else { return nil }
            return number
        }
        return { numbers[column.code($0)] }
    }
}
