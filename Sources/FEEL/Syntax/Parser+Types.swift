extension Parser {
    /// A type after `instance of` or a parameter.
    mutating func type() throws(SyntaxError) -> ValueType {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Expression.maximumDepth else { throw SyntaxError(problem: .tooDeep, position: token.position) }
        guard token.kind == .word else { throw unexpected("a type") }
        if ahead(1).isSymbol("<") {
            switch token.text {
            case "list":
                index += 2
                let element = try type()
                try expect(symbol: ">")
                return .list(element)
            case "range":
                index += 2
                let element = try type()
                try expect(symbol: ">")
                return .range(element)
            case "context":
                index += 2
                return try contextType()
            case "function":
                index += 2
                return try functionType()
            default: break
            }
        }
        return try namedType()
    }

    private mutating func contextType() throws(SyntaxError) -> ValueType {
        var entries: [String: ValueType] = [:]
        repeat {
            let name = try declaredName { $0.isSymbol(":") }
            try expect(symbol: ":")
            entries[name] = try type()
        } while accept(symbol: ",")
        try expect(symbol: ">")
        return .context(entries)
    }

    private mutating func functionType() throws(SyntaxError) -> ValueType {
        var parameters: [ValueType] = []
        if !token.isSymbol(">") {
            repeat { parameters.append(try type()) } while accept(symbol: ",")
        }
        try expect(symbol: ">")
        try expect(symbol: "->")
        return .function(parameters, try type())
    }

    private mutating func namedType() throws(SyntaxError) -> ValueType {
        for phrase in [
            ["date", "and", "time"], ["days", "and", "time", "duration"], ["years", "and", "months", "duration"],
        ] where phrase.indices.allSatisfy({ ahead($0).isWord(phrase[$0]) }) {
            index += phrase.count
            return ValueType.simple[phrase.joined(separator: " ")] ?? .any
        }
        var name = memberName()
        while token.isSymbol("."), ahead(1).kind == .word {
            index += 1
            name += "." + memberName()
        }
        return ValueType.simple[name] ?? .named(name)
    }
}
