import Catalog
import Documents
import Eligibility
import Hummingbird
import Vocabulary

/// One policy: what it gives, whether it fits the visitor, and why.
struct PolicyView {
    let visit: FinderVisit
    let finding: PolicyFinder.Finding

    private var language: Language { visit.language }
    private var policy: Policy { finding.rule.policy }

    func page() -> Response {
        let words = FindingWords(catalog: visit.catalog, language: language, today: visit.visitor.today)
        let questions = FinderQuestions(visit: visit, path: "policies/\(policy.code)")
        return visit.visitor.page(
            policy.name(language), back: visit.address("policies"), hasProblems: !visit.answers.problems.isEmpty,
            """
            <h1>\(policy.name.html(language))</h1>
            <p class="lead">\(policy.summary.html(language))</p>
            \(verdict(words))\
            \(questions.form)\
            \(HTML.summaryList(particulars, language))\
            \(words.citation(finding))
            \(questions.summary)
            """)
    }

    private func verdict(_ words: FindingWords) -> HTML {
        let (tone, title): (Tone, String) =
            switch finding.verdict {
            case .eligible:
                (
                    .good,
                    language("您可以享受", "You are entitled to this")
                        + (words.amount(finding).map { language("：", ": ") + $0 } ?? "")
                )
            case .ineligible:
                (
                    finding.nearest == nil ? .neutral : .attention,
                    language("您目前不能享受", "You are not entitled to this at present")
                )
            case .undetermined: (.active, language("回答下面的问题就有结果", "The questions below decide"))
            }
        if case .undetermined = finding.verdict, visit.search.interview.open.isEmpty {
            return HTML.banner(
                .neutral, title: language("还要知道更多才能判断", "More is needed to decide"), words.missing(finding))
        }
        return HTML.banner(
            tone, title: title,
            """
            \(words.steps(finding))\
            \(words.missing(finding))\
            \(finding.nearest == nil ? .empty : "<p>\(language("原因：", "Why not now:"))</p>\n")\
            \(words.because(finding, isOpen: true))
            """)
    }

    private var particulars: [HTML.SummaryEntry] {
        guard let version = finding.version else { return [] }
        let from = version.effective.from.text(language)
        var entries: [HTML.SummaryEntry] = [
            .init(
                language("有效期", "In force"),
                HTML(
                    text: version.effective.to.map {
                        language("\(from) 至 \($0.text(.zh))", "\(from) to \($0.text(.en))")
                    } ?? language("\(from) 起", "from \(from)")))
        ]
        if !version.regions.isEmpty {
            let names = version.regions.map { language(Regions.fullName(of: $0), Regions.fullEnglishName(of: $0)) }
            entries.append(.init(language("适用地区", "Where"), HTML(text: names.joined(separator: language("、", ", ")))))
        }
        if let months = version.limits.months {
            entries.append(
                .init(language("期限", "Term"), HTML(text: language("最长 \(months) 个月", "at most \(months) months"))))
        }
        if let times = version.limits.times {
            entries.append(
                .init(
                    language("次数", "How often"),
                    HTML(text: language("最多 \(times) 次", times == 1 ? "once" : "at most \(times) times"))))
        }
        if let note = version.limits.note { entries.append(.init(language("说明", "Note"), note.html(language))) }
        if let department = visit.catalog.departments[policy.department] {
            entries.append(.init(language("主管部门", "Department"), department.name.html(language)))
        }
        if let item = policy.item.flatMap({ visit.catalog.items[$0] }),
            let bundle = visit.catalog.bundle(offering: item.code)
        {
            entries.append(
                .init(
                    language("怎么申请", "How to apply"),
                    HTML.link(item.name(language), to: visit.visitor.address("bundles/\(bundle.code)"))))
        }
        return entries
    }
}
