/// Cuts a FEEL text into tokens (DMN 1.5, 10.3.1.2, rules 27–37).
struct Lexer {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line: Int
    private var lineStart = 0

    private init(_ source: String, line: Int) {
        scalars = Array(source.unicodeScalars)
        self.line = line
    }

    /// - Parameter line: what the first line of the text counts as.
    static func tokens(of source: String, line: Int = 1) throws(SyntaxError) -> [Token] {
        var lexer = Lexer(source, line: line)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private var position: Position { Position(offset: index, line: line, column: index - lineStart + 1) }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        index + ahead < scalars.count ? scalars[index + ahead] : nil
    }

    private mutating func advance() {
        if scalars[index] == "\n" {
            line += 1
            lineStart = index + 1
        }
        index += 1
    }

    private mutating func next() throws(SyntaxError) -> Token {
        let spaced = try skipSpace()
        let start = position
        guard let first = peek() else { return Token(kind: .end, text: "", position: start, spaced: spaced) }
        if Lexer.isNameStart(first) {
            let from = index
            while let scalar = peek(), Lexer.isNamePart(scalar) { index += 1 }
            return Token(kind: .word, text: text(from), position: start, spaced: spaced)
        }
        if Lexer.isDigit(first) || (first == "." && peek(1).map(Lexer.isDigit) == true) {
            return Token(kind: .number, text: number(), position: start, spaced: spaced)
        }
        if first == "\"" {
            return Token(kind: .string, text: try string(from: start), position: start, spaced: spaced)
        }
        if first == ".", peek(1) == ".", peek(2) == ".", peek(3).map(Lexer.isNameStart) == true {
            index += 3
            return Token(kind: .symbol, text: "...", position: start, spaced: spaced)
        }
        for symbol in ["**", "..", "!=", "<=", ">=", "->"] {
            let parts = Array(symbol.unicodeScalars)
            if first == parts[0], peek(1) == parts[1] {
                index += 2
                return Token(kind: .symbol, text: symbol, position: start, spaced: spaced)
            }
        }
        guard "+-*/()[]{},:.=<>@'".unicodeScalars.contains(first) else {
            throw SyntaxError(problem: .unexpectedCharacter(String(first)), position: start)
        }
        index += 1
        return Token(kind: .symbol, text: String(first), position: start, spaced: spaced)
    }

    private func text(_ from: Int) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[from..<index])
        return String(text)
    }

    private mutating func skipSpace() throws(SyntaxError) -> Bool {
        let from = index
        while let scalar = peek() {
            if Lexer.isSpace(scalar) {
                advance()
            } else if scalar == "/", peek(1) == "/" {
                while let inside = peek(), inside != "\n" { _ = inside; index += 1 }
            } else if scalar == "/", peek(1) == "*" {
                let start = position
                index += 2
                while true {
                    guard let inside = peek() else {
                        throw SyntaxError(problem: .unterminated("comment"), position: start)
                    }
                    if inside == "*", peek(1) == "/" { break }
                    advance()
                }
                index += 2
            } else {
                break
            }
        }
        return index > from
    }

    /// `12`, `1.5`, `.5`, `1.2e-3`; the dots of `1..5` stay.
    private mutating func number() -> String {
        let from = index
        while let scalar = peek(), Lexer.isDigit(scalar) { index += 1 }
        if peek() == ".", let after = peek(1), Lexer.isDigit(after) {
            index += 1
            while let scalar = peek(), Lexer.isDigit(scalar) { index += 1 }
        }
        if peek() == "e" || peek() == "E" {
            let signed = peek(1) == "+" || peek(1) == "-"
            if let digit = peek(signed ? 2 : 1), Lexer.isDigit(digit) {
                index += signed ? 2 : 1
                while let scalar = peek(), Lexer.isDigit(scalar) { index += 1 }
            }
        }
        return text(from)
    }

    private mutating func string(from start: Position) throws(SyntaxError) -> String {
        index += 1
        var text = String.UnicodeScalarView()
        while let scalar = peek() {
            if scalar == "\"" {
                index += 1
                return String(text)
            }
            guard scalar == "\\", let escaped = peek(1) else {
                text.append(scalar)
                advance()
                continue
            }
            switch escaped {
            case "n": text.append("\n")
            case "r": text.append("\r")
            case "t": text.append("\t")
            case "\"", "'", "\\": text.append(escaped)
            case "u", "U":
                guard let scalar = codePoint(escaped == "u" ? 4 : 6) else {
                    throw SyntaxError(
                        problem: .unexpected(found: "\\\(escaped)", expected: "the digits of a code point"),
                        position: position)
                }
                text.append(scalar)
                continue
            default:
                // Regular expressions are often written with a single backslash: it stands for itself.
                text.append("\\")
                index += 1
                continue
            }
            index += 2
        }
        throw SyntaxError(problem: .unterminated("string"), position: start)
    }

    /// `\uXXXX` (two of them for a surrogate pair) or `\UXXXXXX`; moves behind it.
    private mutating func codePoint(_ digits: Int) -> Unicode.Scalar? {
        func hex(_ from: Int) -> UInt32? {
            guard from + digits <= scalars.count else { return nil }
            var value: UInt32 = 0
            for scalar in scalars[from..<from + digits] {
                guard
                    let digit = scalar.properties.numericType == .decimal || scalar.isASCII
                        ? Character(scalar).hexDigitValue : nil
                else { return nil }
                value = value * 16 + UInt32(digit)
            }
            return value
        }
        guard let first = hex(index + 2) else { return nil }
        if digits == 4, (0xD800..<0xDC00).contains(first), peek(6) == "\\", peek(7) == "u",
            let second = hex(index + 8), (0xDC00..<0xE000).contains(second)
        {
            index += 12
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        }
        guard let scalar = Unicode.Scalar(first) else { return nil }
        index += 2 + digits
        return scalar
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

    /// Vertical and horizontal space (rules 61 and 62).
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x180E, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
            0xFEFF:
            true
        default: false
        }
    }

    /// Rule 28.
    static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3F, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
            0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
            !isSpace(scalar)
        default: false
        }
    }

    /// Rule 29.
    static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: isNameStart(scalar)
        }
    }
}
