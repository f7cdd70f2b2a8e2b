import Cases
import Catalog
import Eligibility
import FEEL
import Ledger
import Vocabulary

/// What a visitor has answered in the guide, kept in the address: it works without signing in, and going back keeps it.
struct GuideAnswers: Sendable {
    let bundle: Bundle
    let catalog: Catalog
    let today: CalendarDay
    /// What was needed and is known, in the order of asking.
    private(set) var answers = Answers()
    /// What a department vouches for, for those who are signed in.
    let known: Knowledge
    /// Everything that was said, needed at present or not, so that no answer is lost when an earlier one is changed.
    let said: Answers
    private let interview: Interview

    /// - Parameter given: the text of an answer by the question's element.
    init(
        _ bundle: Bundle, of catalog: Catalog, on today: CalendarDay, known: Knowledge = Knowledge(),
        given: (String) -> String?
    ) {
        self.bundle = bundle
        self.catalog = catalog
        self.today = today
        self.known = known
        var circumstances = Circumstances(on: today)
        for (code, fact) in known.fixed {
            circumstances[code] = fact.known(as: catalog.elements[code])
        }
        let questions = bundle.situation.map(\.element)
        var said = Answers()
        var values: [ElementCode: FEEL.Value] = [:]
        for code in questions {
            guard let element = catalog.elements[code], let text = given(code.rawValue),
                let value = try? catalog.value(of: element, from: text), let json = JSON(value)
            else { continue }
            said[code] = json
            values[code] = value
        }
        let matters = bundle.items.compactMap { member in
            member.offered.map { Matter(condition: $0, of: catalog) }
        }
        interview = Interview(
            about: matters, of: catalog, knowing: circumstances, order: questions, where: Set(questions).contains
        ) { values[$0].map { .value($0) } }
        self.said = said
        for code in questions { if let fact = known.fixed[code] { answers[code] = fact.value } }
        for code in interview.answered { answers[code] = said[code] }
    }

    func value(_ name: String) -> FEEL.Value {
        let answered = catalog.value(name, in: answers, appliedOn: today)
        guard answered.isNull, let fact = known.fixed[ElementCode(rawValue: name)] else { return answered }
        return fact.value.value(as: catalog.elements[ElementCode(rawValue: name)]?.type)
    }

    private func question(_ element: ElementCode) -> Question? { bundle.situation.first { $0.element == element } }

    /// The next question that can still change something; nil when none can.
    var next: Question? { interview.open.first.flatMap(question) }

    var suggestions: [Suggestion] { catalog.suggest(in: bundle.code, given: value) }

    /// The questions that were needed, in the order of asking; what a department vouches for stands first.
    var answered: [Question] {
        let vouched = bundle.situation.map(\.element).filter { known.fixed[$0] != nil }
        return (vouched + interview.answered).compactMap(question)
    }

    /// The question before that one among the answered ones; for the last page, the last answered one.
    func previous(of question: Question?) -> Question? {
        let asked = interview.answered
        guard let place = question.flatMap({ asked.firstIndex(of: $0.element) }) else {
            return asked.last.flatMap(self.question)
        }
        return place == 0 ? nil : self.question(asked[place - 1])
    }

    /// How many questions have been answered before that one.
    func place(of question: Question) -> Int {
        interview.answered.firstIndex(of: question.element) ?? interview.answered.count
    }

    /// The answers as part of an address: `person_category=graduate&…`.
    var query: String {
        said.members.map { "\($0.name.queryEncoded)=\(($0.value.plainTexts.first ?? "").queryEncoded)" }
            .joined(separator: "&")
    }
}
