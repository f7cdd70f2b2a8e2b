import Vocabulary

/// Why a password cannot be chosen.
public enum PasswordFlaw: Error, Hashable, Sendable {
    case tooShort(minimum: Int)
    case tooLong(maximum: Int)
    /// It holds a control character.
    case unprintable
    /// It is little more than the account's name, the person's name or the product's.
    case ownName
    /// Telephone numbers, identity numbers and dates are the first thing a guesser tries.
    case onlyDigits
    /// It repeats itself or walks along the keyboard or the alphabet.
    case pattern
    /// It is made of the words that most passwords are made of.
    case common
    /// It is the one that is being replaced.
    case unchanged
}

/// Which passwords may be chosen (after NIST SP 800-63B): long ones that are not among the first guesses. No rule asks for
/// particular kinds of character, and none expires.
struct PasswordRules: Sendable {
    static let shortest = 10
    static let longest = 128
    /// Digits alone are accepted from this length, well beyond identity numbers.
    static let shortestOfDigits = 20

    let refused: RefusedPasswords

    /// - Returns: the first flaw, or nil for an acceptable password.
    func flaw(in password: Password, account: String, name: String) -> PasswordFlaw? {
        let text = password.text
        guard password.count >= Self.shortest else { return .tooShort(minimum: Self.shortest) }
        guard password.count <= Self.longest else { return .tooLong(maximum: Self.longest) }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else { return .unprintable }
        let folded = text.lowercased()
        if Self.isOwn(folded, names: [account.lowercased(), name.lowercased()]) { return .ownName }
        if password.count < Self.shortestOfDigits, folded.allSatisfy({ $0.isWholeNumber || "-/. xX".contains($0) }) {
            return .onlyDigits
        }
        if Self.isRepetition(Array(folded)) || KeyboardWalk.isWalk(folded) { return .pattern }
        return CommonWords.make(folded) || refused.contains(folded) ? .common : nil
    }

    /// Whether fewer than four letters are left without the names.
    private static func isOwn(_ folded: String, names: [String]) -> Bool {
        var rest = folded
        for name in names + ["lianban", "联办"] where name.count >= 2 { rest = rest.replacing(name, with: "") }
        guard rest.count < folded.count else { return false }
        return rest.count { $0.isLetter } < 4
    }

    /// Whether a block of up to half the length repeats to the end, or there are fewer than five different characters.
    private static func isRepetition(_ characters: [Character]) -> Bool {
        if Set(characters).count < 5 { return true }
        return (1...characters.count / 2).contains { period in
            zip(characters, characters.dropFirst(period)).allSatisfy(==)
        }
    }
}

/// Texts that a finger draws instead of a head inventing them: `qwertyuiop`, `1qaz2wsx3edc`, `abcdefghij`.
enum KeyboardWalk {
    private static let rows: [[Character]] = ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"].map(
        Array.init)
    private static let shifted: [Character: Character] = Dictionary(
        uniqueKeysWithValues: zip("!@#$%^&*()_+{}:\"<>?", "1234567890-=[];',./"))
    private static let places: [Character: (row: Int, column: Int)] = {
        var places: [Character: (row: Int, column: Int)] = [:]
        for (row, keys) in rows.enumerated() {
            for (column, key) in keys.enumerated() { places[key] = (row, column) }
        }
        return places
    }()

    /// Whether steps to a neighbouring key or letter make runs of three characters or more on average, either in the whole or
    /// in both halves that alternate, as in `q1w2e3r4t5`.
    static func isWalk(_ folded: String) -> Bool {
        let keys = folded.map { shifted[$0] ?? $0 }
        let halves = [0, 1].map { half in keys.indices.filter { $0 % 2 == half }.map { keys[$0] } }
        return isWalk(keys) || halves.allSatisfy { isWalk($0) }
    }

    private static func isWalk(_ keys: [Character]) -> Bool {
        let runs = 1 + zip(keys, keys.dropFirst()).count { !isStep($0, $1) }
        return runs * 3 <= keys.count
    }

    private static func isStep(_ from: Character, _ to: Character) -> Bool {
        if from == to { return true }
        if let first = from.asciiValue, let second = to.asciiValue, first.distance(to: second).magnitude == 1 {
            return true
        }
        guard let start = places[from], let end = places[to] else { return false }
        // Each row stands half a key to the right of the one above.
        let across = end.column - start.column
        switch end.row - start.row {
        case 0: return abs(across) == 1
        case 1: return across == 0 || across == -1
        case -1: return across == 0 || across == 1
        default: return false
        }
    }
}
