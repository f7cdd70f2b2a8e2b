/// What an unknown fact may turn out to be.
public struct Domain: Hashable, Sendable {
    public let values: Values
    /// Whether the fact may turn out not to exist.
    public var admitsNull = false

    public enum Values: Hashable, Sendable {
        case boolean
        /// One of these.
        case oneOf([Value])
        /// Any selection of these, as a list.
        case selection([Value])
        /// Numbers from … to …; `nil` is endless.
        case numbers(from: Decimal128?, to: Decimal128?, whole: Bool)
        /// Days from … to …; `nil` is endless.
        case dates(from: CivilDate?, to: CivilDate?)
        case text
        /// Anything that makes sense where the fact is used.
        case open
    }

    public init(_ values: Values, admitsNull: Bool = false) {
        self.values = values
        self.admitsNull = admitsNull
    }

    public static let boolean = Domain(.boolean)
    public static let text = Domain(.text)
    public static let open = Domain(.open)
    /// One code of a list.
    public static func codes(_ codes: some Sequence<String>) -> Domain { Domain(.oneOf(codes.map { .string($0) })) }
    /// A whole number.
    public static func whole(_ range: ClosedRange<Int>) -> Domain {
        Domain(.numbers(from: Decimal128(range.lowerBound), to: Decimal128(range.upperBound), whole: true))
    }
    /// Any number in a range.
    public static func numbers(from: Decimal128? = nil, to: Decimal128? = nil) -> Domain {
        Domain(.numbers(from: from, to: to, whole: false))
    }
    /// Any day in a range.
    public static func dates(from: CivilDate? = nil, to: CivilDate? = nil) -> Domain {
        Domain(.dates(from: from, to: to))
    }

    /// The same, or nothing at all.
    public var orNull: Domain { Domain(values, admitsNull: true) }
}

/// What can be said of an expression while some of its facts are unknown.
public struct PartialOutcome: Hashable, Sendable {
    /// The value, if it is the same whatever the unknown facts turn out to be.
    public let value: Value?
    /// The unknown facts of which some value could still change the outcome, in the order in which they are read.
    public let missing: [String]
    /// Whether every name in ``missing`` certainly matters. `false` where an unknown fact goes through a computation
    /// that is not taken apart, or the rule is too large; the list may then be too long, but never too short.
    public let isExact: Bool

    /// Whether nothing more has to be asked.
    public var isDetermined: Bool { value != nil }
}

extension Expression {
    /// What can be said with only some of the facts.
    ///
    /// - Parameters:
    ///   - facts: what is known; a fact known not to exist is `null`.
    ///   - domains: what the unknown facts may turn out to be; without an entry, whatever makes sense where it is used.
    public func evaluate(
        knowing facts: [String: Value], domains: [String: Domain] = [:], environment: Environment = .standard
    ) -> PartialOutcome {
        var diagram = OutcomeDiagram(self, facts, domains, environment)
        return diagram.outcome()
    }
}
