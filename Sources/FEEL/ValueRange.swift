/// A range such as `[1..10)`, `(> 5)` or `["a".."f"]`: FEEL's `range`.
public struct ValueRange: Hashable, Sendable {
    private final class Storage: Sendable {
        let lower: Value
        let upper: Value
        let includesLower: Bool
        let includesUpper: Bool
        let comparison: Syntax.Comparison?

        init(
            _ lower: Value, _ upper: Value, _ includesLower: Bool, _ includesUpper: Bool,
            _ comparison: Syntax.Comparison?
        ) {
            self.lower = lower
            self.upper = upper
            self.includesLower = includesLower
            self.includesUpper = includesUpper
            self.comparison = comparison
        }
    }

    private let storage: Storage

    /// The lower end; `null` when the range is open downwards (`<= 5`).
    public var lower: Value { storage.lower }
    /// The upper end; `null` when the range is open upwards (`> 5`).
    public var upper: Value { storage.upper }
    public var includesLower: Bool { storage.includesLower }
    public var includesUpper: Bool { storage.includesUpper }
    /// The operator of a range that was written as a test, such as `> 5` or `!= 5`; such a range is not the same as an
    /// interval with the same values in it.
    public var comparison: Syntax.Comparison? { storage.comparison }

    /// `[lower..upper]`
    public init(lower: Value, upper: Value, includesLower: Bool = true, includesUpper: Bool = true) {
        storage = Storage(lower, upper, includesLower, includesUpper, nil)
    }

    /// `(> value)` and its like.
    public init(_ comparison: Syntax.Comparison, _ value: Value) {
        storage =
            switch comparison {
            case .equal: Storage(value, value, true, true, comparison)
            case .notEqual: Storage(value, value, false, false, comparison)
            case .less: Storage(.null, value, false, false, comparison)
            case .lessOrEqual: Storage(.null, value, false, true, comparison)
            case .greater: Storage(value, .null, false, false, comparison)
            case .greaterOrEqual: Storage(value, .null, true, false, comparison)
            }
    }

    public static func == (left: ValueRange, right: ValueRange) -> Bool {
        left.comparison == right.comparison && left.includesLower == right.includesLower
            && left.includesUpper == right.includesUpper && left.lower == right.lower && left.upper == right.upper
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(comparison)
        hasher.combine(lower)
        hasher.combine(upper)
        hasher.combine(includesLower)
        hasher.combine(includesUpper)
    }

    /// Whether a value lies inside; `nil` when it cannot be compared with the ends.
    public func contains(_ value: Value) -> Bool? {
        if comparison == .notEqual { return value.equals(lower).map { !$0 } }
        if lower.isNull && upper.isNull { return nil }
        var inside = true
        if !lower.isNull {
            guard let order = value.order(to: lower) else { return nil }
            inside = order > 0 || (order == 0 && includesLower)
        }
        if !upper.isNull {
            guard let order = value.order(to: upper) else { return nil }
            inside = inside && (order < 0 || (order == 0 && includesUpper))
        }
        return inside
    }
}
