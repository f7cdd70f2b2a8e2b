extension Builtins {
    static let strings: [Builtin] = [
        Builtin("substring(string: string, start position: number, length?: number?)") { arguments, _ in
            guard let text = arguments[0].string, let start = arguments[1].number?.rounded(to: 0, .down)?.integer else {
                return .null
            }
            var length: Int?
            if arguments.count > 2, !arguments[2].isNull {
                guard let number = arguments[2].number?.rounded(to: 0, .down) else { return .null }
                length = number.integer ?? (number.isNegative ? -1 : Int.max)
            }
            return substring(text, start, length)
        },
        Builtin("string length(string: string)") { arguments, _ in
            .number(arguments[0].string?.unicodeScalars.count ?? 0)
        },
        Builtin("upper case(string: string)") { arguments, _ in .string(arguments[0].string?.uppercased() ?? "") },
        Builtin("lower case(string: string)") { arguments, _ in .string(arguments[0].string?.lowercased() ?? "") },
        Builtin("substring before(string: string, match: string)") { arguments, _ in
            texts(arguments) { text, match in
                guard let place = text.firstRange(ofBytes: match) else { return "" }
                return .string(String(text[..<place.lowerBound]))
            }
        },
        Builtin("substring after(string: string, match: string)") { arguments, _ in
            texts(arguments) { text, match in
                guard let place = text.firstRange(ofBytes: match) else { return "" }
                return .string(String(text[place.upperBound...]))
            }
        },
        Builtin("contains(string: string, match: string)") { arguments, _ in
            texts(arguments) { text, match in .boolean(text.firstRange(ofBytes: match) != nil) }
        },
        Builtin("starts with(string: string, match: string)") { arguments, _ in
            texts(arguments) { text, match in .boolean(text.utf8.starts(with: match.utf8)) }
        },
        Builtin("ends with(string: string, match: string)") { arguments, _ in
            texts(arguments) { text, match in .boolean(text.utf8.reversed().starts(with: match.utf8.reversed())) }
        },
        Builtin("matches(input: string, pattern: string, flags?: string?)") { arguments, machine in
            guard let pattern = pattern(arguments, flags: 2), let input = arguments[0].string else { return .null }
            return pattern.firstMatch(in: input, &machine).map { .boolean($0 != nil) } ?? .null
        },
        Builtin("replace(input: string, pattern: string, replacement: string, flags?: string?)") { arguments, machine in
            guard let pattern = pattern(arguments, flags: 3), let input = arguments[0].string else { return .null }
            guard let replacement = arguments[2].string else { return .null }
            return pattern.replacing(in: input, with: replacement, &machine).map { .string($0) } ?? .null
        },
        Builtin("split(string: string, delimiter: string)") { arguments, machine in
            guard let pattern = pattern(arguments, flags: 2), let input = arguments[0].string else { return .null }
            return pattern.splitting(input, &machine).map { .list($0.map { .string($0) }) } ?? .null
        },
        Builtin("string join(list: list, delimiter?: string?)") { arguments, machine in
            let parts = (arguments[0].list ?? []).filter { !$0.isNull }
            let texts = parts.compactMap(\.string)
            guard texts.count == parts.count else { return .null }
            let size = texts.reduce(0) { $0 + $1.utf8.count }
            guard machine.spend(size / 64) else { return .null }
            return .string(texts.joined(separator: arguments.count > 1 ? arguments[1].string ?? "" : ""))
        },
    ]

    private static func texts(_ arguments: [Value], _ body: (String, String) -> Value) -> Value {
        guard let first = arguments[0].string, let second = arguments[1].string else { return .null }
        return body(first, second)
    }

    private static func pattern(_ arguments: [Value], flags index: Int) -> Pattern? {
        let flags = arguments.count > index ? arguments[index].string ?? "" : ""
        return arguments[1].string.flatMap { Pattern.compiled($0, flags: flags) }
    }

    /// Positions count code points from 1, or from the end with −1.
    private static func substring(_ text: String, _ start: Int, _ length: Int?) -> Value {
        let scalars = text.unicodeScalars
        let count = scalars.count
        guard start != 0, start.magnitude <= UInt(count) else { return start != 0 && count == 0 ? "" : .null }
        if let length, length < 1 { return .null }
        let from = start > 0 ? start - 1 : count + start
        let lower = scalars.index(scalars.startIndex, offsetBy: from)
        let upper = scalars.index(lower, offsetBy: min(length ?? Int.max, count - from))
        return .string(String(scalars[lower..<upper]))
    }
}

extension String {
    /// The first place where exactly these code points occur; the empty text occurs at the beginning.
    func firstRange(ofBytes other: String) -> Range<String.Index>? {
        let needle = Array(other.utf8)
        if needle.isEmpty { return startIndex..<startIndex }
        let bytes = Array(utf8)
        guard bytes.count >= needle.count else { return nil }
        for start in 0...(bytes.count - needle.count) where bytes[start] == needle[0] {
            if bytes[start..<start + needle.count].elementsEqual(needle) {
                let lower = utf8.index(startIndex, offsetBy: start)
                return lower..<utf8.index(lower, offsetBy: needle.count)
            }
        }
        return nil
    }
}
