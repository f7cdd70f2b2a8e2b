import Vocabulary

extension CheckRule {
    /// What a bundle is made of.
    static let bundles: [CheckRule] = [
        CheckRule("member-once", "一件事内事项只出现一次", "A bundle lists an item once") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                var seen: Set<ItemCode> = []
                for (index, member) in bundle.items.enumerated() where !seen.insert(member.item).inserted {
                    inspector.report(
                        at: "\(entry)/items/\(index + 1)/item", "“\(member.item)”重复", "“\(member.item)” appears twice")
                }
                if bundle.items.count > 32 {
                    inspector.report(at: "\(entry)/items", "一件事最多 32 个事项", "a bundle has at most 32 items")
                }
            }
        },
        CheckRule("known-member", "依赖关系只涉及本一件事的事项", "Dependencies stay within the bundle") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                let members = Set(bundle.items.map(\.item))
                for (index, member) in bundle.items.enumerated() {
                    for (relation, codes) in member.relations {
                        for code in codes where !members.contains(code) && inspector.catalog.items.contains(code) {
                            inspector.report(
                                at: "\(entry)/items/\(index + 1)/\(relation)", "“\(code)”不在本一件事内",
                                "“\(code)” is not in this bundle",
                                nearest: NearestName.of(code.rawValue, among: members.map(\.rawValue)))
                        }
                        if codes.contains(member.item) {
                            inspector.report(
                                at: "\(entry)/items/\(index + 1)/\(relation)", "事项指向自己", "the item points to itself")
                        }
                    }
                }
            }
        },
        CheckRule("usable-member", "纳入的事项在用，且在有效期内", "Items of a bundle are in use and in force") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                for (index, member) in bundle.items.enumerated() {
                    guard let item = inspector.item(member.item) else { continue }
                    let path = "\(entry)/items/\(index + 1)/item"
                    if item.standing.state != .inUse {
                        inspector.report(at: path, "“\(item.code)”不在用", "“\(item.code)” is not in use")
                    }
                    if !item.effective.overlaps(bundle.effective) {
                        inspector.report(
                            at: path, "“\(item.code)”的有效期与一件事不相交",
                            "“\(item.code)” and the bundle are never in force together")
                    }
                }
            }
        },
        CheckRule("reachable", "事项可以办到", "An item can be applied for", severity: .warning) { inspector in
            let offered = Set(inspector.catalog.bundles.flatMap { $0.items.map(\.item) })
            for (entry, item) in inspector.items.map(\.pair) where !offered.contains(item.code) {
                inspector.report(at: entry, "没有一件事包含“\(item.code)”", "no bundle contains “\(item.code)”")
            }
        },
        CheckRule("question-once", "每个数据元只问一次", "An element is asked once") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                var earlier: Set<ElementCode> = []
                for (index, question) in bundle.situation.enumerated()
                where !earlier.insert(question.element).inserted {
                    inspector.report(
                        at: "\(entry)/situation/\(index + 1)", "“\(question.element)”问了两次",
                        "“\(question.element)” is asked twice")
                }
            }
        },
        CheckRule("question-matters", "每个提问都能改变事项", "A question can change which items apply", severity: .warning) {
            inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                let decides = inspector.catalog.sources(of: bundle.items.flatMap { $0.offered?.names ?? [] })
                for (index, question) in bundle.situation.enumerated()
                where !decides.contains(question.element.rawValue) {
                    inspector.report(
                        at: "\(entry)/situation/\(index + 1)", "“\(question.element)”不决定任何事项，不会问到",
                        "“\(question.element)” decides no item and is never asked")
                }
            }
        },
        CheckRule("offer-asked", "推荐条件只看情形问题和已知事实", "What decides an offer is asked in the guide") { inspector in
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                let asked = Set(bundle.situation.map(\.element.rawValue))
                for (index, member) in bundle.items.enumerated() {
                    for name in inspector.catalog.sources(of: member.offered?.names ?? []).sorted()
                    where !asked.contains(name) && name != Rules.Ambient.appliedOn {
                        if inspector.catalog.elements[.init(name)]?.prefill.isEmpty == false { continue }
                        inspector.report(
                            at: "\(entry)/items/\(index + 1)/offered", "情形引导没有问“\(name)”",
                            "the guide does not ask “\(name)”",
                            nearest: NearestName.of(name, among: asked))
                    }
                }
            }
        },
        CheckRule("condition-known", "条件所需的事实有人提供", "Somebody supplies what a condition reads", severity: .warning) {
            inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                let bundles = inspector.catalog.bundles.filter { $0.member(item.code) != nil }
                guard !bundles.isEmpty else { continue }
                var supplied = Set(item.fields.map(\.element.rawValue)).union(item.result.elements.map(\.rawValue))
                supplied.formUnion(bundles.flatMap { $0.situation.map(\.element.rawValue) })
                supplied.insert(Rules.Ambient.appliedOn)
                for name in inspector.catalog.sources(of: item.namesRead).subtracting(supplied).sorted()
                where inspector.catalog.elements[.init(name)]?.prefill.isEmpty != false {
                    inspector.report(
                        at: entry, "“\(name)”既不在表单里，也没有情形问题或来源",
                        "“\(name)” is neither on the form, nor asked in the guide, nor prefilled")
                }
            }
        },
    ]
}

extension BundleItem {
    /// The items this one points to, by the key under which it does.
    var relations: [(key: String, items: [ItemCode])] {
        requires.enumerated().map { ("requires/\($0 + 1)/anyOf", $1.anyOf) }
            + feeds.enumerated().map { ("feeds/\($0 + 1)/from", [$1.from]) } + [
                ("excludes", excludes), ("offers", offers),
            ]
    }
}

extension Item {
    /// Every name its rules read before the decision.
    var namesRead: Set<String> {
        var names: Set<String> = []
        for condition in conditions { names.formUnion(condition.expression.names) }
        for field in fields {
            names.formUnion(field.shown?.names ?? [])
            names.formUnion(field.required.expression?.names ?? [])
        }
        for use in materials {
            names.formUnion(use.shown?.names ?? [])
            names.formUnion(use.required.expression?.names ?? [])
        }
        for stage in flow { names.formUnion(stage.when?.names ?? []) }
        return names
    }
}
