import Ledger
import Vocabulary

/// What is known under one element on one day: the fact that counts, and those that say otherwise.
public struct Standing: Equatable, Sendable {
    public let counts: Fact
    /// The latest word of every other source that names another value, the strongest first.
    public let conflicts: [Fact]
}

extension Precedence {
    /// What stands under each element. Pure.
    ///
    /// A source's later word replaces its earlier one; among sources the ranking decides, and between equals the later word.
    /// - Parameters:
    ///   - facts: everything known about one subject, in any order.
    ///   - day: the day the facts must hold on.
    ///   - moment: only what was known by then counts; nil for all.
    public func standing(of facts: [Fact], on day: CalendarDay, knownBy moment: Instant? = nil) -> [String: Standing] {
        var words: [String: [String: Fact]] = [:]
        for fact in facts where fact.holds(on: day) {
            if let moment, fact.asOf > moment { continue }
            if let known = words[fact.element]?[fact.source], known.asOf > fact.asOf { continue }
            words[fact.element, default: [:]][fact.source] = fact
        }
        return words.mapValues { bySource in
            let ordered = bySource.values.sorted { isStronger($0, than: $1) }
            return Standing(counts: ordered[0], conflicts: ordered.dropFirst().filter { $0.value != ordered[0].value })
        }
    }

    private func isStronger(_ left: Fact, than right: Fact) -> Bool {
        let ranks = (rank(of: left.source, for: left.element), rank(of: right.source, for: right.element))
        if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
        if left.asOf != right.asOf { return left.asOf > right.asOf }
        return left.source < right.source
    }
}
