/// The names a parser recognises although they have several words or contain operators.
///
/// `Monthly Salary` would be found without help, since two words side by side can only be one name; but only the
/// knowledge of the name tells `profit-and-loss` from a subtraction.
struct NameSet {
    /// A declared name as its words and symbols; `spaced` says whether space stands before a piece.
    private struct Pattern {
        let pieces: [(text: String, spaced: Bool)]
        let name: String
    }

    /// By first piece, longest first.
    private var patterns: [String: [Pattern]] = [:]

    init() {}

    init(_ names: some Sequence<String>) {
        for name in names { insert(name) }
    }

    mutating func insert(_ name: String) {
        guard let tokens = try? Lexer.tokens(of: name).dropLast(), tokens.count > 1 else { return }
        guard tokens.allSatisfy({ $0.kind != .string }) else { return }
        let pattern = Pattern(pieces: tokens.map { ($0.text, $0.spaced) }, name: name)
        var known = patterns[pattern.pieces[0].text] ?? []
        guard !known.contains(where: { $0.name == name }) else { return }
        known.append(pattern)
        known.sort { $0.pieces.count > $1.pieces.count }
        patterns[pattern.pieces[0].text] = known
    }

    /// The longest known name that begins at a token, and of how many tokens it is made.
    func match(_ tokens: [Token], at index: Int) -> (name: String, count: Int)? {
        guard !patterns.isEmpty, let candidates = patterns[tokens[index].text] else { return nil }
        for pattern in candidates where index + pattern.pieces.count < tokens.count {
            var same = true
            for (offset, piece) in pattern.pieces.enumerated() {
                let token = tokens[index + offset]
                // Between two words the amount of space is free; around operators it decides.
                if token.kind == .string || token.text != piece.text || (offset > 0 && token.spaced != piece.spaced) {
                    same = false
                    break
                }
            }
            // `x instance of number` asks about `x`, even where something is called `x instance`.
            if same, pattern.pieces.last?.text == "instance", tokens[index + pattern.pieces.count].isWord("of") {
                continue
            }
            if same { return (pattern.name, pattern.pieces.count) }
        }
        return nil
    }
}
