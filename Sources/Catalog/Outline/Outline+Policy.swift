import FEEL
import Vocabulary

extension Catalog {
    /// Everything the catalog says about a policy, version by version.
    public func outline(of policy: PolicyCode) -> Outline? { policies[policy].map(outline) }

    func outline(_ policy: Policy) -> Outline {
        let department = departments[policy.department]?.name
        let place = elements[policy.place]?.label
        return Outline(
            policy.code.rawValue, policy.name, .init(policy.code.rawValue, policy.code.rawValue),
            [
                Outline("summary", .init("概述", "Summary"), policy.summary),
                Outline("department", .init("主管部门", "Department"), department),
                Outline(
                    "audience", .init("对象", "Audience"), plain: policy.audience.map { "\($0)" }.joined(separator: ", ")),
                Outline("benefit", .init("待遇", "Benefit"), policy.benefit.name),
                Outline("place", .init("按哪里的政策", "Place that counts"), place),
            ]
                + (policy.item.flatMap { items[$0] }.map { [Outline("item", .init("办理事项", "Apply through"), $0.name)] }
                    ?? [])
                + policy.versions.map(outline))
    }

    private func outline(_ version: PolicyVersion) -> Outline {
        let needed = sources(of: version.model.names).sorted().compactMap { elements[ElementCode($0)]?.label }
        let regions = version.regions.map { code in
            Regions.current(code)?.label ?? Bilingual(code.description, code.description)
        }
        return Outline(
            "version:\(version.name)", .init("版本 \(version.name)", "Version \(version.name)"), nil,
            [
                Outline(
                    "regions", .init("适用地区", "Region"),
                    regions.isEmpty ? .init("各地", "everywhere") : Outline.list(regions)),
                Outline("conditions", .init("条件", "Conditions"), nil, version.conditions.map(outline)),
                Outline("rows", .init("决策表", "Table"), nil, rows(version.table)),
                Outline("needs", .init("需要的事实", "Facts needed"), Outline.list(needed)),
            ] + limits(version.limits) + Outline.provenance(version))
    }

    private func outline(_ condition: Condition) -> Outline {
        let rule = condition.expression.source
        let force = condition.force == .advisory ? Bilingual("（提示）", " (advisory)") : Bilingual("", "")
        return Outline(rule, condition.message, .init(zh: rule + force.zh, en: rule + force.en))
    }

    private func rows(_ table: PolicyTable) -> [Outline] {
        let rows = table.rows.enumerated().map { index, row -> Outline in
            let cells = zip(table.inputs, row.cells).compactMap { input, cell in
                cell.map { "\(input.name): \($0.source)" }
            }
            let when = cells.joined(separator: "; ")
            let amount = row.amount?.source ?? "null"
            let verdict =
                row.eligible
                ? Bilingual("可享受，金额 \(amount)", "eligible, amount \(amount)") : Bilingual("不可享受", "not eligible")
            return Outline(
                "row:\(index + 1)", row.because, .init(zh: "\(when) → \(verdict.zh)", en: "\(when) → \(verdict.en)"))
        }
        guard let otherwise = table.otherwise else { return rows }
        return rows + [Outline("otherwise", otherwise.because, .init("其他情形 → 不可享受", "otherwise → not eligible"))]
    }

    private func limits(_ limits: PolicyLimits) -> [Outline] {
        Outline.optional("months", .init("最长月数", "Months at most"), limits.months.map(String.init))
            + Outline.optional("times", .init("最多次数", "Times at most"), limits.times.map(String.init))
            + (limits.note.map { [Outline("note", .init("说明", "Note"), $0)] } ?? [])
    }
}

extension Policy.Benefit {
    public var name: Bilingual {
        switch self {
        case .once: .init("一次性", "paid once")
        case .monthly: .init("按月", "paid monthly")
        case .loan: .init("贷款额度", "ceiling of a loan")
        }
    }
}
