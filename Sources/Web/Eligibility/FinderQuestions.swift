import Catalog
import Cases
import Documents
import Eligibility
import Ledger
import Vocabulary

/// The questions of the finder as a form without a session, and what has been answered.
struct FinderQuestions {
    let visit: FinderVisit
    /// Where the form leads, below the language.
    let path: String

    private var language: Language { visit.language }
    private var catalog: Catalog { visit.catalog }

    /// What is asked now: what the visitor wants to change, or what the planner asks.
    private var asked: [ElementCode] {
        if let name = visit.answers.sent["ask"], catalog.elements.contains(ElementCode(name)) {
            return [ElementCode(name)]
        }
        let wrong = visit.answers.problems.map { ElementCode($0.field) }
        return wrong.isEmpty ? visit.search.interview.open : wrong
    }

    var isBegun: Bool { !visit.answers.said.isEmpty || !visit.answers.unknown.isEmpty }

    /// The open questions; nothing when no answer can change anything any more.
    var form: HTML {
        let elements = asked.compactMap { catalog.elements[$0] }
        guard !elements.isEmpty else { return .empty }
        var form = Form(language: language, problems: visit.answers.problems)
        form.values = visit.answers.sent
        for element in elements where visit.answers.problems.isEmpty {
            guard case .value(let value)? = visit.answers.answer(element.code), let json = JSON(value) else { continue }
            ElementControl(element: element, catalog: catalog, language: language).fill(&form.values, with: json)
        }
        let controls = elements.map { element in
            ElementControl(element: element, catalog: catalog, language: language).html(in: form, isRequired: false)
        }
        let carried = visit.answers.pairs(without: asked).map { HTML.hidden($0.name, $0.value) }
        let names = elements.map { HTML.hidden(FinderAnswers.askedName, $0.code.rawValue) }
        return """
            \(form.problemSummary)\
            <form class="form" method="get" action="\(link: visit.visitor.address(path))">
            \(carried)
            \(names)
            \(visit.isForEmployers ? HTML.hidden("for", "enterprise") : .empty)
            <p class="hint">\(language("不清楚的可以不选，接着往下答。", "Leave blank what you do not know."))</p>
            \(controls)\
            \(HTML.actions(.button(language("继续", "Continue"))))
            </form>

            """
    }

    /// What was answered and what the register knows, each with its source and a way to change it.
    var summary: HTML {
        let interview = visit.search.interview
        var entries: [HTML.SummaryEntry] = []
        for code in interview.answered + interview.skipped {
            guard let element = catalog.elements[code] else { continue }
            entries.append(
                .init(
                    element.label(language), words(code, element),
                    changeAddress: visit.address(path, without: [], asking: code)))
        }
        let used = Set(visit.finder.rules.flatMap { $0.decision.sources })
        for (name, fact) in interview.circumstances.facts.sorted(by: { $0.key < $1.key }) {
            guard fact.origin != .answered, used.contains(ElementCode(name)),
                let element = catalog.elements[ElementCode(name)]
            else { continue }
            let origin = fact.origin.words(catalog)
            entries.append(
                .init(
                    element.label(language), HTML(text: catalog.words(for: fact.value, of: element.code)(language)),
                    source: language(
                        "来自\(origin.zh)，\(fact.asOf.text(.zh))", "From \(origin.en), \(fact.asOf.text(.en))")))
        }
        guard !entries.isEmpty else { return .empty }
        return """
            <h2>\(language("依据您的这些情况", "What this rests on"))</h2>
            \(HTML.summaryList(entries, language))\
            <p>\(HTML.link(language("清除回答，重新开始", "Clear the answers and start again"), to: visit.visitor.address(path)))</p>

            """
    }

    private func words(_ code: ElementCode, _ element: DataElement) -> HTML {
        guard case .value(let value)? = visit.answers.answer(code) else {
            return HTML.tag(language("不清楚", "Not known"))
        }
        return HTML(text: catalog.words(for: value, of: code)(language))
    }
}
