import Catalog
import Cases
import Eligibility
import Hummingbird
import Vocabulary

/// One look at the policy finder: who looks, what they said, and what follows.
struct FinderVisit: Sendable {
    let visitor: Visitor
    let finder: PolicyFinder
    let answers: FinderAnswers
    let search: PolicyFinder.Search
    /// Whether an employer looks for itself; people look for themselves.
    let isForEmployers: Bool

    var language: Language { visitor.language }
    var catalog: Catalog { finder.catalog }

    /// - Parameter policies: only these; nil for all.
    init(_ visitor: Visitor, only policies: Set<PolicyCode>? = nil) async throws {
        self.visitor = visitor
        isForEmployers = visitor.query("for") == "enterprise"
        let audience: Audience? = policies == nil ? (isForEmployers ? .enterprise : .person) : nil
        let finder = PolicyFinder(
            visitor.casework.shelf.current, on: visitor.today, for: audience, only: policies)
        self.finder = finder
        let sent = try FormValues(urlEncoded: Array((visitor.request.uri.query ?? "").utf8))
        let answers = FinderAnswers(sent, of: finder.catalog, language: visitor.language)
        self.answers = answers
        let known = try await visitor.casework.circumstances(
            of: visitor.context.signedIn?.applicant, in: finder.catalog, on: visitor.today)
        search = finder.search(knowing: known, answer: answers.answer)
    }

    /// The address of a page of the finder with everything said so far.
    func address(_ path: String, without left: [ElementCode] = [], asking asked: ElementCode? = nil) -> String {
        let parts = [
            answers.query(without: left), asked.map { "ask=\($0.rawValue)" } ?? "",
            isForEmployers ? "for=enterprise" : "",
        ].filter { !$0.isEmpty }
        return visitor.address(path) + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
    }
}

extension Casework {
    /// What the register vouches for about a person; nothing for somebody who is not signed in.
    func circumstances(
        of person: Identifier<Applicant>?, in catalog: Catalog, on day: CalendarDay
    ) async throws -> Circumstances {
        guard let person else { return Circumstances(on: day) }
        let facts = try await store.read { session in
            try self.register.current(about: person.retyped(), on: day, in: session)
        }
        return Circumstances(facts.filter { $0.value.isCertified }, of: catalog, on: day)
    }
}
