import FEEL
import Vocabulary

extension CheckRule {
    /// What rules read, and what they compare.
    static let expressions: [CheckRule] = [
        CheckRule("pure-rule", "规则不读取时钟", "A rule does not read the clock") { inspector in
            for used in inspector.expressions {
                for call in Rules.calls(in: used.expression.syntax) where ["today", "now"].contains(call.name) {
                    inspector.report(
                        at: used.entry,
                        position: used.scalar.position(line: call.position.line, column: call.position.column),
                        .init(
                            "请用 \(Rules.Ambient.appliedOn)，不要用 \(call.name)()",
                            "use \(Rules.Ambient.appliedOn) instead of \(call.name)()"))
                }
            }
        },
        CheckRule("known-code", "规则只提到代码表里有的代码", "A rule names codes that their lists have") { inspector in
            for used in inspector.expressions {
                for comparison in Rules.comparisons(in: used.expression.syntax) {
                    guard let list = inspector.catalog.elements[.init(comparison.name)]?.type.list,
                        let codes = inspector.catalog.codeLists[list],
                        case .literal(.string(let code)) = comparison.literal.form,
                        codes[code] == nil
                    else { continue }
                    let place = comparison.literal.position
                    inspector.report(
                        at: used.entry, position: used.scalar.position(line: place.line, column: place.column),
                        .init("代码表“\(list)”里没有“\(code)”", "the code list “\(list)” has no “\(code)”"),
                        nearest: NearestName.of(code, among: codes.values.map(\.code)))
                }
            }
        },
        CheckRule("rule-type", "规则的运算和比较有意义", "A rule computes and compares what can be") { inspector in
            let types = inspector.catalog.factTypes
            for used in inspector.expressions {
                if let subject = used.subject, !subject.check(types).problems.isEmpty { continue }
                for problem in used.expression.check(types).problems {
                    // Unknown names have been reported with the nearest element.
                    if case .unknownName = problem.kind { continue }
                    inspector.report(
                        at: used.entry,
                        position: used.scalar.position(line: problem.position.line, column: problem.position.column),
                        .init(zh: problem.chineseMessage, en: problem.message))
                }
            }
        },
        CheckRule("truth-valued", "条件的值须为真假", "A condition is true or false") { inspector in
            let types = inspector.catalog.factTypes
            for used in inspector.expressions where used.use == .condition {
                let type = used.expression.check(types).type
                if ![.boolean, .any, .null].contains(type) {
                    inspector.report(
                        at: used.entry, position: used.scalar.position,
                        .init("条件的值是 \(type)，不是真假", "the condition gives a \(type), not true or false"))
                }
            }
        },
        CheckRule("value-type", "写入和推导的值与数据元类型一致", "What is written or derived is of the element's type") { inspector in
            let types = inspector.catalog.factTypes
            for (entry, item) in inspector.items.map(\.pair) {
                for (index, effect) in item.effects.enumerated() {
                    inspector.compare(
                        effect.value, with: effect.element, types, at: "\(entry)/effects/\(index + 1)/value")
                    for (key, bound) in [("from", effect.validity.from), ("to", effect.validity.to)] {
                        guard let type = bound?.check(types).type, ![.date, .any, .null].contains(type) else {
                            continue
                        }
                        inspector.report(
                            at: "\(entry)/effects/\(index + 1)/\(key)", "有效期应为日期，却是 \(type)",
                            "the period needs a date, not a \(type)")
                    }
                }
            }
            for (entry, element) in inspector.elements.map(\.pair) {
                guard let derived = element.derived else { continue }
                inspector.compare(derived, with: element.code, types, at: "\(entry)/derived")
            }
        },
    ]
}

extension Inspector {
    /// Reports a rule whose value can never be one of the element.
    fileprivate func compare(
        _ rule: FEEL.Expression, with element: ElementCode, _ types: [String: ValueType], at entry: String
    ) {
        guard let expected = catalog.elements[element]?.type.ruleType else { return }
        let found = rule.check(types).type
        guard ![expected, .any, .null].contains(found) else { return }
        report(
            at: entry, "“\(element)”是 \(expected)，这里却是 \(found)",
            "“\(element)” is a \(expected), but this is a \(found)")
    }
}

extension Catalog {
    /// The types of everything a rule may read.
    var factTypes: [String: ValueType] {
        var types = Dictionary(uniqueKeysWithValues: elements.map { ($0.code.rawValue, $0.type.ruleType) })
        types[Rules.Ambient.appliedOn] = .date
        types[Rules.Ambient.decidedOn] = .date
        types[Rules.Ambient.itemNumber] = .string
        return types
    }
}

extension ElementType {
    /// How the element appears in rules.
    public var ruleType: ValueType {
        switch self {
        case .text, .citizenID, .creditCode, .phone, .bankCard, .region, .code, .address: .string
        case .date, .month: .date
        case .integer, .decimal, .money: .number
        case .boolean: .boolean
        case .codes: .list(.string)
        }
    }

    /// The list of an element that holds one code or several.
    public var list: CodeListCode? {
        switch self {
        case .code(let list), .codes(let list): list
        default: nil
        }
    }
}
