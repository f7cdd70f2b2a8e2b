import FEEL
import Vocabulary

/// What an item takes from a policy, so that one rule decides both.
struct SharedCondition {
    let policy: PolicyCode
    let part: Part
    /// Where it concerns the item at all; nil for always.
    let when: FEEL.Expression?
    let force: Condition.Force

    enum Part {
        /// A condition of the policy, by its code.
        case condition(String)
        /// All conditions of the policy, and its table.
        case entitlement
        /// The table gives a row that says yes.
        case table
        /// The policy is in force in the place whose code this gives.
        case place(FEEL.Expression)
        /// The element does not exceed the largest amount that a row names.
        case amount(ElementCode)
        /// The element does not exceed the most months.
        case months(ElementCode)
        /// From the first month to the last, counting both, are not more than the most months.
        case span(from: ElementCode, to: ElementCode)
    }
}

extension Draft {
    /// Puts what policies say where items refer to it.
    func resolveSharedConditions() {
        guard !reading.shared.isEmpty, !reading.isIncomplete else { return }
        let policies = Dictionary(
            reading.content.policies.map { ($0.value.code, $0.value) }, uniquingKeysWith: { first, _ in first })
        for place in reading.content.items.indices {
            let entry = reading.content.items[place].entry
            let item = reading.content.items[place].value
            let conditions = item.conditions.enumerated().flatMap { index, condition in
                let path = "\(entry)/conditions/\(index + 1)"
                guard let shared = reading.shared[path], let policy = policies[shared.policy] else {
                    return [condition]
                }
                let conditions = shared.conditions(of: policy)
                if conditions.isEmpty { report(shared, policy, at: path) }
                return conditions
            }
            reading.content.items[place].value = item.under(conditions)
        }
    }

    private func report(_ shared: SharedCondition, _ policy: Policy, at path: String) {
        let key: String
        let message: Bilingual
        var nearest: String?
        switch shared.part {
        case .condition(let code):
            let codes = policy.versions.flatMap { $0.conditions.compactMap(\.code) }
            key = "condition"
            message = .init(
                "政策“\(policy.code)”没有代号为“\(code)”的条件", "the policy “\(policy.code)” has no condition “\(code)”")
            nearest = NearestName.of(code, among: Set(codes))
        case .entitlement:
            key = "entitled"
            message = .init("政策“\(policy.code)”没有任何条件", "the policy “\(policy.code)” has no conditions at all")
        case .table:
            key = "table"
            message = .init("政策“\(policy.code)”的表不拒绝任何人", "the table of the policy “\(policy.code)” refuses nobody")
        case .place:
            key = "place"
            message = .init("政策“\(policy.code)”在任何地方都执行", "the policy “\(policy.code)” is in force everywhere")
        case .amount:
            key = "amount"
            message = .init(
                "政策“\(policy.code)”没有写明固定金额的行", "the policy “\(policy.code)” has no row that names a plain amount")
        case .months, .span:
            key = "months"
            message = .init("政策“\(policy.code)”没有写明月数上限", "the policy “\(policy.code)” names no most months")
        }
        let place = "\(path)/\(key)"
        reading.report("unknown-reference", at: reading.position(of: place), entry: path, message, nearest: nearest)
    }
}

extension SharedCondition {
    /// The conditions that stand for the reference; none where the policy says nothing of the kind.
    fileprivate func conditions(of policy: Policy) -> [Condition] {
        if case .place(let place) = part {
            return policy.presence(at: place).map { [made($0, of: policy.versions.last)] } ?? []
        }
        var said: [(condition: Condition, versions: [PolicyVersion])] = []
        for version in policy.versions {
            for condition in conditions(of: version) {
                if let place = said.firstIndex(where: { $0.condition.says(condition) }) {
                    said[place].versions.append(version)
                } else {
                    said.append((condition, [version]))
                }
            }
        }
        // One condition for each version, where that one decides; a single one where all say the same.
        return said.flatMap { condition, versions in
            versions.count == policy.versions.count
                ? [made(condition, of: versions.last)]
                : versions.map { made(condition, of: $0, unless: policy.decidedOtherwise(than: $0)) }
        }
    }

    private func conditions(of version: PolicyVersion) -> [Condition] {
        switch part {
        case .condition(let code): version.conditions.filter { $0.code == code }
        case .entitlement: version.conditions + version.table.demands
        case .table: version.table.demands
        case .place: []
        case .amount(let element): [version.most(of: element)].compactMap { $0 }
        case .months(let element): [version.longest { "\(element) <= \($0)" }].compactMap { $0 }
        case .span(let from, let to): [version.longest { "\(to) < \(from) + @\"P\($0)M\"" }].compactMap { $0 }
        }
    }

    private func made(
        _ said: Condition, of version: PolicyVersion?, unless otherwise: [FEEL.Expression] = []
    ) -> Condition {
        var outside = otherwise
        if let elsewhere = when?.isFalse { outside.append(elsewhere) }
        return Condition(
            expression: .any(outside + [said.expression]), message: said.message,
            citation: said.citation ?? version?.source, force: said.force == .advisory ? .advisory : force,
            code: said.code, policy: policy)
    }
}

extension Condition {
    fileprivate func says(_ other: Condition) -> Bool {
        expression.source == other.expression.source && message == other.message && force == other.force
    }
}

extension Policy {
    /// True of applications that this version does not decide: on other days and, where several share their days, in other
    /// places or where a more local one counts.
    fileprivate func decidedOtherwise(than version: PolicyVersion) -> [FEEL.Expression] {
        var elsewhere = [version.effective.isOver, version.effective.isYetToCome]
        let rivals = versions.filter { $0.regions != version.regions && $0.effective.overlaps(version.effective) }
        if !rivals.isEmpty { elsewhere.append(version.gate(place.rawValue)?.isFalse) }
        for rival in rivals where rival.finest > version.finest {
            guard let there = rival.gate(place.rawValue), let then = rival.effective.isRunning else { continue }
            elsewhere.append(.all([then, there]))
        }
        return elsewhere.compactMap { $0 }
    }

    /// Holds where and when a version is in force; nil when one is everywhere and always.
    fileprivate func presence(at place: FEEL.Expression) -> Condition? {
        var presences: [FEEL.Expression] = []
        for version in versions {
            guard let days = version.effective.isRunning else { return nil }
            guard let gate = version.gate(place.source) else {
                presences.append(days)
                continue
            }
            presences.append(.all([days, gate]))
        }
        guard versions.contains(where: { !$0.regions.isEmpty }) else { return nil }
        let places = versions.map { version in
            let names = version.regions.map { Regions.find($0) }
            let zh = version.regions.isEmpty ? "各地" : names.compactMap { $0?.name }.joined(separator: "、")
            let en = version.regions.isEmpty ? "everywhere" : names.compactMap { $0?.english }.joined(separator: ", ")
            return Bilingual(zh: "\(zh)（\(version.effective.words.zh)）", en: "\(en) (\(version.effective.words.en))")
        }
        return Condition(
            expression: .any(presences),
            message: Bilingual(
                zh: "\(name.zh)当日没有在该地执行。执行地和日期：\(places.map(\.zh).joined(separator: "；"))",
                en: "\(name.en) is not in force there on that day. It is in \(places.map(\.en).joined(separator: "; "))"
            ))
    }
}

extension PolicyVersion {
    /// That an element does not exceed the largest amount.
    fileprivate func most(of element: ElementCode) -> Condition? {
        let rows = table.rows.filter(\.eligible).compactMap { row in
            row.amount.flatMap { amount -> (Decimal128, PolicyTable.Row)? in
                guard amount.names.isEmpty else { return nil }
                return amount.evaluate(in: [:]).number.map { ($0, row) }
            }
        }
        guard let (most, row) = rows.max(by: { $0.0 < $1.0 }),
            let rule = try? FEEL.Expression(parsing: "\(element) <= \(most.normalized)")
        else { return nil }
        return Condition(expression: rule, message: row.because, citation: row.citation)
    }

    /// That something keeps to the most months.
    fileprivate func longest(_ rule: (Int) -> String) -> Condition? {
        guard let most = limits.months, let rule = try? FEEL.Expression(parsing: rule(most)) else { return nil }
        return Condition(
            expression: rule, message: .init("最长 \(most) 个月", "At most \(most) months"), citation: source)
    }
}

extension PolicyTable {
    /// What has to hold for the table to say yes, each with the reason it gives otherwise.
    fileprivate var demands: [Condition] {
        let yes = FEEL.Expression.constant(true).syntax, no = FEEL.Expression.constant(false).syntax
        var demands: [Condition] = []
        for (place, row) in rows.enumerated() where !row.eligible {
            let passes = FEEL.Expression(decisionTable(standard: true) { $0 == place ? no : yes })
            demands.append(Condition(expression: passes.withoutTables, message: row.because, citation: row.citation))
        }
        if let otherwise, !inputs.isEmpty {
            let isNamed = FEEL.Expression(decisionTable(standard: false) { _ in yes })
            demands.append(
                Condition(expression: isNamed.withoutTables, message: otherwise.because, citation: otherwise.citation))
        }
        return demands
    }
}

extension FEEL.Expression {
    fileprivate var isFalse: FEEL.Expression? { try? FEEL.Expression(parsing: "not(\(source))") }
}

extension EffectivePeriod {
    /// True of applications before the period.
    fileprivate var isYetToCome: FEEL.Expression? { try? FEEL.Expression(parsing: "applied_on < @\"\(from)\"") }

    /// True of applications after it; nil where it has no end.
    fileprivate var isOver: FEEL.Expression? {
        to.flatMap { try? FEEL.Expression(parsing: "applied_on > @\"\($0)\"") }
    }

    /// True of applications within it.
    fileprivate var isRunning: FEEL.Expression? {
        let end = to.map { " and applied_on <= @\"\($0)\"" } ?? ""
        return try? FEEL.Expression(parsing: "applied_on >= @\"\(from)\"\(end)")
    }

    fileprivate var words: Bilingual {
        to.map { Bilingual(zh: "\(from) 至 \($0)", en: "from \(from) to \($0)") }
            ?? Bilingual(zh: "\(from) 起", en: "from \(from)")
    }
}
