/// The relations between a bundle's items, by their places.
struct BundleMap: Sendable {
    let items: [ItemCode]
    let places: [ItemCode: Int]
    /// Pairs that cannot be chosen together, each once, the earlier item first.
    let exclusions: [(Int, Int)]
    let needs: [Need]

    /// One group that an item requires.
    struct Need: Sendable {
        let item: Int
        let group: RequirementGroup
        let places: [Int]
    }

    init(_ bundle: Bundle) {
        let items = bundle.items.map(\.item)
        let places = Dictionary(items.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        self.items = items
        self.places = places
        exclusions = items.indices.flatMap { one in
            items.indices.dropFirst(one + 1)
                .filter { bundle.excludeEachOther(items[one], items[$0]) }
                .map { (one, $0) }
        }
        needs = bundle.items.enumerated().flatMap { place, member in
            member.requires.map { group in
                Need(item: place, group: group, places: group.anyOf.compactMap { places[$0] })
            }
        }
    }
}
