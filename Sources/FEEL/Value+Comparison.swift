extension Value {
    /// FEEL's `=` (DMN 1.5, table 42): `nil` when the kinds differ. `null = null` is true, `null = 1` is false.
    public func equals(_ other: Value) -> Bool? {
        var work = Value.maximumWork
        return equals(other, &work)
    }

    /// How many elements one comparison, text or flattening may look at; values that share parts can be much larger
    /// than the expression that made them.
    static let maximumWork = 5_000_000

    /// - Parameter work: counted down by one for every element; at zero the answer is `nil`.
    func equals(_ other: Value, _ work: inout Int) -> Bool? {
        switch (self, other) {
        case (.null, .null): return true
        case (.null, _), (_, .null): return false
        case (.number(let a), .number(let b)): return a == b
        case (.string(let a), .string(let b)): return sameText(a, b)
        case (.boolean(let a), .boolean(let b)): return a == b
        case (.date(let a), .date(let b)): return a == b
        case (.time(let a), .time(let b)): return a.isSame(as: b)
        case (.dateTime(let a), .dateTime(let b)): return a.isSame(as: b)
        case (.date(let a), .dateTime(let b)): return a.startOfDay.isSame(as: b)
        case (.dateTime(let a), .date(let b)): return a.isSame(as: b.startOfDay)
        case (.daysDuration(let a), .daysDuration(let b)): return a == b
        case (.monthsDuration(let a), .monthsDuration(let b)): return a == b
        case (.list(let a), .list(let b)):
            guard a.count == b.count else { return false }
            for (left, right) in zip(a, b) {
                work -= 1
                guard work > 0 else { return nil }
                if left.equals(right, &work) != true { return work > 0 ? false : nil }
            }
            return true
        case (.context(let a), .context(let b)):
            guard a.count == b.count else { return false }
            for (name, left) in a {
                work -= 1
                guard work > 0 else { return nil }
                guard let right = b[name] else { return false }
                if left.equals(right, &work) != true { return work > 0 ? false : nil }
            }
            return true
        case (.range(let a), .range(let b)):
            return a.comparison == b.comparison && a.includesLower == b.includesLower
                && a.includesUpper == b.includesUpper && a.lower.equals(b.lower) == true
                && a.upper.equals(b.upper) == true
        case (.function(let a), .function(let b)): return a == b
        // Nothing is nothing, whatever it is counted in.
        case (.daysDuration(let a), .monthsDuration(let b)):
            return a.totalNanoseconds == 0 && b.months == 0 ? true : nil
        case (.monthsDuration, .daysDuration): return other.equals(self)
        default: return nil
        }
    }

    /// FEEL's order: negative, zero or positive; `nil` when the two cannot be ordered.
    public func order(to other: Value) -> Int? {
        switch (self, other) {
        case (.number(let a), .number(let b)): return Decimal128.compare(a, b)
        case (.string(let a), .string(let b)):
            if sameText(a, b) { return 0 }
            return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        case (.date(let a), .date(let b)): return a < b ? -1 : a == b ? 0 : 1
        case (.time(let a), .time(let b)):
            guard (a.zone == .unspecified) == (b.zone == .unspecified) else { return nil }
            return a.universal < b.universal ? -1 : a.universal == b.universal ? 0 : 1
        case (.dateTime(let a), .dateTime(let b)): return a.order(to: b)
        case (.date(let a), .dateTime(let b)): return a.startOfDay.order(to: b)
        case (.dateTime(let a), .date(let b)): return a.order(to: b.startOfDay)
        case (.daysDuration(let a), .daysDuration(let b)): return a < b ? -1 : a == b ? 0 : 1
        case (.monthsDuration(let a), .monthsDuration(let b)): return a < b ? -1 : a == b ? 0 : 1
        default: return nil
        }
    }
}

/// Equality of code points, which is stricter than Swift's equality of characters.
func sameText(_ a: String, _ b: String) -> Bool {
    guard a == b else { return false }
    return a.utf8.count == b.utf8.count && (a.utf8.count < 2 || a.utf8.elementsEqual(b.utf8))
}

extension CivilDate {
    /// Midnight in UTC, which is what the standard makes of a date where a date and time is asked for.
    var startOfDay: CivilDateTime { CivilDateTime(date: self, time: CivilTime(nanoseconds: 0, zone: .utc)) }
}

extension CivilTime {
    func isSame(as other: CivilTime) -> Bool? {
        guard (zone == .unspecified) == (other.zone == .unspecified) else { return nil }
        // Equality looks at whole seconds only: a fraction is no property of a time.
        return universal.dividedDown(by: 1_000_000_000) == other.universal.dividedDown(by: 1_000_000_000)
    }
}

extension CivilDateTime {
    func isSame(as other: CivilDateTime) -> Bool? {
        guard (zone == .unspecified) == (other.zone == .unspecified) else { return nil }
        return universalSeconds == other.universalSeconds
    }

    func order(to other: CivilDateTime) -> Int? {
        guard (zone == .unspecified) == (other.zone == .unspecified) else { return nil }
        let a = (universalSeconds, time.nanosecond)
        let b = (other.universalSeconds, other.time.nanosecond)
        return a < b ? -1 : a == b ? 0 : 1
    }
}

extension Int64 {
    /// Division rounded towards minus infinity.
    func dividedDown(by divisor: Int64) -> Int64 { self >= 0 ? self / divisor : (self - divisor + 1) / divisor }
}
