import Catalog
import FEEL

/// One rule that decides something about a person, ready to be asked any number of times: over sources only, because
/// derived elements are replaced by their definitions, and compiled once.
public struct Matter: Sendable {
    /// The rule as the catalog has it.
    public let rule: FEEL.Expression
    /// The same over what people and registers can say.
    public let whole: FEEL.Expression
    /// What it reads, the day aside.
    public let sources: [ElementCode]
    let domains: [String: Domain]
    let catalog: Catalog

    /// - Parameter kept: derived elements that are asked for themselves.
    public init(_ rule: FEEL.Expression, of catalog: Catalog, keeping kept: Set<String> = []) {
        self.rule = rule
        self.catalog = catalog
        let whole = catalog.unfolded(rule, keeping: kept)
        self.whole = whole
        let read = whole.names
        let names = whole.inputs.filter { read.contains($0) && $0 != Circumstances.dayName }
        sources = names.map { ElementCode($0) }
        domains = Dictionary(uniqueKeysWithValues: names.map { ($0, catalog.domain(of: $0)) })
    }

    /// A condition: true or not.
    public init(condition: FEEL.Expression, of catalog: Catalog) { self.init(condition.isTrue, of: catalog) }

    /// The value when everything it needs is known; the quick way, without explanation.
    public func decide(_ circumstances: Circumstances) -> FEEL.Value {
        whole.evaluate(slots: whole.inputs.map { circumstances.value($0) ?? .null })
    }

    /// Whether every fact it reads is known.
    public func isSettled(_ circumstances: Circumstances) -> Bool {
        sources.allSatisfy { circumstances.facts[$0.rawValue] != nil }
    }

    /// What can still become of it.
    ///
    /// - Parameter mayChange: whether an unknown fact can still become known; what cannot counts as not there.
    public func outlook(
        _ circumstances: Circumstances, where mayChange: (ElementCode) -> Bool = { _ in true }
    ) -> Outlook {
        var known: [String: FEEL.Value] = [:]
        for name in whole.names {
            if let value = circumstances.value(name) {
                known[name] = value
            } else if !mayChange(ElementCode(name)) {
                known[name] = .null
            }
        }
        return whole.outlook(knowing: known, domains: domains)
    }
}
