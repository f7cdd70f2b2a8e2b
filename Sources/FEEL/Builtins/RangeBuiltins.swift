/// The relations between points and ranges (DMN 1.5, table 78), after Allen's interval algebra.
///
/// A range that is open at one side (`> 5`) reaches to infinity there. What cannot be compared gives `null`.
extension Builtins {
    static let rangeRelations: [Builtin] = orderRelations + touchRelations + inclusionRelations

    private typealias Relation = @Sendable (ValueRange, ValueRange) throws -> Bool

    /// Two ends that have no order.
    private struct Incomparable: Error {}

    private static let orderRelations: [Builtin] =
        [between("before") { a, b in try isBefore(a, b) }]
        + [between("after") { a, b in try isBefore(b, a) }]
        + [pointRange("before") { point, range in try isBefore(point, range) }]
        + [pointRange("after") { point, range in try isBefore(range, point) }]
        + [rangePoint("before") { range, point in try isBefore(range, point) }]
        + [rangePoint("after") { range, point in try isBefore(point, range) }]
        + [
            between("coincides") { a, b in
                try starts(a, b) == 0 && ends(a, b) == 0 && a.includesLower == b.includesLower
                    && a.includesUpper == b.includesUpper
            }
        ]
        + [points("before") { $0 < 0 }, points("after") { $0 > 0 }, points("coincides") { $0 == 0 }]

    private static let touchRelations: [Builtin] = [
        between("meets") { a, b in try meets(a, b) },
        between("met by") { a, b in try meets(b, a) },
        between("overlaps") { a, b in try reaches(a, b) && reaches(b, a) },
        between("overlaps before") { a, b in try overlapsBefore(a, b) },
        between("overlaps after") { a, b in try overlapsBefore(b, a) },
    ]

    private static let inclusionRelations: [Builtin] = [
        between("finishes") { a, b in try finishes(a, b) },
        between("finished by") { a, b in try finishes(b, a) },
        pointRange("finishes") { a, b in try b.includesUpper && ends(a, b) == 0 },
        rangePoint("finished by") { a, b in try a.includesUpper && ends(a, b) == 0 },
        between("starts") { a, b in try begins(a, b) },
        between("started by") { a, b in try begins(b, a) },
        pointRange("starts") { a, b in try b.includesLower && starts(a, b) == 0 },
        rangePoint("started by") { a, b in try a.includesLower && starts(a, b) == 0 },
        between("includes") { a, b in try includes(a, b) },
        between("during") { a, b in try includes(b, a) },
        rangePoint("includes") { a, b in try includes(a, b) },
        pointRange("during") { a, b in try includes(b, a) },
    ]

    // MARK: Order of ends

    private static func order(_ a: Value, _ b: Value) throws -> Int {
        guard let order = a.order(to: b) else { throw Incomparable() }
        return order
    }

    /// How the starts compare.
    private static func starts(_ a: ValueRange, _ b: ValueRange) throws -> Int {
        switch (a.lower, b.lower) {
        case (.null, .null): 0
        case (.null, _): -1
        case (_, .null): 1
        default: try order(a.lower, b.lower)
        }
    }

    /// How the ends compare.
    private static func ends(_ a: ValueRange, _ b: ValueRange) throws -> Int {
        switch (a.upper, b.upper) {
        case (.null, .null): 0
        case (.null, _): 1
        case (_, .null): -1
        default: try order(a.upper, b.upper)
        }
    }

    /// How the end of one compares with the start of the other.
    private static func gap(_ a: ValueRange, _ b: ValueRange) throws -> Int {
        a.upper.isNull || b.lower.isNull ? 1 : try order(a.upper, b.lower)
    }

    // MARK: Relations

    private static func isBefore(_ a: ValueRange, _ b: ValueRange) throws -> Bool {
        let gap = try gap(a, b)
        return gap < 0 || (gap == 0 && !(a.includesUpper && b.includesLower))
    }

    private static func meets(_ a: ValueRange, _ b: ValueRange) throws -> Bool {
        try a.includesUpper && b.includesLower && gap(a, b) == 0
    }

    /// The end of one lies behind the start of the other, or on it.
    private static func reaches(_ a: ValueRange, _ b: ValueRange) throws -> Bool {
        let gap = try gap(a, b)
        return gap > 0 || (gap == 0 && a.includesUpper && b.includesLower)
    }

    private static func overlapsBefore(_ a: ValueRange, _ b: ValueRange) throws -> Bool {
        let start = try starts(a, b)
        let end = try ends(a, b)
        return try (start < 0 || (start == 0 && a.includesLower && !b.includesLower)) && reaches(a, b)
            && (end < 0 || (end == 0 && (!a.includesUpper || b.includesUpper)))
    }

    private static func finishes(_ a: ValueRange, _ b: ValueRange) throws -> Bool {
        let start = try starts(a, b)
        return try a.includesUpper == b.includesUpper && ends(a, b) == 0
            && (start > 0 || (start == 0 && (!a.includesLower || b.includesLower)))
    }

    private static func begins(_ a: ValueRange, _ b: ValueRange) throws -> Bool {
        let end = try ends(a, b)
        return try a.includesLower == b.includesLower && starts(a, b) == 0
            && (end < 0 || (end == 0 && (!a.includesUpper || b.includesUpper)))
    }

    private static func includes(_ a: ValueRange, _ b: ValueRange) throws -> Bool {
        let start = try starts(a, b)
        let end = try ends(a, b)
        return (start < 0 || (start == 0 && (a.includesLower || !b.includesLower)))
            && (end > 0 || (end == 0 && (a.includesUpper || !b.includesUpper)))
    }

    // MARK: Variants

    private static func between(_ name: String, _ holds: @escaping Relation) -> Builtin {
        Builtin("\(name)(range1: range, range2: range)") { arguments, _ in
            guard case .range(let a) = arguments[0], case .range(let b) = arguments[1] else { return .null }
            return answer(a, b, holds)
        }
    }

    private static func pointRange(_ name: String, _ holds: @escaping Relation) -> Builtin {
        Builtin("\(name)(point: Any, range: range)") { arguments, _ in
            guard let a = point(arguments[0]), case .range(let b) = arguments[1] else { return .null }
            return answer(a, b, holds)
        }
    }

    private static func rangePoint(_ name: String, _ holds: @escaping Relation) -> Builtin {
        Builtin("\(name)(range: range, point: Any)") { arguments, _ in
            guard case .range(let a) = arguments[0], let b = point(arguments[1]) else { return .null }
            return answer(a, b, holds)
        }
    }

    private static func points(_ name: String, _ holds: @escaping @Sendable (Int) -> Bool) -> Builtin {
        Builtin("\(name)(point1: Any, point2: Any)") { arguments, _ in
            guard let a = point(arguments[0]), let b = point(arguments[1]) else { return .null }
            return a.lower.order(to: b.lower).map { .boolean(holds($0)) } ?? .null
        }
    }

    private static func answer(_ a: ValueRange, _ b: ValueRange, _ holds: Relation) -> Value {
        (try? holds(a, b)).map { .boolean($0) } ?? .null
    }

    /// A point as the range that holds only it; a list of one point counts as the point.
    private static func point(_ value: Value) -> ValueRange? {
        if case .list(let elements) = value { return elements.count == 1 ? point(elements[0]) : nil }
        guard value.order(to: value) != nil else { return nil }
        return ValueRange(lower: value, upper: value)
    }
}
