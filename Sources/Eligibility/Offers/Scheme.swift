import Catalog
import FEEL
import Registry
import Vocabulary

/// A policy as it stands on one day, ready to be asked of one person or of everybody.
public struct Scheme: Sendable {
    /// One condition, and the article it comes from.
    public struct Condition: Sendable {
        public let expression: FEEL.Expression
        public let citation: Source?

        public init(_ expression: FEEL.Expression, citation: Source?) {
            self.expression = expression
            self.citation = citation
        }
    }

    /// Which dated version of a policy counts for a person, by the place where they count.
    public struct Version: Sendable {
        let place: ElementCode?
        let name: @Sendable (RegionCode?) -> String

        public init(place: ElementCode?, _ name: @escaping @Sendable (RegionCode?) -> String) {
            self.place = place
            self.name = name
        }

        /// The same version for everybody.
        public init(_ name: String) { self.init(place: nil) { _ in name } }
    }

    public let policy: String
    public let name: Bilingual
    public let version: Version
    public let conditions: [Condition]
    /// What it pays or lends, in yuan; null where the policy names no amount.
    public let amount: FEEL.Expression
    /// Why somebody is entitled, in the policy's own words; nil where only the conditions can say.
    let reasons: (@Sendable (Circumstances) -> [Ground])?

    public init(
        policy: String, name: Bilingual, version: Version, conditions: [Condition], amount: FEEL.Expression,
        reasons: (@Sendable (Circumstances) -> [Ground])? = nil
    ) {
        self.reasons = reasons
        self.policy = policy
        self.name = name
        self.version = version
        self.conditions = conditions
        self.amount = amount
    }

    /// What the scheme reads.
    var names: [String] {
        conditions.flatMap(\.expression.names) + amount.names.sorted() + (version.place.map { [$0.rawValue] } ?? [])
    }

    public var rule: PopulationRule { PopulationRule(policy, conditions.map(\.expression)) }

    /// Changes whenever anything changes that decides.
    var fingerprint: String {
        let text = ([version.name(nil)] + conditions.map(\.expression.source) + [amount.source]).joined(
            separator: "\u{1}")
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return policy + "@" + String(hash, radix: 16)
    }
}

/// Somebody is entitled to something.
public struct Entitlement: Hashable, Sendable {
    public let policy: String
    public let version: String
    public let amount: Money?

    public init(policy: String, version: String, amount: Money?) {
        self.policy = policy
        self.version = version
        self.amount = amount
    }
}

/// All policies of a day, and the facts they read between them.
public struct Schemes: Sendable {
    public let all: [Scheme]
    public let day: CalendarDay
    let catalog: Catalog
    /// What the schemes read of a person.
    public let facts: PopulationFacts
    private let byFact: [String: Set<String>]

    public init(_ all: [Scheme], of catalog: Catalog, on day: CalendarDay) {
        self.all = all
        self.day = day
        self.catalog = catalog
        let names = all.map(\.names)
        facts = PopulationFacts(names: names.flatMap { $0 }, in: catalog)
        var byFact: [String: Set<String>] = [:]
        for (scheme, read) in zip(all, names) {
            for name in PopulationFacts(names: read, in: catalog).recorded {
                byFact[name, default: []].insert(scheme.policy)
            }
        }
        self.byFact = byFact
    }

    /// The schemes that read any of these facts; the others cannot have changed.
    public func reading(_ elements: Set<String>) -> [Scheme] {
        let affected = elements.reduce(into: Set<String>()) { $0.formUnion(byFact[$1] ?? []) }
        return all.filter { affected.contains($0.policy) }
    }

    /// What a recorded fact means to rules.
    func value(_ name: String, _ recorded: [String: Fact]) -> FEEL.Value {
        if name == Circumstances.dayName {
            return CivilDate(daysSince1970: Int(day.daysSince1970)).map(FEEL.Value.date) ?? .null
        }
        guard let fact = recorded[name], let element = catalog.elements[ElementCode(name)] else { return .null }
        return KnownFact(fact, as: element)?.value ?? .null
    }

    /// Decides one scheme for one person.
    func decide(_ scheme: Scheme, _ recorded: [String: Fact]) -> Entitlement? {
        let fact: (String) -> FEEL.Value = { name in facts.fact(name) { value($0, recorded) } }
        guard scheme.rule.holds(fact) else { return nil }
        let region = scheme.version.place.flatMap { fact($0.rawValue).string }.flatMap { try? RegionCode(parsing: $0) }
        let fen = scheme.amount.evaluate(fact).number.flatMap { $0.floor(scale: 2) }
        return Entitlement(
            policy: scheme.policy, version: scheme.version.name(region),
            amount: fen.flatMap { $0 >= 0 ? Money(fen: Int64($0)) : nil })
    }

    /// Why a scheme is as it is for one person.
    func grounds(_ scheme: Scheme, _ recorded: [String: Fact]) -> [Ground] {
        var circumstances = Circumstances(on: day)
        for (name, fact) in recorded {
            guard facts.recorded.contains(name), let element = catalog.elements[ElementCode(name)] else { continue }
            circumstances[element.code] = KnownFact(fact, as: element)
        }
        if let reasons = scheme.reasons { return reasons(circumstances) }
        return scheme.conditions.flatMap { condition in
            let explanation = condition.expression.explain { name in
                let known = facts.fact(name) { value($0, recorded) }
                return known.isNull ? nil : known
            }
            return explanation.because.map { catalog.ground($0, circumstances, condition.citation) }
        }
    }
}
