import FEEL
import Vocabulary

/// A condition of an item that a policy says, so that one rule decides both.
struct SharedCondition {
    let policy: PolicyCode
    let part: Part
    /// Where it concerns the item at all; nil for always.
    let when: FEEL.Expression?
    let force: Condition.Force

    enum Part {
        /// A condition of the policy, by its code.
        case condition(String)
        /// The element does not exceed the largest amount that a row names.
        case amount(ElementCode)
        /// The element does not exceed the most months.
        case months(ElementCode)
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
                let said = policy.versions.compactMap { version in shared.said(by: version).map { (version, $0) } }
                if said.isEmpty { report(shared, policy, at: path) }
                return shared.conditions(said)
            }
            reading.content.items[place].value = item.under(conditions)
        }
    }

    private func report(_ shared: SharedCondition, _ policy: Policy, at path: String) {
        switch shared.part {
        case .condition(let code):
            let codes = policy.versions.flatMap { $0.conditions.compactMap(\.code) }
            reading.report(
                "unknown-reference", at: reading.position(of: path + "/condition"), entry: path,
                .init("政策“\(policy.code)”没有代号为“\(code)”的条件", "the policy “\(policy.code)” has no condition “\(code)”"),
                nearest: NearestName.of(code, among: Set(codes)))
        case .amount:
            reading.report(
                "unknown-reference", at: reading.position(of: path + "/amount"), entry: path,
                .init(
                    "政策“\(policy.code)”没有写明固定金额的行", "the policy “\(policy.code)” has no row that names a plain amount"))
        case .months:
            reading.report(
                "unknown-reference", at: reading.position(of: path + "/months"), entry: path,
                .init("政策“\(policy.code)”没有写明月数上限", "the policy “\(policy.code)” names no most months"))
        }
    }
}

extension SharedCondition {
    /// What one version says; nil where it says nothing of the kind.
    fileprivate func said(by version: PolicyVersion) -> Condition? {
        switch part {
        case .condition(let code):
            return version.conditions.first { $0.code == code }
        case .amount(let element):
            let rows = version.table.rows.filter(\.eligible).compactMap { row in
                row.amount.flatMap { amount -> (Decimal128, PolicyTable.Row)? in
                    guard amount.names.isEmpty else { return nil }
                    return amount.evaluate(in: [:]).number.map { ($0, row) }
                }
            }
            guard let (most, row) = rows.max(by: { $0.0 < $1.0 }),
                let rule = try? FEEL.Expression(parsing: "\(element) <= \(most.normalized)")
            else { return nil }
            return Condition(expression: rule, message: row.because, citation: row.citation)
        case .months(let element):
            guard let months = version.limits.months,
                let rule = try? FEEL.Expression(parsing: "\(element) <= \(months)")
            else { return nil }
            return Condition(
                expression: rule, message: .init("最长 \(months) 个月", "At most \(months) months"),
                citation: version.source)
        }
    }

    /// One condition for each version, on its own days; a single one where all say the same.
    fileprivate func conditions(_ said: [(version: PolicyVersion, condition: Condition)]) -> [Condition] {
        guard let first = said.first?.condition else { return [] }
        let isOne = said.allSatisfy {
            $0.condition.expression.source == first.expression.source && $0.condition.message == first.message
        }
        return (isOne ? Array(said.suffix(1)) : said).map { version, condition in
            var parts = isOne ? [] : [version.effective.isOver, version.effective.isYetToCome].compactMap { $0 }
            if let when, let outside = try? FEEL.Expression(parsing: "not(\(when.source))") { parts.append(outside) }
            return Condition(
                expression: .any(parts + [condition.expression]), message: condition.message,
                citation: condition.citation ?? version.source, force: force, code: condition.code, policy: policy)
        }
    }
}

extension EffectivePeriod {
    /// True of applications before the period.
    fileprivate var isYetToCome: FEEL.Expression? { try? FEEL.Expression(parsing: "applied_on < @\"\(from)\"") }

    /// True of applications after it; nil where it has no end.
    fileprivate var isOver: FEEL.Expression? {
        to.flatMap { try? FEEL.Expression(parsing: "applied_on > @\"\($0)\"") }
    }
}
