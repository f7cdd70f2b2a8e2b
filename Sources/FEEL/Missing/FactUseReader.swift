/// Finds out how an expression uses its unknown facts.
struct FactUseReader {
    let partial: PartialSyntax
    private(set) var uses: [String: FactUse] = [:]
    /// The unknown facts in the order of reading.
    private(set) var order: [String] = []

    init(_ partial: PartialSyntax) { self.partial = partial }

    mutating func read(_ syntax: Syntax, asTruth: Bool) {
        let unknown = partial.unknownNames(in: syntax)
        if unknown.isEmpty { return }
        for name in unknown where uses[name] == nil {
            uses[name] = FactUse()
            order.append(name)
        }
        switch syntax.form {
        case .name(let name):
            if asTruth { uses[name]?.isTruth = true } else { uses[name]?.isPlain = false }
        case .conjunction(let parts), .disjunction(let parts):
            for part in parts { read(part, asTruth: true) }
        case .conditional(let condition, let then, let otherwise, _):
            read(condition, asTruth: true)
            read(then, asTruth: asTruth)
            read(otherwise, asTruth: asTruth)
        case .typed(let inner, _): read(inner, asTruth: asTruth)
        case .scoped(let entries, let result):
            for entry in entries { read(entry.value, asTruth: false) }
            read(result, asTruth: asTruth)
        case .comparison(_, let left, let right): compare(left, right, unknown)
        case .between(let value, let lower, let upper):
            compare(value, lower, unknown)
            compare(value, upper, unknown)
        case .membership(let value, let tests): membership(value, tests, unknown)
        case .invocation(let function, let arguments): invocation(function, arguments, unknown)
        case .table:
            let parts = partial.table(syntax)
            for condition in parts.conditions { read(condition, asTruth: true) }
            for output in parts.outputs.joined() { read(output, asTruth: false) }
            for entry in parts.defaults { if let entry { read(entry, asTruth: false) } }
        default: compute(unknown)
        }
    }

    /// Sets a value apart from its neighbours, so that it stands for itself alone.
    mutating func noteCurrent(_ value: Value, of name: String) { add(value, to: name) }

    /// These facts go through a computation.
    private mutating func compute(_ names: [String]) {
        for name in names { uses[name]?.isPlain = false }
    }

    private mutating func add(_ value: Value, to name: String) {
        switch value {
        case .list(let elements): for element in elements { add(element, to: name) }
        case .range(let range):
            for end in [range.lower, range.upper] where !end.isNull { add(end, to: name) }
        default:
            if uses[name]?.critical.contains(value) == false { uses[name]?.critical.append(value) }
        }
    }

    private mutating func compare(_ left: Syntax, _ right: Syntax, _ unknown: [String]) {
        if let name = plainName(left), let value = partial.constant(right) {
            add(value, to: name)
        } else if let name = plainName(right), let value = partial.constant(left) {
            add(value, to: name)
        } else if let (name, value) = partial.threshold(left, right) {
            add(.number(value), to: name)
        } else {
            compute(unknown)
        }
    }

    private func plainName(_ syntax: Syntax) -> String? {
        switch syntax.form {
        case .name(let name): partial.isUnknown(name) ? name : nil
        case .typed(let inner, _): plainName(inner)
        default: nil
        }
    }

    private mutating func membership(_ value: Syntax, _ tests: [Syntax.Test], _ unknown: [String]) {
        if let name = plainName(value) {
            let constants = tests.map { $0.operand.mentions("?") ? nil : partial.constant($0.operand) }
            guard constants.allSatisfy({ $0 != nil }) else { return compute(unknown) }
            for constant in constants { if let constant { add(constant, to: name) } }
        } else if let value = partial.constant(value), tests.count == 1, case .expression(let operand) = tests[0],
            let name = plainName(operand), partial.isSelection(name)
        {
            // `"welding" in skills`
            add(value, to: name)
        } else if let (name, factor, offset) = partial.line(value) {
            var thresholds: [Decimal128] = []
            for test in tests {
                guard !test.operand.mentions("?"), let constant = partial.constant(test.operand) else {
                    return compute(unknown)
                }
                for number in constant.numbersInside {
                    guard let gap = number - offset, let point = gap / factor else { return compute(unknown) }
                    thresholds.append(point)
                }
            }
            for threshold in thresholds { add(.number(threshold), to: name) }
        } else {
            compute(unknown)
        }
    }

    private mutating func invocation(_ function: Syntax, _ arguments: [Syntax.Argument], _ unknown: [String]) {
        guard case .name(let name) = function.form else { return compute(unknown) }
        switch name {
        case "not" where arguments.count == 1: read(arguments[0].value, asTruth: true)
        case "list contains":
            if arguments.count == 2, arguments[0].name == nil, let list = plainName(arguments[0].value),
                partial.isSelection(list), let value = partial.constant(arguments[1].value)
            {
                add(value, to: list)
            } else {
                compute(unknown)
            }
        default: compute(unknown)
        }
    }
}

extension Value {
    /// The numbers in a test: itself, the ends of a range, the elements of a list.
    fileprivate var numbersInside: [Decimal128] {
        switch self {
        case .number(let number): [number]
        case .range(let range): range.lower.numbersInside + range.upper.numbersInside
        case .list(let elements): elements.flatMap(\.numbersInside)
        default: []
        }
    }
}
