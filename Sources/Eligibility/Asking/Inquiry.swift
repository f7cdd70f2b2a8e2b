import Catalog
import FEEL

/// Decides what to ask a person next so that several matters at once end soonest, and never asks what can change nothing.
///
/// Finding the best order is hard (a decision tree of least expected depth); this goes greedily by how many missing facts
/// an answer does away with on average, over all matters, which costs one walk over each matter's diagram.
public struct Inquiry: Sendable {
    /// What can still become of each matter.
    public let outlooks: [Outlook]
    /// What may be asked, the most deciding first.
    public let ranked: [ElementCode]
    private let catalog: Catalog

    /// - Parameters:
    ///   - order: breaks ties; what stands earlier is asked earlier, and the rest in the catalog's order.
    ///   - skipped: what the person cannot say; it stays open and is not asked.
    public init(
        _ outlooks: [Outlook], of catalog: Catalog, order: [ElementCode] = [], skipped: Set<ElementCode> = []
    ) {
        ranked = Self.ranked(outlooks, catalog, order, skipped)
        self.outlooks = outlooks
        self.catalog = catalog
    }

    /// Everything that can still change some outcome.
    public var missing: Set<ElementCode> {
        Set(outlooks.flatMap { $0.outcome.missing.map { ElementCode($0) } })
    }

    /// How many questions may stand together.
    public static let largestRound = 3

    /// The question that decides the most, with those of the same section that will be needed whatever the answers are;
    /// empty when nothing can change any more.
    public func nextRound(atMost most: Int = largestRound) -> [ElementCode] {
        guard let first = next() else { return [] }
        var round = [first]
        let open = outlooks.filter { !$0.outcome.isDetermined }
        let after = open.map { outlook in
            let ways = outlook.missing(after: first.rawValue)
            return ways.dropFirst().reduce(ways[0]) { $0.intersection($1) }
        }
        let section = catalog.elements[first]?.section
        for candidate in ranked where round.count < most && candidate != first {
            guard section != nil, catalog.elements[candidate]?.section == section else { continue }
            let others = Set(round.dropFirst().map(\.rawValue))
            let isCertain = zip(open, after).contains { outlook, remaining in
                remaining.contains(candidate.rawValue) && others.isDisjoint(with: outlook.outcome.missing)
            }
            if isCertain { round.append(candidate) }
        }
        return round
    }

    /// The one question that decides the most; nil when nothing can change any more.
    public func next() -> ElementCode? { ranked.first }

    private static func ranked(
        _ outlooks: [Outlook], _ catalog: Catalog, _ order: [ElementCode], _ skipped: Set<ElementCode>
    ) -> [ElementCode] {
        let open = outlooks.filter { !$0.outcome.isDetermined }
        var gains: [ElementCode: Double] = [:]
        for outlook in open {
            let before = Double(outlook.outcome.missing.count)
            for name in outlook.outcome.missing {
                let ways = outlook.missing(after: name)
                let after = ways.reduce(0.0) { $0 + Double($1.count) } / Double(ways.count)
                gains[ElementCode(name), default: 0] += before - after
            }
        }
        let places = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func place(_ element: ElementCode) -> Int {
            places[element] ?? order.count + (catalog.elements.place(of: element) ?? Int.max / 2)
        }
        return gains.keys.filter { !skipped.contains($0) }.sorted { a, b in
            let (one, other) = (gains[a] ?? 0, gains[b] ?? 0)
            return abs(one - other) > 1e-9 ? one > other : (place(a), a) < (place(b), b)
        }
    }
}
