extension Builtins {
    static let logic: [Builtin] = [
        Builtin("not(negand: Any)") { arguments, _ in
            arguments[0].boolean.map { .boolean(!$0) } ?? .null
        },
        Builtin("is(value1: Any, value2: Any)") { arguments, _ in
            .boolean(isSame(arguments[0], arguments[1]))
        },
        Builtin("all(list: list)") { arguments, _ in all(arguments[0].list ?? []) },
        Builtin("all(b: Any...)") { arguments, _ in all(arguments) },
        Builtin("any(list: list)") { arguments, _ in any(arguments[0].list ?? []) },
        Builtin("any(b: Any...)") { arguments, _ in any(arguments) },
    ]

    /// The same value of the same type; times also need the same offset, however it is written.
    private static func isSame(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.time(let a), .time(let b)):
            return a.nanoseconds == b.nanoseconds && a.offset == b.offset
        case (.dateTime(let a), .dateTime(let b)):
            return a.date == b.date && a.time.nanoseconds == b.time.nanoseconds && a.offset == b.offset
        case (.list(let a), .list(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
        case (.context(let a), .context(let b)):
            return a.count == b.count && a.allSatisfy { name, value in b[name].map { isSame(value, $0) } ?? false }
        default:
            return a == b
        }
    }

    /// False if one is false, true if all are true (also of none), else null.
    private static func all(_ values: [Value]) -> Value {
        if values.contains(false) { return false }
        return values.allSatisfy { $0 == true } ? true : .null
    }

    /// True if one is true, false if all are false (also of none), else null.
    private static func any(_ values: [Value]) -> Value {
        if values.contains(true) { return true }
        return values.allSatisfy { $0 == false } ? false : .null
    }
}
