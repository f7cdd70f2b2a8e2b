import Vocabulary

extension Catalog {
    /// Everything the catalog says about a bundle.
    public func outline(of bundle: BundleCode) -> Outline? { bundles[bundle].map(outline) }

    func outline(_ bundle: Bundle) -> Outline {
        let lead = departments[bundle.leadDepartment]?.name
        return Outline(
            bundle.code.rawValue, bundle.name, .init(bundle.code.rawValue, bundle.code.rawValue),
            [
                Outline("summary", .init("概述", "Summary"), bundle.summary),
                Outline("catalogCode", .init("基本编码", "Catalog code"), plain: bundle.catalogCode),
                Outline("matter", .init("实施编码后十三位", "Matter digits"), plain: bundle.matter),
                Outline(
                    "leadDepartment", .init("牵头部门", "Lead department"),
                    lead ?? .init(bundle.leadDepartment.rawValue, bundle.leadDepartment.rawValue)),
                Outline(
                    "audience", .init("服务对象", "Audience"),
                    plain: bundle.audience.map { "\($0)" }.joined(separator: ", ")),
                Outline("region", .init("适用地区", "Region"), plain: bundle.region?.description ?? ""),
                Outline("basis", .init("设定依据", "Legal basis"), Outline.list(bundle.basis.map(Outline.source))),
                Outline("situation", .init("情形问题", "Questions"), nil, bundle.situation.enumerated().map(question)),
                Outline("items", .init("事项", "Items"), nil, bundle.items.map(member)),
                Outline(
                    "scenes", .init("示例情形", "Scenes"), nil,
                    bundle.scenes.map { scene in
                        Outline(
                            scene.code, scene.name,
                            .init(
                                zh: scene.items.map { name($0).zh }.joined(separator: "、"),
                                en: scene.items.map { name($0).en }.joined(separator: ", ")),
                            scene.answers.sorted { $0.key < $1.key }.map { code, value in
                                let label = elements[code]?.label ?? .init(code.rawValue, code.rawValue)
                                return Outline(code.rawValue, label, plain: Rules.text(value))
                            })
                    }),
            ].filter { $0.value != nil || !$0.children.isEmpty } + Outline.provenance(bundle))
    }

    private func question(place: Int, _ question: Question) -> Outline {
        Outline(
            question.element.rawValue, question.text,
            .init("\(place + 1). \(question.element)", "\(place + 1). \(question.element)"),
            question.hint.map { [Outline("hint", .init("提示", "Hint"), $0)] } ?? [])
    }

    private func name(_ item: ItemCode) -> Bilingual { items[item]?.name ?? .init(item.rawValue, item.rawValue) }

    private func names(_ codes: [ItemCode], _ or: Bilingual) -> Bilingual {
        .init(
            zh: codes.map { name($0).zh }.joined(separator: or.zh),
            en: codes.map { name($0).en }.joined(separator: or.en))
    }

    private func member(_ member: BundleItem) -> Outline {
        var lines: [Outline] = []
        if let offered = member.offered {
            lines.append(Outline("offered", .init("推荐条件", "Suggested when"), plain: offered.source))
        }
        lines.append(Outline("because", .init("理由", "Because"), member.because))
        if let otherwise = member.otherwise {
            lines.append(Outline("otherwise", .init("不适用时", "Otherwise"), otherwise))
        }
        for group in member.requires {
            let unless = group.unless.map { Bilingual(zh: "（除非 \($0)）", en: " (unless \($0))") } ?? .init("", "")
            let any = names(group.anyOf, .init("或", " or "))
            lines.append(
                Outline(
                    "requires:" + group.anyOf.map(\.rawValue).joined(separator: "|"), .init("前置", "Requires"),
                    .init(zh: any.zh + unless.zh, en: any.en + unless.en),
                    group.because.map { [Outline("because", .init("理由", "Because"), $0)] } ?? []))
        }
        for feed in member.feeds {
            let label = elements[feed.to]?.label ?? .init(feed.to.rawValue, feed.to.rawValue)
            lines.append(
                Outline(
                    "feeds:\(feed.from)/\(feed.element)/\(feed.to)", .init("传入", "Receives"),
                    .init(
                        zh: "“\(label.zh)”来自\(name(feed.from).zh)", en: "“\(label.en)” from \(name(feed.from).en)")))
        }
        let and = Bilingual("、", ", ")
        if !member.excludes.isEmpty {
            lines.append(Outline("excludes", .init("互斥", "Excludes"), names(member.excludes, and)))
        }
        if !member.offers.isEmpty {
            lines.append(Outline("offers", .init("办成后提示", "Then points to"), names(member.offers, and)))
        }
        return Outline(
            member.item.rawValue, name(member.item), .init(member.item.rawValue, member.item.rawValue), lines)
    }

    /// The departments with their items, and the bundles with theirs.
    public func tree() -> Outline {
        let owned = departments.filter { $0.part == .handling }.map { department in
            Outline(
                department.code.rawValue, department.name, .init(department.code.rawValue, department.code.rawValue),
                items.filter { $0.department == department.code }.map { item in
                    Outline(item.code.rawValue, item.name, item.promisedLimit.text)
                })
        }
        let joined = bundles.map { bundle in
            Outline(
                bundle.code.rawValue, bundle.name, .init(bundle.code.rawValue, bundle.code.rawValue),
                bundle.items.map { member in
                    let before = member.requires.map { names($0.anyOf, .init("或", " or ")) }
                    let after = Outline.list(before)
                    return Outline(
                        member.item.rawValue, name(member.item),
                        before.isEmpty
                            ? .init("立即开始", "starts at once") : .init(zh: "等待 \(after.zh)", en: "waits for \(after.en)")
                    )
                })
        }
        let schemes = policies.map { policy in
            Outline(
                policy.code.rawValue, policy.name, Outline.list(policy.versions.map { Bilingual($0.name, $0.name) }))
        }
        return Outline(
            revision.text, .init("事项目录", "Catalog"), .init(revision.text, revision.text),
            [
                Outline("departments", .init("部门", "Departments"), .init("\(owned.count)", "\(owned.count)"), owned),
                Outline("bundles", .init("一件事", "Bundles"), .init("\(joined.count)", "\(joined.count)"), joined),
                Outline("policies", .init("政策", "Policies"), .init("\(schemes.count)", "\(schemes.count)"), schemes),
            ])
    }
}
