extension Builtins {
    static let logic: [Builtin] = [
        Builtin("not(negand: Any)") { arguments, _ in
            arguments[0].boolean.map { .boolean(!$0) } ?? .null
        },
    ]
    static let strings: [Builtin] = []
    static let numbers: [Builtin] = []
    static let lists: [Builtin] = []
    static let contexts: [Builtin] = []
    static let conversions: [Builtin] = []
    static let rangeRelations: [Builtin] = []
    static let temporal: [Builtin] = [
        Builtin("date(from: string)") { arguments, _ in
            arguments[0].string.flatMap { TemporalText.date($0) }.map { .date($0) } ?? .null
        },
    ]
}
