import Catalog
import Documents
import Eligibility
import FEEL
import Vocabulary

/// Says one policy's answer: how much, why, after which article, and what is missing or would have to change.
struct FindingWords {
    let catalog: Catalog
    let language: Language
    let today: CalendarDay

    /// How much, in a few words; nil when there is no amount to name.
    func amount(_ finding: PolicyFinder.Finding) -> String? {
        guard case .eligible(let entitlement) = finding.verdict else { return nil }
        let words: String
        switch entitlement {
        case .fixed(let amount?): words = money(amount)
        case .depends(_, let amounts):
            guard let least = amounts.min(), let most = amounts.max() else { return language("可以享受", "entitled") }
            words = least == most ? money(least) : "\(money(least)) – \(money(most))"
        case .fixed(nil): return language("可以享受", "entitled")
        }
        return finding.rule.policy.benefit.words(words, language)
    }

    private func money(_ amount: Decimal128) -> String {
        let money = (amount * 100).flatMap(\.integer).map { Money(fen: Int64($0)) }
        return money?.words(language) ?? language("\(amount.normalized) 元", "¥\(amount.normalized)")
    }

    /// The reasons, each with its facts and their sources.
    func because(_ finding: PolicyFinder.Finding, isOpen: Bool = false) -> HTML {
        guard !finding.grounds.isEmpty else { return .empty }
        let rows = finding.grounds.map { ground -> HTML in
            let sources = ground.facts.compactMap { fact -> String? in
                guard let known = fact.known, known.origin != .answered else { return nil }
                let origin = known.origin.words(catalog)
                return language(
                    "\(fact.label.zh)来自\(origin.zh)，\(known.asOf.text(.zh))",
                    "\(fact.label.en) from \(origin.en), \(known.asOf.text(.en))")
            }
            return """
                <li>\(ground.sentence.html(language))\
                \(sources.map { source -> HTML in "<p class=\"source\">\(source)</p>" })</li>

                """
        }
        let list: HTML = "<ul class=\"grounds\">\n\(rows)</ul>\n"
        return isOpen ? list : HTML.details(language("为什么", "Why"), list)
    }

    func citation(_ finding: PolicyFinder.Finding) -> HTML {
        guard let source = finding.version?.source ?? finding.grounds.first?.citation else { return .empty }
        let words: HTML = "<cite lang=\"zh-CN\">\(source.citation)</cite>"
        return """
            <p class="source">\(language("依据：", "Basis: "))\
            \(source.url.map { url -> HTML in "<a href=\"\(link: url)\">\(words)</a>" } ?? words)\
            \(source.reliance(language))</p>
            """
    }

    func missing(_ finding: PolicyFinder.Finding) -> HTML {
        let missing: [ElementCode]
        let lead: String
        switch finding.verdict {
        case .undetermined(let elements):
            (missing, lead) = (elements, language("还不知道：", "Not known yet: "))
        case .eligible(.depends(let elements, _)):
            (missing, lead) = (elements, language("金额取决于：", "How much depends on: "))
        case .eligible, .ineligible: return .empty
        }
        let names = missing.map { catalog.name(of: $0.rawValue)(language) }.joined(separator: language("、", ", "))
        return "<p>\(lead)\(names)</p>\n"
    }

    /// What would have to change.
    func steps(_ finding: PolicyFinder.Finding) -> HTML {
        guard let nearest = finding.nearest else { return .empty }
        let steps = nearest.steps.map { step -> HTML in
            "<li>\(step.words(catalog, from: today)(language).sentence(language))</li>\n"
        }
        return "<p>\(language("只要：", "It would take:"))</p>\n<ul>\n\(steps)</ul>\n"
    }
}

extension Money {
    /// `300,000 元`, `2,666.66 元`
    func words(_ language: Language) -> String {
        let text = description
        let short = text.hasSuffix(".00") ? String(text.dropLast(3)) : text
        return language("\(short) 元", "¥\(short)")
    }
}

extension Policy.Benefit {
    /// What an amount means, around its words.
    func words(_ amount: String, _ language: Language) -> String {
        switch self {
        case .once: language("一次性 ", "once ") + amount
        case .monthly: language("每月 ", "monthly ") + amount
        case .loan: language("最高 ", "up to ") + amount
        }
    }
}

extension Source {
    /// Entries that an installation has still to confirm say so.
    func reliance(_ language: Language) -> HTML {
        switch confidence {
        case .stated, .found, .sure: .empty
        case .likely, .unsure, .designed:
            " <span class=\"hint\">\(language("（以当地公布为准）", "(to be confirmed locally)"))</span>"
        }
    }
}
