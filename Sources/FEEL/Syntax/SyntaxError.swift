/// A place in a FEEL text.
public struct Position: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Code points from the beginning, from 0.
    public let offset: Int
    /// From 1.
    public let line: Int
    /// In code points, from 1.
    public let column: Int

    public static func < (left: Position, right: Position) -> Bool { left.offset < right.offset }
    public var description: String { "\(line):\(column)" }
}

/// Why a text is not FEEL, and where.
public struct SyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    public let problem: Problem
    public let position: Position

    public enum Problem: Hashable, Sendable {
        /// A character that begins nothing, such as `§`.
        case unexpectedCharacter(String)
        /// A string or comment without its end.
        case unterminated(String)
        /// Something else than what may stand here.
        case unexpected(found: String, expected: String)
        /// A name that does not end, such as a type that does not exist.
        case unknownType(String)
        /// More nesting than ``Expression/maximumDepth``.
        case tooDeep
    }

    /// From 1.
    public var line: Int { position.line }
    /// In code points, from 1.
    public var column: Int { position.column }

    /// What is wrong, in English.
    public var message: String {
        switch problem {
        case .unexpectedCharacter(let text): "unexpected character \(text)"
        case .unterminated(let what): "\(what) without end"
        case .unexpected(let found, let expected): "found \(found) where \(expected) is expected"
        case .unknownType(let name): "there is no type \(name)"
        case .tooDeep: "nested too deeply"
        }
    }

    /// What is wrong, in Chinese.
    public var chineseMessage: String {
        switch problem {
        case .unexpectedCharacter(let text): "不认识的字符 \(text)"
        case .unterminated(let what): "\(what == "comment" ? "注释" : "字符串")没有结束"
        case .unexpected(let found, let expected): "此处应为 \(expected)，却是 \(found)"
        case .unknownType(let name): "没有类型 \(name)"
        case .tooDeep: "嵌套过深"
        }
    }

    public var description: String { "\(position): \(message)" }
}
