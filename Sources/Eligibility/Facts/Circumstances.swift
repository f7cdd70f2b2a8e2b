import Catalog
import FEEL
import Registry
import Vocabulary

/// What is known about one person on one day.
public struct Circumstances: Sendable {
    /// The day on which rules are applied; they read it as `applied_on`.
    public let day: CalendarDay
    /// By the code of the element. A fact known not to exist has the value `null`.
    public private(set) var facts: [String: KnownFact] = [:]
    private let appliedOn: FEEL.Value

    /// The name under which rules read the day.
    public static let dayName = "applied_on"

    public init(on day: CalendarDay) {
        self.day = day
        appliedOn = CivilDate(daysSince1970: Int(day.daysSince1970)).map(FEEL.Value.date) ?? .null
    }

    /// What a register knows on a day, as far as the catalog has a use for it.
    public init(_ register: [String: Fact], of catalog: Catalog, on day: CalendarDay) {
        self.init(on: day)
        for (name, fact) in register {
            guard let element = catalog.elements[ElementCode(name)], element.derived == nil else { continue }
            facts[name] = KnownFact(fact, as: element)
        }
    }

    public subscript(element: ElementCode) -> KnownFact? {
        get { facts[element.rawValue] }
        set { facts[element.rawValue] = newValue }
    }

    /// Adds what the person says. What the register knows stands.
    public mutating func answer(_ element: ElementCode, _ value: FEEL.Value) {
        if let known = self[element], known.origin != .answered { return }
        self[element] = KnownFact(value, from: .answered, asOf: day)
    }

    /// Adds derived elements that follow from what is known, with the source they rest on.
    public mutating func derive(_ names: Set<String>, of catalog: Catalog) {
        for name in names where facts[name] == nil {
            guard let value = value(name, of: catalog) else { continue }
            let rests = catalog.sources(of: [name]).compactMap { facts[$0] }
            guard let least = rests.max(by: { $0.asOf < $1.asOf }) else { continue }
            facts[name] = KnownFact(value, from: least.origin, asOf: least.asOf)
        }
    }

    /// The value a rule reads, derived elements included; nil when it is not known.
    public func value(_ name: String, of catalog: Catalog) -> FEEL.Value? {
        if let value = value(name) { return value }
        guard let rule = catalog.elements[ElementCode(name)]?.derived else { return nil }
        let value = rule.evaluate { self.value($0, of: catalog) ?? .null }
        return value.isNull ? nil : value
    }

    /// The value a rule reads when it is a source; nil when it is not known.
    public func value(_ name: String) -> FEEL.Value? { name == Self.dayName ? appliedOn : facts[name]?.value }
}
