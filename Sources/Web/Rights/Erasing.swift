import Access
import Cases
import Catalog
import Documents
import Eligibility
import Hummingbird
import Ledger
import Registry
import Vocabulary

/// Erasing at once everything that no statute keeps (一并删除): what only the person said, what is kept under their consent
/// alone, and what they began and never handed in.
struct Erasing: Sendable {
    let casework: Casework

    struct Outcome: Equatable, Sendable {
        var facts = 0
        var drafts = 0
        var files = 0
    }

    /// Every erased element is a request of its own that the law answers, so that the person can show it later.
    func eraseAll(of person: Identifier<Principal>, at now: Instant) async throws -> Outcome {
        let (register, catalog) = (casework.register, casework.shelf.current)
        let subject: Identifier<Subject> = person.retyped()
        return try await casework.store.write { [casework] session in
            var outcome = Outcome()
            let facts = try register.facts(about: subject, in: session).filter { Erasability($0) == .erasable }
            for (element, known) in Dictionary(grouping: facts, by: \.element).sorted(by: { $0.key < $1.key }) {
                outcome.facts += try register.erase(element, of: subject, in: session)
                let source = known[known.count - 1].source
                _ = try register.ask(
                    .deletion, of: subject, element: element, source: source, text: "",
                    department: DataRights.department(of: source, catalog), due: now.day,
                    answer: .init(outcome: .granted, reason: "已删除 / erased", by: "rule", at: now), at: now, in: session)
            }
            for purpose in ConsentPurpose.allCases where try register.agrees(subject, to: purpose, in: session) {
                _ = try register.say(false, to: purpose, person: subject, at: now, in: session)
            }
            let root = try register.root(of: subject, in: session)
            if try Offers.hasConsent(root, in: session) {
                try Offers.setConsent(false, of: root, at: now, in: session)
            }
            let unfinished = try casework.eraseUnfinished(of: person.retyped(), in: session)
            (outcome.drafts, outcome.files) = (unfinished.drafts, unfinished.files)
            return outcome
        }
    }
}

/// The page that says what will be erased and what stays, before it happens.
struct ErasingPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("me/erasure") { try await show($0) }
        routes.post("me/erasure") { visitor in
            let person = try visitor.ownPerson()
            _ = try await visitor.form()
            _ = try await Erasing(casework: site.casework).eraseAll(of: person, at: visitor.now)
            return visitor.go(to: "me#requests")
        }
        router.group("api/v1/me").post("erasure") { request, context in
            await Answer.run(request, context) {
                let signedIn = try context.required()
                if signedIn.isUnverified { throw Told.notVerified }
                guard let person = signedIn.applicant else {
                    throw Told(403, "noRole", "只有申请人可以办理", "only applicants have this")
                }
                let outcome = try await Erasing(casework: site.casework).eraseAll(
                    of: person.retyped(), at: site.clock())
                return Answer.json([
                    "facts": .integer(outcome.facts), "drafts": .integer(outcome.drafts),
                    "files": .integer(outcome.files),
                ])
            }
        }
    }

    private func show(_ visitor: Visitor) async throws -> Response {
        let person = try visitor.ownPerson()
        let language = visitor.language
        let casework = visitor.casework
        let (facts, unfinished) = try await casework.store.read { session in
            (
                try casework.register.facts(about: person.retyped(), in: session),
                try casework.unfinished(of: person.retyped(), in: session)
            )
        }
        let erasable = labels(facts.filter { Erasability($0) == .erasable }, visitor)
        let kept = facts.filter { Erasability($0) != .erasable }
        let title = language("一并删除", "Erase what may be erased")
        let isNothing = erasable.isEmpty && unfinished.drafts == 0 && unfinished.files == 0
        var goes = erasable
        if unfinished.drafts > 0 {
            goes.append(
                language("未提交的草稿 \(unfinished.drafts) 份", "Drafts that were not handed in: \(unfinished.drafts)"))
        }
        if unfinished.files > 0 {
            goes.append(language("未提交的文件 \(unfinished.files) 份", "Files that were not handed in: \(unfinished.files)"))
        }
        goes.append(language("各项单独同意", "Every consent you gave"))
        return visitor.page(
            title, back: visitor.address("me"),
            """
            <h1>\(title)</h1>
            <h2>\(language("将删除，不能恢复", "This goes, and cannot be brought back"))</h2>
            <ul>\(goes.map { text -> HTML in "<li>\(text)</li>" })</ul>
            <h2>\(language("依法保留", "This stays by law"))</h2>
            \(kept.isEmpty ? "<p class=\"nothing\">\(language("没有", "None"))</p>" : .empty)\
            <ul>\(reasons(kept, visitor).map { text -> HTML in "<li>\(text)</li>" })</ul>
            <p class="hint">\(language("已提交的申请及其材料是办理档案，一并保留。", "Applications that were handed in, with their materials, are the files of decisions and stay."))</p>
            \(isNothing ? "<p>\(language("除同意外，没有可以删除的内容。", "Apart from consents there is nothing to erase."))</p>" : .empty)\
            \(Form(language: language).element(
                to: visitor.address("me/erasure"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                HTML.actions(.button(language("全部删除", "Erase all of it"), .warning))))
            """)
    }

    private func labels(_ facts: [Fact], _ visitor: Visitor) -> [String] {
        let catalog = visitor.casework.shelf.current
        return Set(facts.map(\.element)).sorted().map {
            catalog.elements[ElementCode(rawValue: $0)]?.label(visitor.language) ?? $0
        }
    }

    /// What stays, together for each reason.
    private func reasons(_ facts: [Fact], _ visitor: Visitor) -> [String] {
        let language = visitor.language
        return [Erasability.keptAsFile, .keptByDepartment].compactMap { kind in
            let names = labels(facts.filter { Erasability($0) == kind }, visitor)
            guard !names.isEmpty else { return nil }
            return names.joined(separator: language("、", ", ")) + language("：", ": ") + kind.reason(language)
        }
    }
}

extension OpenAPI {
    static let erasingOperations: [Operation] = [
        Operation(
            method: .post, path: "/api/v1/me/erasure", id: "eraseMyData",
            summary:
                "Erases at once what no statute keeps: what only the person said, what is kept under consent, drafts and "
                + "files that were not handed in; takes every consent back.",
            answers: [
                (
                    200,
                    object(
                        ["facts": ["type": "integer"], "drafts": ["type": "integer"], "files": ["type": "integer"]],
                        required: ["facts", "drafts", "files"])
                )
            ])
    ]
}
