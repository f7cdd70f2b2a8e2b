import Catalog

extension Blueprint {
    /// A random catalog: one to six items, each waiting for earlier ones or for none, with any flow that is allowed.
    static func random(_ random: inout SeededGenerator) -> Blueprint {
        var items: [Item] = []
        for index in 0..<(1 + random.below(6)) {
            let code = ItemCode(rawValue: "item-\(index)")
            var item = Item(code, at: ["hrss", "medical", "housing"][random.below(3)], limit: random.below(8))
            item.yellow = random.below(3)
            item.steps = steps(&random)
            item.hasTolerableProof = random.once(in: 3)
            item.hasStatement = random.once(in: 4)
            for _ in 0..<random.below(3) where !items.isEmpty {
                let group = Set((0..<(1 + random.below(2))).map { _ in items[random.below(items.count)].code })
                let known = Set(item.requires.joined())
                if group.isDisjoint(with: known) { item.requires.append(group.sorted()) }
            }
            items.append(item)
        }
        return Blueprint(items)
    }

    private static func steps(_ random: inout SeededGenerator) -> [Step] {
        var steps: [Step] = []
        if random.once(in: 2) { steps.append(.review) }
        if random.once(in: 4) { steps.append(.external) }
        if random.once(in: 4) { steps.append(.publicize(1 + random.below(5))) }
        steps.append(.decide)
        if random.once(in: 6) { steps.append(.external) }
        if random.once(in: 6) { steps.append(.publicize(3)) }
        switch random.below(3) {
        case 0: steps.append(.issue)
        case 1: steps.append(.automaticIssue)
        default: break
        }
        return steps
    }
}
