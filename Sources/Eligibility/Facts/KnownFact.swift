import Catalog
import FEEL
import Registry
import Vocabulary

/// One thing known about a person, as rules see it, with who says so.
public struct KnownFact: Hashable, Sendable {
    /// Who vouches for a fact.
    public enum Origin: Hashable, Sendable {
        /// The person said so just now.
        case answered
        /// The register has it: `department:market-regulation`, `item:employment-registration`, `applicant`.
        case register(source: String)
    }

    public let value: FEEL.Value
    public let origin: Origin
    /// Since when the source says so.
    public let asOf: CalendarDay

    public init(_ value: FEEL.Value, from origin: Origin, asOf: CalendarDay) {
        self.value = value
        self.origin = origin
        self.asOf = asOf
    }

    /// A fact of the register, read as a value of its element; nil when it is none.
    public init?(_ fact: Fact, as element: DataElement) {
        guard let plain = try? FEEL.Value(json: fact.value.encoded) else { return nil }
        let isDay = element.type.ruleType == .date
        guard let value = isDay ? plain.string.flatMap({ FEEL.Value(text: $0, as: .date) }) : plain, !value.isNull
        else {
            return nil
        }
        self.init(value, from: .register(source: fact.source), asOf: fact.asOf.day)
    }
}
