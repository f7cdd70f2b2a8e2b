extension Builtins {
    static let contexts: [Builtin] = [
        Builtin("get value(m: context, key: string)") { arguments, _ in
            guard let context = arguments[0].context, let key = arguments[1].string else { return .null }
            return context[key] ?? .null
        },
        Builtin("get value(m: context, keys: list)") { arguments, _ in
            var value = arguments[0]
            for key in arguments[1].list ?? [] {
                guard let name = key.string, let inner = value.context?[name] else { return .null }
                value = inner
            }
            return value
        },
        Builtin("get entries(m: context)") { arguments, _ in
            let context = arguments[0].context ?? Context()
            return .list(context.map { ["key": .string($0), "value": $1] })
        },
        Builtin("context(entries: list)") { arguments, _ in
            var context = Context()
            for entry in arguments[0].list ?? [] {
                guard let entry = entry.context, let key = entry["key"]?.string, let value = entry["value"] else {
                    return .null
                }
                guard context[key] == nil else { return .null }
                context[key] = value
            }
            return .context(context)
        },
        Builtin("context put(context: context, key: string, value: Any)") { arguments, _ in
            guard var context = arguments[0].context, let key = arguments[1].string else { return .null }
            context[key] = arguments[2]
            return .context(context)
        },
        Builtin("context put(context: context, keys: list, value: Any)") { arguments, _ in
            let keys = arguments[1].list ?? []
            let names = keys.compactMap(\.string)
            guard !names.isEmpty, names.count == keys.count else { return .null }
            return put(arguments[2], at: names[...], in: arguments[0])
        },
        Builtin("context merge(contexts: list)") { arguments, _ in
            var merged = Context()
            for part in arguments[0].list ?? [] {
                guard let context = part.context else { return .null }
                for (name, value) in context { merged[name] = value }
            }
            return .context(merged)
        },
    ]

    private static func put(_ value: Value, at path: ArraySlice<String>, in target: Value) -> Value {
        guard var context = target.context, let name = path.first else { return .null }
        if path.count == 1 {
            context[name] = value
            return .context(context)
        }
        let inner = put(value, at: path.dropFirst(), in: context[name] ?? .context(Context()))
        if inner.isNull { return .null }
        context[name] = inner
        return .context(context)
    }
}
