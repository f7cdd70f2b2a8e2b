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
    /// Whether it looks into texts, which stores that keep only their codes cannot.
    public var readsParts: Bool {
        switch self {
        case .constant, .isNull, .member: return false
        case .compare(_, let left, let right):
            return [left, right].contains { if case .part = $0 { true } else { false } }
        case .not(let inner): return inner.readsParts
        case .all(let parts), .any(let parts): return parts.contains(where: \.readsParts)
        case .choice(let condition, let then, let otherwise): return [condition, then, otherwise].contains(where: \.readsParts)
        }
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
