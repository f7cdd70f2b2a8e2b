import FEEL
import Vocabulary

extension CheckRule {
    /// Decision tables of policies as a whole. Each cell is checked like any other rule.
    static let policies: [CheckRule] = [
        CheckRule("input-once", "决策表的输入列不重名", "The inputs of a table have different names") { inspector in
            inspector.eachVersion { version, path in
                var seen: Set<String> = []
                for (index, input) in version.table.inputs.enumerated() where !seen.insert(input.name).inserted {
                    inspector.report(
                        at: "\(path)/inputs/\(index + 1)", "输入“\(input.name)”重复",
                        "the input “\(input.name)” appears twice")
                }
            }
        },
        CheckRule("amount-number", "金额是数", "An amount is a number") { inspector in
            let types = inspector.catalog.factTypes
            for used in inspector.expressions where used.use == .amount {
                let type = used.expression.check(types).type
                guard ![.number, .any, .null].contains(type) else { continue }
                inspector.report(
                    at: used.entry, position: used.scalar.position,
                    .init("金额应为数（元），却是 \(type)", "an amount is a number of yuan, not a \(type)"))
            }
        },
        CheckRule("rule-ends", "规则须在有限步内算完", "A rule ends within a limited number of steps") { inspector in
            let facts = inspector.catalog.sampleFacts
            for used in inspector.expressions {
                guard let problem = used.expression.outcome(environment: .checking, { facts[$0] }).problem else {
                    continue
                }
                inspector.report(
                    at: used.entry, position: used.scalar.position,
                    .init(
                        "规则没有算完：\(problem.chinese)，请改写，不要遍历很长的范围",
                        "the rule does not end: \(problem); do not run through long ranges"))
            }
        },
        CheckRule("rows-apart", "unique 表的行不重叠", "Rows of a unique table do not overlap") { inspector in
            inspector.eachVersion { version, path in
                for finding in version.table.findings(inspector.catalog) {
                    guard case .overlap(let first, let second) = finding.kind else { continue }
                    let example = finding.shown
                    inspector.report(
                        at: "\(path)/rows/\(second)", "第 \(first) 行与第 \(second) 行重叠，例如 \(example)",
                        "rows \(first) and \(second) overlap, for example \(example)")
                }
            }
        },
        CheckRule("no-gap", "没有 otherwise 的表须覆盖所有情形", "A table without `otherwise` covers everything") { inspector in
            inspector.eachVersion { version, path in
                guard version.table.otherwise == nil, !version.table.inputs.isEmpty else { return }
                for finding in version.table.findings(inspector.catalog) where finding.kind == .gap {
                    inspector.report(
                        at: "\(path)/rows", "没有一行适用于 \(finding.shown)；请补一行，或写 otherwise",
                        "no row covers \(finding.shown); add a row, or say `otherwise`")
                }
            }
        },
    ]
}

extension Inspector {
    fileprivate func eachVersion(_ body: (PolicyVersion, String) -> Void) {
        for (entry, policy) in policies.map(\.pair) {
            for (index, version) in policy.versions.enumerated() { body(version, "\(entry)/versions/\(index + 1)") }
        }
    }
}

extension FEEL.Environment {
    /// What a rule of a catalog may cost; a thousand times more than any sensible one needs.
    fileprivate static let checking = FEEL.Environment(stepLimit: 100_000)
}

extension EvaluationProblem {
    fileprivate var chinese: String {
        switch self {
        case .stepLimitReached(let limit): "超过 \(limit) 步"
        case .nestingTooDeep: "嵌套过深"
        }
    }
}

extension TableFinding {
    /// The counter-example as a row: `age = 17, person_category = "graduate"`.
    fileprivate var shown: String {
        example.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
    }
}

extension Catalog {
    /// One ordinary value for every fact, so that a rule can be run once.
    fileprivate var sampleFacts: [String: FEEL.Value] {
        let day = Rules.date("2024-06-07")
        var facts = Dictionary(
            uniqueKeysWithValues: elements.map { element -> (String, FEEL.Value) in
                switch element.type {
                case .boolean: return (element.code.rawValue, true)
                case .integer(let min, _), .decimal(_, let min, _): return (element.code.rawValue, .number(min ?? 1))
                case .money: return (element.code.rawValue, 1000)
                case .date, .month: return (element.code.rawValue, day)
                case .code(let list): return (element.code.rawValue, first(list))
                case .codes(let list): return (element.code.rawValue, .list([first(list)]))
                case .citizenID: return (element.code.rawValue, "530102199802153125")
                default: return (element.code.rawValue, "530102")
                }
            })
        facts[Rules.Ambient.appliedOn] = day
        facts[Rules.Ambient.decidedOn] = day
        return facts
    }

    private func first(_ list: CodeListCode) -> FEEL.Value {
        codeLists[list]?.values.first.map { .string($0.code) } ?? .null
    }
}
