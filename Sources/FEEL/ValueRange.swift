/// A range such as `[1..10)`, `(> 5)` or `["a".."f"]`: FEEL's `range`.
public struct ValueRange: Hashable, Sendable {
    private final class Storage: Sendable {
        let lower: Value
        let upper: Value
        let includesLower: Bool
        let includesUpper: Bool

        init(_ lower: Value, _ upper: Value, _ includesLower: Bool, _ includesUpper: Bool) {
            self.lower = lower
            self.upper = upper
            self.includesLower = includesLower
            self.includesUpper = includesUpper
        }
    }

    private let storage: Storage

    /// The lower end; `null` when the range is open downwards (`<= 5`).
    public var lower: Value { storage.lower }
    /// The upper end; `null` when the range is open upwards (`> 5`).
    public var upper: Value { storage.upper }
    public var includesLower: Bool { storage.includesLower }
    public var includesUpper: Bool { storage.includesUpper }

    public init(lower: Value, upper: Value, includesLower: Bool = true, includesUpper: Bool = true) {
        storage = Storage(lower, upper, includesLower, includesUpper)
    }

    public static func == (left: ValueRange, right: ValueRange) -> Bool {
        left.lower == right.lower && left.upper == right.upper && left.includesLower == right.includesLower
            && left.includesUpper == right.includesUpper
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(lower)
        hasher.combine(upper)
        hasher.combine(includesLower)
        hasher.combine(includesUpper)
    }

    /// Whether a value lies inside; `nil` when it cannot be compared with the ends.
    public func contains(_ value: Value) -> Bool? {
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
