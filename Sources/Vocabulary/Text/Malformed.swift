/// The refusal of a text that is not a valid value of some kind: what is wrong, and where.
///
/// The message quotes at most the offending characters, never the whole text, because the text may be personal.
public protocol Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the text was meant to be, such as 公民身份号码.
    static var subject: Bilingual { get }
    var flaw: Flaw { get }
}

extension Malformed {
    /// One sentence for the person who typed the text.
    public var message: Bilingual {
        let words = flaw.words
        return Bilingual(zh: Self.subject.zh + words.zh, en: Self.subject.en + ": " + words.en)
    }

    /// Where the flaw begins, counted in characters from 1; nil when the length as a whole is wrong.
    public var position: Int? { flaw.position }

    public var description: String { message.en }
}

/// What is wrong with a text, and where. Positions count characters from 1.
public enum Flaw: Hashable, Sendable {
    /// The number of characters is wrong.
    case length(expected: ClosedRange<Int>, found: Int)
    /// The text ends where something should still follow.
    case missing(position: Int, expected: Bilingual)
    /// This character cannot stand here.
    case character(position: Int, expected: Bilingual, found: Character)
    /// The check character does not follow from the characters before it.
    case check(position: Int, expected: Character, found: Character)
    /// The characters are legal but what they say is not, such as 30 February.
    case value(position: Int, expected: Bilingual, found: String)

    public var position: Int? {
        switch self {
        case .length: nil
        case .missing(let position, _), .character(let position, _, _), .check(let position, _, _),
            .value(let position, _, _):
            position
        }
    }

    /// The same flaw in a text that has `offset` more characters in front.
    func shifted(by offset: Int) -> Flaw {
        switch self {
        case .length: self
        case .missing(let position, let expected): .missing(position: position + offset, expected: expected)
        case .character(let position, let expected, let found):
            .character(position: position + offset, expected: expected, found: found)
        case .check(let position, let expected, let found):
            .check(position: position + offset, expected: expected, found: found)
        case .value(let position, let expected, let found):
            .value(position: position + offset, expected: expected, found: found)
        }
    }

    /// The flaw in words, to follow the name of the thing.
    var words: Bilingual {
        switch self {
        case .length(let expected, let found):
            let (zh, en) =
                expected.count == 1
                ? ("\(expected.lowerBound) 位", "\(expected.lowerBound)")
                : ("\(expected.lowerBound)–\(expected.upperBound) 位", "\(expected.lowerBound)–\(expected.upperBound)")
            return Bilingual("应为 \(zh)，实为 \(found) 位", "should have \(en) characters, found \(found)")
        case .missing(let position, let expected):
            return Bilingual(
                "第 \(position) 位应为\(expected.zh)，但到此结束",
                "character \(position) should be \(expected.en), but it ends there")
        case .character(let position, let expected, let found):
            return Bilingual(
                "第 \(position) 位应为\(expected.zh)，实为“\(found)”",
                "character \(position) should be \(expected.en), found “\(found)”")
        case .check(let position, let expected, let found):
            return Bilingual(
                "第 \(position) 位校验码应为 \(expected)，实为 \(found)",
                "check character \(position) should be \(expected), found \(found)")
        case .value(let position, let expected, let found):
            return Bilingual(
                "第 \(position) 位起应为\(expected.zh)，实为“\(found)”",
                "from character \(position) there should be \(expected.en), found “\(found)”")
        }
    }
}

extension Flaw {
    static let digit = Bilingual("数字", "a digit")

    /// The flaw of having another number of characters than `expected`.
    static func length(_ expected: ClosedRange<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Flaw {
        .length(expected: expected, found: String(decoding: bytes, as: UTF8.self).count)
    }

    /// The flaw of the character at the byte `offset`, or of its absence, everything before it being ASCII.
    static func character(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, expected: Bilingual) -> Flaw {
        let rest = String(decoding: bytes[offset...].prefix(64), as: UTF8.self)
        guard let found = rest.first else { return .missing(position: offset + 1, expected: expected) }
        return .character(position: offset + 1, expected: expected, found: found)
    }
}
