/// A piece of FEEL text.
struct Token {
    enum Kind: Equatable {
        /// A part of a name, or a keyword.
        case word
        case number
        /// `text` is already unescaped.
        case string
        case symbol
        case end
    }

    let kind: Kind
    let text: String
    let position: Position
    /// Whether white space or a comment stands before it.
    let spaced: Bool

    func isWord(_ word: String) -> Bool { kind == .word && text == word }
    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

    /// How the token is shown in an error.
    var shown: String {
        switch kind {
        case .end: "the end"
        case .string: "\"\(text)\""
        default: "'\(text)'"
        }
    }

    static let keywords: Set<String> = [
        "and", "or", "between", "in", "if", "then", "else", "for", "return", "some", "every", "satisfies", "true",
        "false",
        "null", "function",
    ]

    var isKeyword: Bool { kind == .word && Token.keywords.contains(text) }
}
