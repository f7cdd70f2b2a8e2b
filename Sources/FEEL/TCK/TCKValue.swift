extension Value {
    /// Reads a value of a test case (`testCases.xsd`, `valueType`).
    init?(testValue element: XMLElement) {
        if let list = element.child("list") {
            if list["nil"] == "true" {
                self = .null
                return
            }
            let items = list.children("item").map { Value(testValue: $0) }
            guard items.allSatisfy({ $0 != nil }) else { return nil }
            self = .list(items.compactMap { $0 })
            return
        }
        let components = element.children("component")
        if !components.isEmpty {
            var context = Context()
            for component in components {
                guard let value = Value(testValue: component) else { return nil }
                context[component["name"] ?? ""] = value
            }
            self = .context(context)
            return
        }
        guard let value = element.child("value"), value["nil"] != "true" else {
            self = .null
            return
        }
        guard let read = Value(testText: value.text, type: value["type"] ?? "string") else { return nil }
        self = read
    }

    /// - Parameter type: of XML Schema, with or without a prefix.
    private init?(testText text: String, type: String) {
        let local = type.split(separator: ":").last.map(String.init) ?? type
        let trimmed = text.trimmed
        let read: Value?
        switch local {
        case "decimal", "double", "float", "integer", "int", "long":
            read = Decimal128(parsing: trimmed).map { .number($0) }
        case "boolean": read = ["true": true, "1": true, "false": false, "0": false][trimmed].map { .boolean($0) }
        case "date": read = TemporalText.date(trimmed).map { .date($0) }
        case "time": read = TemporalText.time(trimmed).map { .time($0) }
        case "dateTime": read = TemporalText.dateTime(trimmed).map { .dateTime($0) }
        case "duration", "dayTimeDuration", "yearMonthDuration": read = TemporalText.duration(trimmed)
        default: read = .string(text)
        }
        guard let read else { return nil }
        self = read
    }

    /// Whether a result is as expected; numbers may differ in the ninth decimal, as test cases give rounded ones.
    func isAsExpected(_ expected: Value) -> Bool {
        switch (self, expected) {
        case (.number(let a), .number(let b)):
            guard let gap = a - b else { return false }
            if gap.magnitude <= Decimal128.testTolerance { return true }
            guard let relative = gap / b else { return false }
            return relative.magnitude <= Decimal128.relativeTestTolerance
        case (.list(let a), .list(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.isAsExpected($1) }
        case (.context(let a), .context(let b)):
            return a.count == b.count
                && a.allSatisfy { name, value in b[name].map { value.isAsExpected($0) } ?? false }
        case (.time, .time), (.dateTime, .dateTime): return order(to: expected) == 0
        default: return equals(expected) == true
        }
    }
}

extension Decimal128 {
    fileprivate static let testTolerance = Decimal128(unchecked: false, 1, -8)
    fileprivate static let relativeTestTolerance = Decimal128(unchecked: false, 1, -13)
}
