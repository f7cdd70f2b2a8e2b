import FEEL

/// A rule as a database understands it, with the three truths of SQL: comparing with `NULL` is `NULL`, and only asking for it
/// is not.
///
/// FEEL's equality differs (`null = 1` is false, `null != 1` is true); ``TableConditionReader`` spells that out.
public indirect enum TableCondition: Hashable, Sendable {
    case constant(Bool?)
    case isNull(String)
    case compare(Syntax.Comparison, Term, Term)
    case member(String, [Literal])
    case not(TableCondition)
    case all([TableCondition])
    case any([TableCondition])
    /// `if … then … else`, where a condition that is not true goes on with `else`.
    case choice(TableCondition, then: TableCondition, else: TableCondition)

    public enum Term: Hashable, Sendable {
        /// A column, multiplied.
        case column(String, factor: Int)
        /// Some characters of a text, counted from 1.
        case part(String, start: Int, length: Int)
        case literal(Literal)
    }

    public enum Literal: Hashable, Sendable {
        case integer(Int)
        case text(String)
    }
}

extension TableCondition {
    /// The same for a store that keeps only the codes of texts: a question about a part of a text lists the texts that have it.
    ///
    /// - Parameter texts: all texts of a column.
    public func listingParts(_ texts: (String) -> [String]) -> TableCondition {
        switch self {
        case .constant, .isNull, .member: self
        case .compare(let operation, .part(let name, let start, let length), .literal(.text(let wanted))):
            Self.listed(
                operation, name, wanted,
                texts(name).filter { text in
                    String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(start - 1).prefix(length))) == wanted
                })
        case .compare: self
        case .not(let inner): .not(inner.listingParts(texts))
        case .all(let parts): .all(parts.map { $0.listingParts(texts) })
        case .any(let parts): .any(parts.map { $0.listingParts(texts) })
        case .choice(let condition, let then, let otherwise):
            .choice(condition.listingParts(texts), then: then.listingParts(texts), else: otherwise.listingParts(texts))
        }
    }

    private static func listed(
        _ operation: Syntax.Comparison, _ name: String, _ wanted: String, _ texts: [String]
    ) -> TableCondition {
        // Where no text has the part, comparing with it alone is false, and null for null.
        let equal: TableCondition =
            texts.isEmpty
            ? .compare(.equal, .column(name, factor: 1), .literal(.text(wanted)))
            : .member(name, texts.map { .text($0) })
        return operation == .notEqual ? .not(equal) : equal
    }
}

/// How a fact is kept in a table that rules are run over.
public enum FactKind: Hashable, Sendable {
    /// `value × 10^scale` as BIGINT.
    case number(scale: Int)
    case text
    /// Days since 1970-01-01 as BIGINT.
    case day
    /// `YYYY-MM-DD` as TEXT.
    case dayText
    /// 0 or 1 as BIGINT.
    case truth

    func literal(_ value: Value) -> TableCondition.Literal? {
        switch (self, value) {
        case (.text, .string(let text)): .text(text)
        case (.day, .date(let day)): .integer(day.daysSince1970)
        case (.dayText, .date(let day)): (0...9999).contains(day.year) ? .text(day.description) : nil
        case (.truth, .boolean(let flag)): .integer(flag ? 1 : 0)
        case (.number(let scale), .number(let number)): number.integer(scale: scale).map { .integer($0) }
        default: nil
        }
    }
}

/// Why a rule cannot be run inside a database.
public struct Uncompilable: Error, Hashable, Sendable, CustomStringConvertible {
    /// The part that has no counterpart.
    public let part: String
    public init(part: String) { self.part = part }

    public var description: String { "no counterpart in SQL for: \(part)" }
}
