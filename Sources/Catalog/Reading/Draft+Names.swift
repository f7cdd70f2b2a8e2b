import FEEL
import Vocabulary

extension Draft {
    /// Every name a rule reads must be a data element, or one of the few names the moment provides.
    func checkNames() {
        let elements = reading.content.elements.newest()
        for element in reading.content.elements where !Rules.isReadable(element.value.code.rawValue) {
            let path = element.entry + "/code"
            reading.report(
                "bad-code", at: reading.position(of: path), entry: path,
                .init(
                    "“\(element.value.code)”是规则语言的保留字或函数名",
                    "“\(element.value.code)” is a keyword or a function of the rule language"))
        }
        guard !reading.isIncomplete else { return }
        for used in reading.expressions {
            let ambient = used.use.ambient
            let names = used.expression.names.subtracting(used.subject?.names ?? [])
            for name in names.sorted() where !elements.contains(.init(name)) && !ambient.contains(name) {
                let at = Rules.position(of: name, in: used.expression.syntax)
                let position = at.map { used.scalar.position(line: $0.line, column: $0.column) } ?? used.scalar.position
                reading.report(
                    "unknown-name", at: position, entry: used.entry,
                    .init("规则里的“\(name)”不是数据元", "“\(name)” in the rule is not a data element"),
                    nearest: NearestName.of(name, among: elements.codes.map(\.rawValue) + ambient))
            }
        }
        checkDerivations(elements)
    }

    /// A derived element may read others, but never lead back to itself.
    private func checkDerivations(_ elements: Entries<DataElement>) {
        let edges = Dictionary(
            uniqueKeysWithValues: elements.map { element in
                (element.code, (element.derived?.names ?? []).map { ElementCode($0) }.sorted())
            })
        for cycle in Cycles.all(in: edges) {
            let path = "elements/\(cycle[0])/derived"
            let route = (cycle + [cycle[0]]).map(\.rawValue).joined(separator: " → ")
            reading.report(
                "derivation-cycle", at: reading.position(of: path), entry: path,
                .init("推导成环：\(route)", "derivations go in a circle: \(route)"))
        }
    }
}

extension Reading.UsedExpression.Use {
    /// Names that are known besides data elements.
    var ambient: [String] {
        switch self {
        case .condition, .derivation, .input, .cell, .amount: [Rules.Ambient.appliedOn]
        case .effect: [Rules.Ambient.appliedOn, Rules.Ambient.decidedOn, Rules.Ambient.itemNumber]
        }
    }
}

/// Circles in a graph of codes.
enum Cycles {
    /// One circle for each group of nodes that lead to each other, as the nodes along it from the smallest on.
    static func all<Node: Hashable & Comparable>(in edges: [Node: [Node]]) -> [[Node]] {
        var cycles: [[Node]] = []
        var caught: Set<Node> = []
        for start in edges.keys.sorted() where !caught.contains(start) {
            guard let cycle = shortest(from: start, in: edges), caught.isDisjoint(with: cycle) else { continue }
            caught.formUnion(cycle)
            cycles.append(cycle)
        }
        return cycles
    }

    /// The shortest way from a node back to itself.
    private static func shortest<Node: Hashable>(from start: Node, in edges: [Node: [Node]]) -> [Node]? {
        var cameFrom: [Node: Node] = [:]
        var queue = [start]
        var next = 0
        while next < queue.count {
            let node = queue[next]
            next += 1
            for target in edges[node] ?? [] {
                if target == start {
                    var path = [node]
                    while let previous = cameFrom[path[path.count - 1]] { path.append(previous) }
                    return path.reversed()
                }
                if cameFrom[target] == nil {
                    cameFrom[target] = node
                    queue.append(target)
                }
            }
        }
        return nil
    }
}
