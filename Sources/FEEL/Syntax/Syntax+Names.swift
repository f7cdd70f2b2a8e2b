extension Syntax {
    /// Whether a name occurs anywhere below.
    func mentions(_ name: String) -> Bool {
        if case .name(name) = form { return true }
        return form.children.contains { $0.mentions(name) }
    }

    /// Whether any name occurs below, other than that of a called function.
    var hasNames: Bool {
        switch form {
        case .name: true
        case .invocation(let function, let arguments):
            arguments.contains { $0.value.hasNames } || { if case .name = function.form { false } else { true } }()
        default: form.children.contains(where: \.hasNames)
        }
    }
}
