extension Builtins {
    static let logic: [Builtin] = [
        Builtin("not(negand: Any)") { arguments, _ in
            arguments[0].boolean.map { .boolean(!$0) } ?? .null
        },
        Builtin("is(value1: Any, value2: Any)") { arguments, _ in
            .boolean(arguments[0].typeName == arguments[1].typeName && arguments[0] == arguments[1])
        },
        Builtin("all(list: list)") { arguments, _ in all(arguments[0].list ?? []) },
        Builtin("all(b: Any...)") { arguments, _ in all(arguments) },
        Builtin("any(list: list)") { arguments, _ in any(arguments[0].list ?? []) },
        Builtin("any(b: Any...)") { arguments, _ in any(arguments) },
    ]

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
