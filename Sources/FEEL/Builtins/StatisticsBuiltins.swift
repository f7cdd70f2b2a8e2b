extension Builtins {
    /// Every function takes one list or any number of single arguments.
    static let listStatistics: [Builtin] =
        statistic("min") { extreme($0, sign: -1) } + statistic("max") { extreme($0, sign: 1) }
        + statistic("sum") { sum($0) }
        + statistic("mean") { values in numbers(values) { numbers in mean(numbers) } }
        + statistic("product") { values in
            numbers(values) { $0.reduce(Decimal128.one) { product, number in product.flatMap { $0 * number } } }
        }
        + statistic("median") { values in numbers(values) { median($0) } }
        + statistic("stddev") { values in numbers(values) { deviation($0) } }
        + statistic("mode") { mode($0) }

    private static func statistic(_ name: String, _ body: @escaping @Sendable ([Value]) -> Value) -> [Builtin] {
        [
            Builtin("\(name)(list: list)") { arguments, _ in body(arguments[0].list ?? []) },
            Builtin("\(name)(n: Any...)") { arguments, _ in body(arguments) },
        ]
    }

    /// Applies a function to at least one number; anything else among them gives `null`.
    private static func numbers(_ values: [Value], _ body: ([Decimal128]) -> Decimal128?) -> Value {
        let numbers = values.compactMap(\.number)
        guard !numbers.isEmpty, numbers.count == values.count else { return .null }
        return body(numbers).map { .number($0) } ?? .null
    }

    private static func extreme(_ values: [Value], sign: Int) -> Value {
        guard var best = values.first, best.order(to: best) != nil else { return .null }
        for value in values.dropFirst() {
            guard let order = value.order(to: best) else { return .null }
            if order * sign > 0 { best = value }
        }
        return best
    }

    private static func sum(_ values: [Value]) -> Value {
        guard let first = values.first else { return .null }
        switch first {
        case .number:
            return numbers(values) { total($0) }
        case .daysDuration, .monthsDuration:
            return values.dropFirst().reduce(first) { TemporalArithmetic.result(.add, $0, $1) }
        default: return .null
        }
    }

    private static func total(_ numbers: [Decimal128]) -> Decimal128? {
        numbers.dropFirst().reduce(numbers[0]) { sum, number in sum.flatMap { $0 + number } }
    }

    private static func mean(_ numbers: [Decimal128]) -> Decimal128? {
        total(numbers).flatMap { $0 / Decimal128(numbers.count) }
    }

    private static func median(_ numbers: [Decimal128]) -> Decimal128? {
        let sorted = numbers.sorted()
        let middle = sorted.count / 2
        if sorted.count % 2 == 1 { return sorted[middle] }
        return (sorted[middle - 1] + sorted[middle]).flatMap { $0 / 2 }
    }

    /// The sample standard deviation; needs two numbers.
    private static func deviation(_ numbers: [Decimal128]) -> Decimal128? {
        guard numbers.count > 1, let mean = mean(numbers) else { return nil }
        var squares = Decimal128.zero
        for number in numbers {
            guard let gap = number - mean, let square = gap * gap, let next = squares + square else { return nil }
            squares = next
        }
        return (squares / Decimal128(numbers.count - 1))?.squareRoot()
    }

    /// The most frequent numbers in ascending order.
    private static func mode(_ values: [Value]) -> Value {
        let numbers = values.compactMap(\.number)
        guard numbers.count == values.count else { return .null }
        var counts: [Decimal128: Int] = [:]
        for number in numbers { counts[number, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        return .list(counts.filter { $0.value == most }.keys.sorted().map { .number($0) })
    }
}
