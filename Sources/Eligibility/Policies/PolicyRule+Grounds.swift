import Catalog
import FEEL
import Vocabulary

extension PolicyRule {
    /// Why: the conditions that decided, each with its own article, and the row of the table that applies.
    ///
    /// - Parameter isEntitled: the verdict. Where a fact does not matter to it and is not known, no row of the table can be
    ///   named, and the conditions alone are the reasons.
    public func grounds(for circumstances: Circumstances, isEntitled: Bool) -> [Ground] {
        guard let version = version(for: circumstances) else { return [elsewhere(circumstances)] }
        let articles = articles(of: version, for: circumstances)
        let explanation = version.model.eligible.explain { circumstances.value($0, of: catalog) }
        var grounds: [Ground] = []
        var because = explanation.because
        if isEntitled, explanation.value != true {
            because = version.conditions.flatMap { condition in
                condition.expression.explain { circumstances.value($0, of: catalog) }.because
            }.filter { $0.value == true }
        }
        for reason in because {
            switch reason.kind {
            case .rules(let numbers, _):
                for number in numbers where version.table.rows.indices.contains(number - 1) {
                    let row = version.table.rows[number - 1]
                    grounds.append(.statement(row.because, holds: row.eligible, row.citation))
                }
            case .noRule:
                let refusal = version.table.otherwise
                grounds.append(
                    .statement(
                        refusal?.because ?? Bilingual("政策表中没有适用的行", "no row of the table applies"), holds: false,
                        refusal?.citation ?? version.source))
            default:
                grounds.append(
                    catalog.ground(reason, circumstances, articles[reason.expression] ?? version.source))
            }
        }
        var seen: Set<Ground> = []
        return grounds.filter { seen.insert($0).inserted }
    }

    /// The article of each part of the conditions, by its text.
    private func articles(of version: PolicyVersion, for circumstances: Circumstances) -> [String: Source] {
        var articles: [String: Source] = [:]
        for condition in version.conditions {
            let parts = condition.expression.explain { circumstances.value($0, of: catalog) }.because
            for part in parts { articles[part.expression] = condition.citation }
        }
        return articles
    }

    /// The policy is not in force where the person counts.
    private func elsewhere(_ circumstances: Circumstances) -> Ground {
        let fact = circumstances.facts[policy.place.rawValue]
        let value = circumstances.value(policy.place.rawValue, of: catalog) ?? .null
        return Ground(
            holds: false, condition: Bilingual("这项政策不适用于您所在的地区", "the policy does not apply where you are"),
            isStatement: true, rule: "",
            facts: [
                UsedFact(
                    element: policy.place, label: catalog.name(of: policy.place.rawValue),
                    words: catalog.words(for: value, of: policy.place), value: value, known: fact)
            ], citation: policy.versions(on: day).first?.source)
    }
}

extension Ground {
    /// A reason in the catalog's own words.
    fileprivate static func statement(_ words: Bilingual, holds: Bool, _ citation: Source) -> Ground {
        Ground(holds: holds, condition: words, isStatement: true, rule: "", facts: [], citation: citation)
    }
}
