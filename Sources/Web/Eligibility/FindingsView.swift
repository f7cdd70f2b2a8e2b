import Catalog
import Documents
import Eligibility
import Vocabulary

/// The answers of all policies, the best news first.
struct FindingsView {
    let visit: FinderVisit

    private typealias Finding = PolicyFinder.Finding

    private var language: Language { visit.language }
    private var words: FindingWords {
        FindingWords(catalog: visit.catalog, language: language, today: visit.visitor.today)
    }

    var sections: HTML {
        let findings = visit.search.findings
        let eligible = findings.filter { if case .eligible = $0.verdict { true } else { false } }
        let open = findings.filter { if case .undetermined = $0.verdict { true } else { false } }
        let refused = findings.filter { $0.verdict == .ineligible }
        let almost = refused.filter { $0.nearest != nil }
        let isOver = visit.search.interview.open.isEmpty
        return """
            \(section(language("您可以享受", "You are entitled to"), eligible, .good))\
            \(eligible.isEmpty && isOver ? "<p class=\"lead\">\(language("按您的回答，目前没有可以享受的政策。", "After your answers there is nothing you are entitled to at present."))</p>\n" : .empty)\
            \(section(language("差一点就可以享受", "Almost"), almost, .attention))\
            \(section(language("还要知道更多才能判断", "More is needed to decide"), isOver ? open : [], .neutral))\
            \(isOver || open.isEmpty ? .empty : "<p class=\"hint\">\(language("还有 \(open.count) 项政策，答完上面的问题就有结果。", open.count == 1 ? "1 more policy depends on the questions above." : "\(open.count) more policies depend on the questions above."))</p>\n")\
            \(outside(refused.filter { $0.nearest == nil }))
            """
    }

    private func section(_ heading: String, _ findings: [Finding], _ tone: Tone) -> HTML {
        guard !findings.isEmpty else { return .empty }
        let cards = findings.map { finding -> HTML in
            let amount = words.amount(finding)
            return """
                <li><h3>\(title(finding))\(amount.map { amount -> HTML in " \(HTML.tag(amount, tone))" })</h3>
                <p>\(finding.rule.policy.summary.html(language))</p>
                \(words.steps(finding))\
                \(words.missing(finding))\
                \(words.because(finding))\
                \(words.citation(finding))</li>

                """
        }
        return "<h2>\(heading)</h2>\n<ul class=\"cards findings\">\n\(cards)</ul>\n"
    }

    private func title(_ finding: Finding) -> HTML {
        let policy = finding.rule.policy
        return HTML.link(policy.name(language), to: visit.address("policies/\(policy.code.rawValue.queryEncoded)"))
    }

    private func outside(_ findings: [Finding]) -> HTML {
        guard !findings.isEmpty else { return .empty }
        let rows = findings.map { finding -> HTML in
            "<h3>\(title(finding))</h3>\n\(words.because(finding, isOpen: true))"
        }
        return HTML.details(
            language(
                "不适用您的 \(findings.count) 项政策及原因",
                findings.count == 1
                    ? "1 policy that does not fit, and why" : "\(findings.count) policies that do not fit, and why"),
            rows.joined())
    }
}
