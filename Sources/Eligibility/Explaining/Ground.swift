import Catalog
import FEEL
import Vocabulary

/// One reason for a verdict: what was decided, with which facts, after which article.
public struct Ground: Hashable, Sendable {
    /// Whether the condition holds; nil when it cannot be decided yet.
    public let holds: Bool?
    /// The condition in plain words.
    public let condition: Bilingual
    /// It is no condition but says what applied or what was computed.
    public let isStatement: Bool
    /// The condition in the rule language.
    public let rule: String
    public let facts: [UsedFact]
    public let citation: Source?

    /// One whole sentence: `不满足：年龄至少 16（年龄为 15）`.
    public var sentence: Bilingual {
        let lead =
            switch holds {
            case _ where isStatement: Bilingual("", "")
            case true?: Bilingual("满足：", "Met: ")
            case false?: Bilingual("不满足：", "Not met: ")
            case nil: Bilingual("还不能判断：", "Cannot be decided yet: ")
            }
        let zh = facts.map { "\($0.label.zh)\($0.words.map { "为\($0.zh)" } ?? "未知")" }.joined(separator: "，")
        let en = facts.map { "\($0.label.en) \($0.words.map { "is \($0.en)" } ?? "is not known")" }
            .joined(separator: ", ")
        return Bilingual(
            zh: lead.zh + condition.zh + (zh.isEmpty ? "" : "（\(zh)）"),
            en: lead.en + condition.en + (en.isEmpty ? "" : " (\(en))"))
    }
}

/// A fact that had a say, as people read it, and where it comes from.
public struct UsedFact: Hashable, Sendable {
    public let element: ElementCode
    public let label: Bilingual
    /// The value in words; nil when it is not known.
    public let words: Bilingual?
    public let value: FEEL.Value
    /// Who says so; nil when it is not known or follows from other facts.
    public let known: KnownFact?
}

extension Catalog {
    /// Why a condition has its value for these circumstances: the parts that decided.
    ///
    /// - Parameter citation: the article the condition comes from.
    public func grounds(
        of condition: FEEL.Expression, for circumstances: Circumstances, citation: Source? = nil
    ) -> [Ground] {
        let explanation = condition.explain { circumstances.value($0, of: self) }
        var seen: Set<Ground> = []
        return explanation.because.map { ground($0, circumstances, citation) }.filter { seen.insert($0).inserted }
    }

    /// What is no condition: the row of a table that applied, with its note, or an amount that was computed.
    private func statement(_ reason: FEEL.Reason) -> Bilingual? {
        switch reason.kind {
        case .rules(let numbers, let annotations):
            let list = numbers.map(String.init)
            let notes = annotations.filter { !$0.isEmpty }.joined(separator: "；")
            return Bilingual(
                zh: "适用政策表第 \(list.joined(separator: "、")) 行" + (notes.isEmpty ? "" : "：\(notes)"),
                en: "row \(list.joined(separator: ", ")) of the policy's table applies"
                    + (notes.isEmpty ? "" : ": \(notes)"))
        case .noRule: return Bilingual("政策表中没有适用的行", "no row of the policy's table applies")
        case .computation where reason.value.boolean == nil && !reason.value.isNull:
            let words = phrase(reason)
            let value = self.words(for: reason.value, of: ElementCode(""))
            return Bilingual("\(words.zh)，得 \(value.zh)", "\(words.en), which is \(value.en)")
        default: return nil
        }
    }

    private func phrase(_ reason: FEEL.Reason) -> Bilingual {
        (try? FEEL.Expression(parsing: reason.expression, knownNames: elements.map(\.code.rawValue)))
            .map { Phrase(catalog: self).words($0.syntax) } ?? Bilingual(reason.expression, reason.expression)
    }

    func ground(_ reason: FEEL.Reason, _ circumstances: Circumstances, _ citation: Source?) -> Ground {
        let statement = statement(reason)
        let facts = reason.facts.map { fact -> UsedFact in
            let element = ElementCode(fact.name)
            let known = circumstances.facts[fact.name]
            let isKnown = known != nil || !fact.value.isNull
            return UsedFact(
                element: element, label: name(of: fact.name),
                words: isKnown ? self.words(for: fact.value, of: element) : nil, value: fact.value, known: known)
        }
        // FEEL compares null like any value; what rests on an unknown fact is not decided.
        let isOpen = reason.facts.contains { fact in
            fact.value.isNull && circumstances.value(fact.name) == nil
                && sources(of: [fact.name]).contains { circumstances.value($0) == nil }
        }
        return Ground(
            holds: isOpen ? nil : statement == nil ? reason.value.boolean : reason.kind != .noRule,
            condition: statement ?? phrase(reason), isStatement: statement != nil, rule: reason.expression,
            facts: facts, citation: citation)
    }
}
