import Cases
import Catalog
import FEEL
import Ledger
import Vocabulary

/// What a visitor has answered in the guide, kept in the address: it works without signing in, and going back keeps it.
struct GuideAnswers: Sendable {
    let bundle: Bundle
    let catalog: Catalog
    let today: CalendarDay
    /// Only answers to questions that are asked, in the guide's order.
    private(set) var answers = Answers()
    /// What a department vouches for, for those who are signed in.
    let known: Knowledge

    /// - Parameter given: the text of an answer by the question's element.
    init(
        _ bundle: Bundle, of catalog: Catalog, on today: CalendarDay, known: Knowledge = Knowledge(),
        given: (String) -> String?
    ) {
        self.bundle = bundle
        self.catalog = catalog
        self.today = today
        self.known = known
        for question in bundle.situation where isAsked(question) {
            guard let element = catalog.elements[question.element] else { continue }
            if let text = given(question.element.rawValue), let value = try? catalog.value(of: element, from: text),
                let json = JSON(value)
            {
                answers[element.code] = json
            } else if let fact = known.fixed[element.code] {
                answers[element.code] = fact.value
            }
        }
    }

    func value(_ name: String) -> FEEL.Value {
        let answered = catalog.value(name, in: answers, appliedOn: today)
        guard answered.isNull, let fact = known.fixed[ElementCode(rawValue: name)] else { return answered }
        return fact.value.value(as: catalog.elements[ElementCode(rawValue: name)]?.type)
    }

    private func isAsked(_ question: Question) -> Bool {
        question.when.map { catalog.evaluate($0, given: value).boolean == true } ?? true
    }

    /// The next question that can still change something; nil when none can.
    var next: Question? { catalog.nextQuestion(in: bundle.code, given: value) }

    var suggestions: [Suggestion] { catalog.suggest(in: bundle.code, given: value) }

    /// The questions that have been answered, in order.
    var answered: [Question] { bundle.situation.filter { answers[$0.element] != nil } }

    /// The question before that one among the answered ones; for the last page, the last answered one.
    func previous(of question: Question?) -> Question? {
        guard let question, let place = bundle.situation.firstIndex(where: { $0.element == question.element }) else {
            return answered.last
        }
        return bundle.situation[..<place].last { answers[$0.element] != nil }
    }

    /// The answers as part of an address: `person_category=graduate&…`.
    var query: String {
        answers.members.map { "\($0.name.queryEncoded)=\(($0.value.plainTexts.first ?? "").queryEncoded)" }
            .joined(separator: "&")
    }
}
