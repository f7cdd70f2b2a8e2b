import FEEL
import Vocabulary

/// The one place where the catalog meets the rule language.
enum Rules {
    /// Names a rule may read besides data elements.
    enum Ambient {
        /// The day of the application (a date). Rules never read the clock: `today()` and `now()` are refused.
        static let appliedOn = "applied_on"
        /// The day of the decision (a date); known to effects only.
        static let decidedOn = "decided_on"
        /// The item's case number (a string); known to effects only.
        static let itemNumber = "item_number"
    }

    /// Stands in for an expression that could not be read; the mistake has been reported.
    static let null: FEEL.Expression = {
        do { return try FEEL.Expression(parsing: "null") } catch { fatalError("null is not FEEL: \(error)") }
    }()

    static func message(of error: FEEL.SyntaxError) -> Bilingual {
        .init(zh: "规则写法有误：" + error.chineseMessage, en: "the rule cannot be read: " + error.message)
    }
}

extension Rules {
    static func date(_ day: CalendarDay) -> FEEL.Value {
        CivilDate(daysSince1970: Int(day.daysSince1970)).map(FEEL.Value.date) ?? .null
    }

    /// Yuan, as rules count money.
    static func number(_ amount: Money) -> FEEL.Value {
        Decimal128(negative: amount.fen < 0, coefficient: UInt128(amount.fen.magnitude), exponent: -2)
            .map(FEEL.Value.number) ?? .null
    }

    /// A value as a person reads it: `2024-06-07`, `200000`, a code's name where the element has a list.
    static func text(_ value: FEEL.Value) -> String {
        switch value {
        case .null: ""
        case .boolean(let value): value ? "true" : "false"
        case .number(let value): value.normalized.description
        case .string(let value): value
        case .date(let value): value.description
        case .list(let values): values.map(text).joined(separator: ",")
        default: "\(value)"
        }
    }
}

extension Rules {
    /// Whether a rule can read an element of this code by simply naming it.
    static func isReadable(_ code: String) -> Bool {
        guard let expression = try? FEEL.Expression(parsing: code) else { return false }
        return expression.names == [code]
    }

    /// Where a name first stands in an expression.
    static func position(of name: String, in syntax: FEEL.Syntax) -> FEEL.Position? {
        if case .name(name) = syntax.form { return syntax.position }
        for child in syntax.form.children {
            if let position = position(of: name, in: child) { return position }
        }
        return nil
    }
}
