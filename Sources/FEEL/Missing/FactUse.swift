/// How an expression uses one unknown fact.
struct FactUse {
    /// The values it is compared with. Between two neighbours the outcome does not change.
    var critical: [Value] = []
    /// It stands where a truth is needed, so that true and false are apart.
    var isTruth = false { didSet { if isTruth, !oldValue { critical += [true, false] } } }
    /// Every use is a comparison with something known; otherwise the fact goes through a computation.
    var isPlain = true
}

extension Domain {
    /// Values that stand for all: one for every way the fact can behave. `nil` when that cannot be said.
    func representatives(_ use: FactUse) -> [Value]? {
        guard var found = plainRepresentatives(use) else { return nil }
        if admitsNull { found.append(.null) }
        return found
    }

    private func plainRepresentatives(_ use: FactUse) -> [Value]? {
        switch values {
        case .boolean: return [true, false]
        case .oneOf(let values):
            if use.isPlain { return Domain.distinct(values, use.critical) }
            return values.count <= 256 ? values : nil
        case .selection(let codes): return Domain.selections(codes, use)
        case .numbers(let from, let to, let whole): return Domain.numbers(from, to, whole, use)
        case .dates(let from, let to): return Domain.dates(from, to, use)
        case .text: return use.isPlain ? Domain.texts(use.critical) : nil
        case .open: return use.isPlain ? Domain.sensible(use) : nil
        }
    }

    /// One value for each way of comparing with the critical ones.
    private static func distinct(_ values: [Value], _ critical: [Value]) -> [Value] {
        var seen: Set<[Int?]> = []
        return values.filter { value in
            seen.insert(critical.map { value.equals($0) == true ? 0 : value.order(to: $0).map { $0 < 0 ? -1 : 1 } })
                .inserted
        }
    }

    private static func selections(_ codes: [Value], _ use: FactUse) -> [Value]? {
        var chosen = codes
        if chosen.count > 6 {
            guard use.isPlain else { return nil }
            // Only the codes that are asked for matter, and one that is not.
            let asked = codes.filter { code in use.critical.contains { $0.equals(code) == true } }
            let other = codes.first { !asked.contains($0) }
            chosen = asked + (other.map { [$0] } ?? [])
            guard chosen.count <= 7 else { return nil }
        }
        return (0..<(1 << chosen.count)).map { mask in
            .list(chosen.indices.filter { mask >> $0 & 1 == 1 }.map { chosen[$0] })
        }
    }

    // MARK: Ordered values

    private static func numbers(_ from: Decimal128?, _ to: Decimal128?, _ whole: Bool, _ use: FactUse) -> [Value]? {
        if !use.isPlain {
            guard whole, let low = from?.integer, let high = to?.integer, high - low < 64, low <= high else {
                return nil
            }
            return (low...high).map { .number($0) }
        }
        var points = use.critical.compactMap(\.number)
        points += [from, to].compactMap { $0 }
        points = Array(Set(points)).sorted()
        guard let first = points.first, let last = points.last else { return [0] }
        var candidates = points
        candidates += [first - 1, last + 1].compactMap { $0 }
        for (a, b) in zip(points, points.dropFirst()) {
            if let middle = (a + b).flatMap({ $0 / 2 }) { candidates.append(middle) }
        }
        if whole {
            // Around every point the nearest whole numbers.
            candidates = candidates.flatMap { point -> [Decimal128] in
                guard let floor = point.rounded(to: 0, .floor) else { return [] }
                return [floor - 1, floor, floor + 1].compactMap { $0 }
            }
        }
        let inside = Set(candidates).filter { number in
            (from.map { number >= $0 } ?? true) && (to.map { number <= $0 } ?? true)
        }.sorted()
        return distinct(inside.map { .number($0) }, use.critical)
    }

    private static func dates(_ from: CivilDate?, _ to: CivilDate?, _ use: FactUse) -> [Value]? {
        if !use.isPlain {
            guard let from, let to, to.daysSince1970 - from.daysSince1970 < 64 else { return nil }
            return neighbours(in: from.daysSince1970...to.daysSince1970)
        }
        var days = use.critical.compactMap { value -> Int? in
            switch value {
            case .date(let date): date.daysSince1970
            case .dateTime(let moment): moment.date.daysSince1970
            default: nil
            }
        }
        days += [from, to].compactMap { $0?.daysSince1970 }
        if days.isEmpty { days = [0] }
        let candidates = Set(days.flatMap { [$0 - 1, $0, $0 + 1] }).filter { day in
            (from.map { day >= $0.daysSince1970 } ?? true) && (to.map { day <= $0.daysSince1970 } ?? true)
        }.sorted()
        return distinct(
            candidates.compactMap { CivilDate(daysSince1970: $0).map { .date($0) } }, use.critical)
    }

    private static func neighbours(in days: ClosedRange<Int>) -> [Value] {
        days.compactMap { CivilDate(daysSince1970: $0).map { .date($0) } }
    }

    private static func texts(_ critical: [Value]) -> [Value] {
        let known = critical.compactMap(\.string)
        // Right behind every text, and before all of them, lie others.
        let candidates = [""] + known + known.map { $0 + "\u{1}" } + ["\u{10FFFD}"]
        return distinct(candidates.map { .string($0) }, critical)
    }

    /// Values of the kinds the fact is compared with.
    private static func sensible(_ use: FactUse) -> [Value]? {
        var found: [Value] = []
        var kinds: Set<String> = []
        for value in use.critical { kinds.insert(value.typeName) }
        for kind in kinds.sorted() {
            switch kind {
            case "number": found += numbers(nil, nil, false, use) ?? []
            case "string": found += texts(use.critical)
            case "date": found += dates(nil, nil, use) ?? []
            case "boolean": found += [true, false]
            case "date and time", "time", "days and time duration", "years and months duration":
                found += use.critical.flatMap(\.surroundings)
            case "Null": found += kinds.count == 1 ? [.string("")] : []
            default: return nil
            }
        }
        let ordered = Array(Set(found)).sorted { $0.description < $1.description }
        return ordered.isEmpty ? [.string("")] : distinct(ordered, use.critical)
    }
}

extension Value {
    /// The value with its nearest neighbours, for kinds with a smallest step.
    fileprivate var surroundings: [Value] {
        switch self {
        case .time(let time):
            [self]
                + [-1, 1].map { .time(CivilTime(nanoseconds: time.nanoseconds + $0 * 1_000_000_000, zone: time.zone)) }
        case .dateTime(let moment):
            [self] + [-1, 1].compactMap { moment.adding(DaysDuration(seconds: $0)).map { .dateTime($0) } }
        case .daysDuration(let duration):
            [self]
                + [-1, 1].map {
                    .daysDuration(DaysDuration(seconds: duration.seconds + $0, nanoseconds: duration.nanoseconds))
                }
        case .monthsDuration(let duration):
            [self] + [-1, 1].map { .monthsDuration(MonthsDuration(months: duration.months + $0)) }
        default: []
        }
    }
}
