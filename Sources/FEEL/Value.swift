/// A FEEL value (DMN 1.5, 10.3.2).
///
/// Equality and hashing here are Swift's: numbers compare by amount (`1.0 == 1`), contexts without regard to the order of
/// their entries, and `null == null`. FEEL's own three-valued comparison is ``Value/equals(_:)``.
public enum Value: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Decimal128)
    case string(String)
    case date(CivilDate)
    case time(CivilTime)
    indirect case dateTime(CivilDateTime)
    case daysDuration(DaysDuration)
    case monthsDuration(MonthsDuration)
    case list([Value])
    case context(Context)
    case range(ValueRange)
    case function(Function)
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByNilLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .number(Decimal128(value)) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
    public init(nilLiteral: ()) { self = .null }
    public init(dictionaryLiteral elements: (String, Value)...) {
        var context = Context()
        for (key, value) in elements { context[key] = value }
        self = .context(context)
    }

    /// A whole number.
    public static func number(_ value: Int) -> Value { .number(Decimal128(value)) }
}

extension Value {
    /// Whether the value is `null`.
    public var isNull: Bool { if case .null = self { true } else { false } }
    /// The boolean, or `nil` for every other kind of value.
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    /// The number, or `nil` for every other kind of value.
    public var number: Decimal128? { if case .number(let value) = self { value } else { nil } }
    /// The string, or `nil` for every other kind of value.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The elements, or `nil` for every other kind of value.
    public var list: [Value]? { if case .list(let value) = self { value } else { nil } }
    /// The context, or `nil` for every other kind of value.
    public var context: Context? { if case .context(let value) = self { value } else { nil } }
}
