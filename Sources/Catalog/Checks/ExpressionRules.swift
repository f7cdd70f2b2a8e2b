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
        CheckRule("known-function", "规则只调用已有的函数", "A rule calls functions that exist") { inspector in
            for used in inspector.expressions {
                for call in Rules.calls(in: used.expression.syntax)
                where inspector.catalog.elements.contains(.init(call.name)) {
                    inspector.report(
                        at: used.entry,
                        position: used.scalar.position(line: call.position.line, column: call.position.column),
                        .init("“\(call.name)”是数据元，不是函数", "“\(call.name)” is a data element, not a function"))
                }
            }
        },
        CheckRule("comparable", "规则只比较同类的值", "A rule compares values of one kind") { inspector in
            for used in inspector.expressions {
                for comparison in Rules.comparisons(in: used.expression.syntax) {
                    guard let mismatch = inspector.mismatch(comparison) else { continue }
                    inspector.report(
                        at: used.entry,
                        position: used.scalar.position(
                            line: comparison.literal.position.line, column: comparison.literal.position.column),
                        mismatch.message, nearest: mismatch.nearest)
                }
            }
        },
        CheckRule("truth-valued", "条件的值须为真假", "A condition is true or false") { inspector in
            for used in inspector.expressions where used.use == .condition {
                if let kind = Rules.kind(of: used.expression.syntax, inspector.catalog.elements), kind != .boolean {
                    inspector.report(
                        at: used.entry, position: used.scalar.position,
                        .init("条件的值是\(kind.name.zh)，不是真假", "the condition gives \(kind.name.en), not true or false"))
                }
            }
        },
    ]
}

extension Inspector {
    /// What is wrong with comparing an element with a literal: another kind of value, or a code its list does not have.
    fileprivate func mismatch(_ comparison: Rules.Comparison) -> (message: Bilingual, nearest: String?)? {
        guard let element = catalog.elements[.init(comparison.name)], case .literal(let value) = comparison.literal.form
        else { return nil }
        if value.isNull { return nil }
        if let list = element.type.list, let codes = catalog.codeLists[list], case .string(let code) = value {
            guard codes[code] == nil else { return nil }
            return (
                .init("代码表“\(list)”里没有“\(code)”", "the code list “\(list)” has no “\(code)”"),
                NearestName.of(code, among: codes.values.map(\.code))
            )
        }
        let expected = Rules.Kind(of: element.type)
        guard let found = Rules.Kind(of: value), found != expected, expected != .list else { return nil }
        return (
            .init(
                "“\(element.code)”是\(expected.name.zh)，不能与\(found.name.zh)比较",
                "“\(element.code)” is \(expected.name.en) and cannot be compared with \(found.name.en)"),
            nil
        )
    }
}

extension ElementType {
    /// The list of an element that holds one code or several.
    public var list: CodeListCode? {
        switch self {
        case .code(let list), .codes(let list): list
        default: nil
        }
    }
}
