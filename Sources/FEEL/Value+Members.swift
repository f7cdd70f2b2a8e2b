extension Value {
    /// `value.name`: an entry of a context, a part of a date, or the same of every element of a list.
    func member(_ name: String) -> Value {
        switch self {
        case .context(let context): context[name] ?? .null
        case .list(let elements): .list(elements.map { $0.member(name) })
        default: property(name) ?? .null
        }
    }

    /// A property of a value that is no context (DMN 1.5, table 65); `nil` when it has none of this name.
    func property(_ name: String) -> Value? {
        switch self {
        case .date(let date): date.property(name)
        case .time(let time): time.property(name) ?? time.zoneProperty(name, offset: time.offset)
        case .dateTime(let moment):
            moment.date.property(name) ?? moment.time.property(name)
                ?? moment.time.zoneProperty(name, offset: moment.offset)
        case .daysDuration(let duration): duration.property(name)
        case .monthsDuration(let duration): duration.property(name)
        case .range(let range): range.property(name)
        default: nil
        }
    }
}

extension CivilDate {
    func property(_ name: String) -> Value? {
        switch name {
        case "year": .number(Int(year))
        case "month": .number(Int(month))
        case "day": .number(Int(day))
        case "weekday": .number(weekday)
        default: nil
        }
    }
}

extension CivilTime {
    func property(_ name: String) -> Value? {
        switch name {
        case "hour": .number(hour)
        case "minute": .number(minute)
        case "second":
            .number(Decimal128.rounding(false, UInt128(nanoseconds % 60_000_000_000), -9)?.normalized ?? .zero)
        default: nil
        }
    }

    func zoneProperty(_ name: String, offset: Int?) -> Value? {
        switch name {
        case "time offset":
            return offset.map { .daysDuration(DaysDuration(seconds: Int64($0))) } ?? .null
        case "timezone":
            if case .region(let region) = zone { return .string(region.name) }
            return .null
        default: return nil
        }
    }
}

extension DaysDuration {
    func property(_ name: String) -> Value? {
        let parts = parts
        switch name {
        case "days": return .number(parts.days)
        case "hours": return .number(parts.hours)
        case "minutes": return .number(parts.minutes)
        case "seconds":
            let size = UInt128(parts.seconds.magnitude) * 1_000_000_000 + UInt128(parts.nanoseconds.magnitude)
            return .number(Decimal128.rounding(totalNanoseconds < 0, size, -9)?.normalized ?? .zero)
        default: return nil
        }
    }
}

extension MonthsDuration {
    func property(_ name: String) -> Value? {
        switch name {
        case "years": .number(months / 12)
        case "months": .number(months % 12)
        default: nil
        }
    }
}

extension ValueRange {
    func property(_ name: String) -> Value? {
        switch name {
        case "start": lower
        case "end": upper
        case "start included": .boolean(includesLower)
        case "end included": .boolean(includesUpper)
        default: nil
        }
    }

    /// An interval whose ends can be compared and stand in order, else `null`.
    static func checked(lower: Value?, upper: Value?, includesLower: Bool, includesUpper: Bool) -> Value {
        guard let lower, let upper, let order = lower.order(to: upper), order <= 0 else { return .null }
        return .range(
            ValueRange(lower: lower, upper: upper, includesLower: includesLower, includesUpper: includesUpper))
    }
}
