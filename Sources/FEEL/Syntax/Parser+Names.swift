extension Parser {
    /// A name in the place of a value: the longest declared one, or all words that stand side by side.
    mutating func name() -> String {
        let known = longest(names.match(tokens, at: index), Parser.builtinNames.match(tokens, at: index))
        let words = adjacentWords()
        if let known, known.count >= words {
            index += known.count
            return known.name
        }
        return take(max(1, words))
    }

    /// Whether a declared name begins here, although its first word may be a keyword.
    var knownNameBegins: Bool {
        names.match(tokens, at: index) != nil || Parser.builtinNames.match(tokens, at: index) != nil
    }

    /// A name after a dot.
    mutating func memberName() -> String {
        let words = max(1, adjacentWords())
        if let known = names.match(tokens, at: index), known.count >= words {
            index += known.count
            return known.name
        }
        return take(words)
    }

    /// A name that is declared here: everything up to the given end.
    ///
    /// - Parameter end: tells the first token behind the name.
    mutating func declaredName(until end: (Token) -> Bool) throws(SyntaxError) -> String {
        var count = 0
        while !end(ahead(count)) {
            let next = ahead(count)
            guard next.kind == .word || next.kind == .number || ".-/'+*".contains(next.text), next.kind != .end,
                next.kind != .string
            else { break }
            count += 1
        }
        guard count > 0, token.kind == .word, end(ahead(count)) else {
            index += count
            throw unexpected("a name")
        }
        let name = take(count)
        names.insert(name)
        return name
    }

    /// The name of a named argument, if one stands here; moves behind its colon.
    mutating func nameBeforeColon() -> String? {
        guard token.kind == .word else { return nil }
        var count = 1
        while !ahead(count).isSymbol(":") {
            let next = ahead(count)
            guard next.kind == .word || next.kind == .number || (next.kind == .symbol && ".-/'+*".contains(next.text))
            else { return nil }
            count += 1
        }
        let name = take(count)
        index += 1
        return name
    }

    private func longest(
        _ one: (name: String, count: Int)?, _ other: (name: String, count: Int)?
    ) -> (name: String, count: Int)? {
        guard let one else { return other }
        guard let other else { return one }
        return one.count >= other.count ? one : other
    }

    /// How many words stand side by side from here; they can only be one name.
    private func adjacentWords() -> Int {
        var count = 0
        while true {
            let next = ahead(count)
            guard next.kind == .word, !next.isKeyword else { return count }
            if next.text == "instance", ahead(count + 1).isWord("of"), count > 0 { return count }
            if next.text == "external", count > 0 { return count }
            count += 1
        }
    }

    /// Joins the next tokens to a name, with one space wherever there was space.
    private mutating func take(_ count: Int) -> String {
        if count == 1 {
            index += 1
            return tokens[index - 1].text
        }
        var text = ""
        for offset in 0..<count {
            let piece = tokens[index + offset]
            if offset > 0 && piece.spaced { text += " " }
            text += piece.text
        }
        index += count
        return text
    }
}
