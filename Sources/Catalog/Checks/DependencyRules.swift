import FEEL
import Vocabulary

extension CheckRule {
    /// What waits for what, and what is handed on.
    static let dependencies: [CheckRule] = [
        CheckRule("dependency-cycle", "依赖不成环", "Dependencies do not go in a circle") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                for cycle in Cycles.all(in: bundle.waits) {
                    let index = bundle.items.firstIndex { $0.item == cycle[0] } ?? 0
                    let route = (cycle + [cycle[0]]).map(\.rawValue).joined(separator: " → ")
                    inspector.report(
                        at: "\(entry)/items/\(index + 1)/requires", "依赖成环：\(route)",
                        "the dependencies go in a circle: \(route)")
                }
            }
        },
        CheckRule("requirement-met", "每组前置事项都能满足", "Every requirement can be met") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                for (index, member) in bundle.items.enumerated() {
                    for (number, group) in member.requires.enumerated() {
                        let path = "\(entry)/items/\(index + 1)/requires/\(number + 1)"
                        if group.anyOf.isEmpty, group.unless == nil {
                            inspector.report(at: path, "这一组没有事项", "the group names no item")
                        }
                        if !group.anyOf.isEmpty, group.unless == nil,
                            group.anyOf.allSatisfy({ bundle.excludeEachOther(member.item, $0) })
                        {
                            inspector.report(
                                at: path, "前置事项与“\(member.item)”互斥，永远办不到",
                                "“\(member.item)” excludes what it requires and can never be reached")
                        }
                    }
                }
            }
        },
        CheckRule("feed-source", "传递的是对方结果里的数据元", "What is handed on stands in the other item's result") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                for (index, member) in bundle.items.enumerated() {
                    for (number, feed) in member.feeds.enumerated() {
                        let path = "\(entry)/items/\(index + 1)/feeds/\(number + 1)"
                        if let source = inspector.item(feed.from), !source.result.elements.contains(feed.element) {
                            inspector.report(
                                at: "\(path)/element", "“\(feed.from)”的结果里没有“\(feed.element)”",
                                "the result of “\(feed.from)” has no “\(feed.element)”",
                                nearest: NearestName.of(
                                    feed.element.rawValue, among: source.result.elements.map(\.rawValue)))
                        }
                        if let target = inspector.item(member.item),
                            !target.fields.contains(where: { $0.element == feed.to })
                        {
                            inspector.report(
                                at: "\(path)/to", "“\(member.item)”的表单里没有“\(feed.to)”",
                                "the form of “\(member.item)” has no “\(feed.to)”",
                                nearest: NearestName.of(
                                    feed.to.rawValue, among: target.fields.map(\.element.rawValue)))
                        }
                        if let from = inspector.catalog.elements[feed.element],
                            let to = inspector.catalog.elements[feed.to], from.type != to.type
                        {
                            inspector.report(
                                at: path, "“\(feed.element)”与“\(feed.to)”类型不同",
                                "“\(feed.element)” and “\(feed.to)” are of different types")
                        }
                    }
                }
            }
        },
        CheckRule("feed-order", "传递须沿依赖方向", "What is handed on comes from an item that is waited for") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                let waits = bundle.waits
                for (index, member) in bundle.items.enumerated() {
                    let before = reach(member.item, waits)
                    for (number, feed) in member.feeds.enumerated() where !before.contains(feed.from) {
                        inspector.report(
                            at: "\(entry)/items/\(index + 1)/feeds/\(number + 1)/from",
                            "“\(member.item)”并不等待“\(feed.from)”", "“\(member.item)” does not wait for “\(feed.from)”")
                    }
                }
            }
        },
    ]

    /// Everything that lies before an item, directly or through others.
    private static func reach(_ item: ItemCode, _ waits: [ItemCode: [ItemCode]]) -> Set<ItemCode> {
        var reached: Set<ItemCode> = []
        var open = waits[item] ?? []
        while let next = open.popLast() {
            if reached.insert(next).inserted { open += waits[next] ?? [] }
        }
        return reached
    }

    /// The worked situations of a bundle.
    static let scenes: [CheckRule] = [
        CheckRule("scene", "示例情形得出所写的事项，且可以提交", "A scene leads to the items it names, and they can be filed") {
            inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair)
            where bundle.items.allSatisfy({ inspector.item($0.item) != nil }) && Cycles.all(in: bundle.waits).isEmpty {
                for (index, scene) in bundle.scenes.enumerated() {
                    let path = "\(entry)/scenes/\(index + 1)"
                    let suggested = inspector.catalog.suggest(in: bundle.code, given: scene.lookup)
                        .filter { $0.verdict == .included }.map(\.item)
                    let expected = bundle.items.map(\.item).filter(scene.items.contains)
                    if suggested != expected || Set(scene.items).count != expected.count {
                        let found = suggested.map(\.rawValue).joined(separator: ", ")
                        inspector.report(at: "\(path)/items", "引导得出的是：\(found)", "the guide arrives at: \(found)")
                    }
                    for problem in inspector.catalog.validate(
                        selection: scene.items, in: bundle.code, given: scene.lookup)
                    {
                        inspector.report(at: "\(path)/items", problem.message.zh, problem.message.en)
                    }
                    for finding in inspector.catalog.conditions(of: scene.items, given: scene.lookup)
                    where finding.outcome == .fails && finding.condition.force == .blocking {
                        inspector.report(
                            at: "\(path)/answers", "“\(finding.item)”：\(finding.condition.message.zh)",
                            "“\(finding.item)”: \(finding.condition.message.en)")
                    }
                }
            }
        },
        CheckRule("scene-once", "示例情形代码不重复", "Scenes have different codes") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                var seen: Set<String> = []
                for (index, scene) in bundle.scenes.enumerated() where !seen.insert(scene.code).inserted {
                    inspector.report(
                        at: "\(entry)/scenes/\(index + 1)/code", "“\(scene.code)”重复", "“\(scene.code)” appears twice")
                }
            }
        },
    ]
}

extension Bundle {
    /// For each item the items it may wait for.
    var waits: [ItemCode: [ItemCode]] {
        Dictionary(
            items.map { ($0.item, $0.requires.flatMap(\.anyOf)) }, uniquingKeysWith: { first, _ in first })
    }

    func excludeEachOther(_ one: ItemCode, _ other: ItemCode) -> Bool {
        member(one)?.excludes.contains(other) == true || member(other)?.excludes.contains(one) == true
    }
}

extension Scene {
    /// The scene's answers as facts.
    public func lookup(_ name: String) -> FEEL.Value {
        if name == Rules.Ambient.appliedOn { return day.map(Rules.date) ?? .null }
        return answers[.init(name)] ?? .null
    }
}
