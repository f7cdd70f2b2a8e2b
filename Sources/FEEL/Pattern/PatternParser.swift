/// Reads a regular expression of XPath (F&O 3.1, 5.6.1, on the grammar of XML Schema, part 2, appendix F).
struct PatternParser {
    /// The text is no regular expression.
    struct Malformed: Error {}

    indirect enum Piece {
        case set(CharacterSet)
        case start
        case end
        case group(Int?, Piece)
        case backreference(Int)
        case sequence([Piece])
        case choice([Piece])
        case repetition(Piece, Int, Int?, greedy: Bool)
    }

    private let scalars: [Unicode.Scalar]
    private let flags: Pattern.Flags
    private var index = 0
    private var depth = 0
    private(set) var groups = 0
    /// The groups that are closed: only they may be referred to.
    private var closed: Set<Int> = []

    init(_ text: String, _ flags: Pattern.Flags) {
        let written = Array(text.unicodeScalars)
        scalars = flags.extended && !flags.literal ? PatternParser.withoutSpace(written) : written
        self.flags = flags
    }

    /// With the flag `x` white space outside of brackets is taken away before anything else is read.
    private static func withoutSpace(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var brackets = 0
        for scalar in scalars {
            if brackets == 0, CharacterSet.spaces.contains(scalar) { continue }
            if kept.last != "\\" || (kept.count > 1 && kept[kept.count - 2] == "\\") {
                if scalar == "[" { brackets += 1 }
                if scalar == "]" { brackets = max(0, brackets - 1) }
            }
            kept.append(scalar)
        }
        return kept
    }

    mutating func parse() throws(Malformed) -> Piece {
        if flags.literal { return .sequence(scalars.map { .set(.scalar($0)) }) }
        let piece = try choice()
        guard index == scalars.count else { throw Malformed() }
        return piece
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        index += 1
        return true
    }

    private mutating func next() throws(Malformed) -> Unicode.Scalar {
        guard let scalar = peek else { throw Malformed() }
        index += 1
        return scalar
    }

    private mutating func choice() throws(Malformed) -> Piece {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw Malformed() }
        var branches = [try sequence()]
        while accept("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(Malformed) -> Piece {
        var pieces: [Piece] = []
        while true {
            guard let scalar = peek, scalar != "|", scalar != ")" else { return .sequence(pieces) }
            pieces.append(try quantified(try atom()))
        }
    }

    private mutating func atom() throws(Malformed) -> Piece {
        let scalar = try next()
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .set(flags.dotAll ? .any : .notLineEnd)
        case "[": return .set(try bracket())
        case "(":
            var number: Int?
            if accept("?") {
                guard accept(":") else { throw Malformed() }
            } else {
                groups += 1
                number = groups
            }
            let inside = try choice()
            guard accept(")") else { throw Malformed() }
            if let number { closed.insert(number) }
            return .group(number, inside)
        case "\\": return try escape()
        case "*", "+", "?", "{", "}", "]": throw Malformed()
        default: return .set(.scalar(scalar))
        }
    }

    private mutating func quantified(_ atom: Piece) throws(Malformed) -> Piece {
        let bounds: (Int, Int?)
        switch peek {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            index += 1
            let minimum = try number()
            var maximum: Int? = minimum
            if accept(",") { maximum = peek == "}" ? nil : try number() }
            guard peek == "}", maximum.map({ $0 >= minimum }) ?? true else { throw Malformed() }
            bounds = (minimum, maximum)
        default: return atom
        }
        index += 1
        let greedy = !accept("?")
        if let scalar = peek, ["*", "+", "?", "{"].contains(scalar) { throw Malformed() }
        return .repetition(atom, bounds.0, bounds.1, greedy: greedy)
    }

    private mutating func number() throws(Malformed) -> Int {
        var value = 0
        var digits = 0
        while let scalar = peek, Lexer.isDigit(scalar) {
            value = value * 10 + Int(scalar.value - 48)
            digits += 1
            index += 1
            guard value < 10_000 else { throw Malformed() }
        }
        guard digits > 0 else { throw Malformed() }
        return value
    }

    private mutating func escape() throws(Malformed) -> Piece {
        if let scalar = peek, scalar >= "1", scalar <= "9" {
            index += 1
            var number = Int(scalar.value - 48)
            while let digit = peek, Lexer.isDigit(digit), closed.contains(number * 10 + Int(digit.value - 48)) {
                number = number * 10 + Int(digit.value - 48)
                index += 1
            }
            guard closed.contains(number) else { throw Malformed() }
            return .backreference(number)
        }
        return .set(try escapedSet())
    }

    /// What stands behind a backslash, outside or inside of brackets.
    private mutating func escapedSet() throws(Malformed) -> CharacterSet {
        let scalar = try next()
        switch scalar {
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "t": return .scalar("\t")
        case "\\", "|", ".", "?", "*", "+", "(", ")", "{", "}", "-", "[", "]", "^", "$": return .scalar(scalar)
        case "s": return .spaces
        case "S": return .negation(.spaces)
        case "d": return .digits
        case "D": return .negation(.digits)
        case "w": return .wordCharacters
        case "W": return .negation(.wordCharacters)
        case "i": return .nameStarts
        case "I": return .negation(.nameStarts)
        case "c": return .nameParts
        case "C": return .negation(.nameParts)
        case "p": return try property()
        case "P": return .negation(try property())
        default: throw Malformed()
        }
    }

    /// `{Lu}`, `{IsGreek}`
    private mutating func property() throws(Malformed) -> CharacterSet {
        guard accept("{") else { throw Malformed() }
        var name = ""
        while let scalar = peek, scalar != "}" {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard accept("}") else { throw Malformed() }
        if name.hasPrefix("Is") {
            guard let (lower, upper) = UnicodeBlocks.block(String(name.dropFirst(2))) else { throw Malformed() }
            return .range(lower, upper)
        }
        guard let categories = CharacterSet.categories(name) else { throw Malformed() }
        return .categories(categories)
    }

    /// `[a-z]`, `[^\d-[5]]`; the opening bracket is behind us.
    private mutating func bracket() throws(Malformed) -> CharacterSet {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw Malformed() }
        let negated = accept("^")
        var parts: [CharacterSet] = []
        var removed: CharacterSet?
        var isFirst = true
        while true {
            let scalar = try next()
            if scalar == "]", !isFirst { break }
            if scalar == "-", accept("[") {
                guard !isFirst else { throw Malformed() }
                removed = try bracket()
                guard accept("]") else { throw Malformed() }
                break
            }
            parts.append(try member(scalar, isFirst: isFirst))
            isFirst = false
        }
        let whole = negated ? CharacterSet.negation(.union(parts)) : .union(parts)
        return removed.map { .difference(whole, $0) } ?? whole
    }

    /// One character or range in brackets.
    private mutating func member(_ scalar: Unicode.Scalar, isFirst: Bool) throws(Malformed) -> CharacterSet {
        let lower: Unicode.Scalar
        switch scalar {
        case "[", "]": throw Malformed()
        case "\\":
            let set = try escapedSet()
            guard case .scalar(let single) = set else { return set }
            lower = single
        case "-":
            // Literal only at the beginning or the end.
            guard isFirst || peek == "]" || (peek == "-" && index + 1 < scalars.count && scalars[index + 1] == "[")
            else { throw Malformed() }
            return .scalar("-")
        default: lower = scalar
        }
        guard peek == "-", index + 1 < scalars.count, scalars[index + 1] != "[", scalars[index + 1] != "]" else {
            return .scalar(lower)
        }
        index += 1
        var upper = try next()
        if upper == "\\" {
            guard case .scalar(let single) = try escapedSet() else { throw Malformed() }
            upper = single
        }
        guard upper >= lower else { throw Malformed() }
        return .range(lower.value, upper.value)
    }
}
