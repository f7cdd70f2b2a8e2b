import Cases
import Catalog
import Documents
import Eligibility
import Hummingbird
import Ledger
import Registry
import Vocabulary

/// Policies that are brought to a person (免申即享): whether they want that, what was found, and what they say to it.
struct OfferPages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("offers") { visitor in
            let person = try await person(visitor)
            let (agreed, offers) = try await visitor.casework.store.read { session in
                (try Offers.hasConsent(person, in: session), try Offers.standing(of: person, in: session))
            }
            return page(visitor, agreed: agreed, offers)
        }
        routes.post("offers/consent") { try await consent($0) }
        routes.post("offers/answer") { try await answer($0) }
    }

    /// The file under which the person's entitlements are kept: other files of theirs are joined to it.
    private func person(_ visitor: Visitor) async throws -> Identifier<Subject> {
        let applicant = try visitor.applicant()
        return try await visitor.casework.store.read { [register = visitor.casework.register] session in
            try register.root(of: applicant.retyped(), in: session)
        }
    }

    // MARK: What was said

    private func consent(_ visitor: Visitor) async throws -> Response {
        let sent = try await visitor.form()
        let granted: Bool
        switch sent["granted"] {
        case "yes": granted = true
        case "no": granted = false
        default: throw Told(400, "noAnswer", "请选择愿意或不愿意", "say whether you want to be told")
        }
        let casework = visitor.casework
        let catalog = casework.shelf.current
        try await Entitlements(store: casework.store, register: casework.register).consent(
            granted, of: try await person(visitor),
            Schemes(catalog.schemes(on: visitor.today), of: catalog, on: visitor.today), limits: OfferLimits(),
            at: visitor.now)
        return visitor.go(to: "offers")
    }

    private func answer(_ visitor: Visitor) async throws -> Response {
        let sent = try await visitor.form()
        let person = try await person(visitor)
        guard let answer = sent["answer"].flatMap(Offer.Answer.init), let policy = sent["policy"],
            let version = sent["version"]
        else { throw Told(400, "noAnswer", "请选择接受或谢绝", "say whether you accept or decline") }
        let now = visitor.now
        let isDone = try await visitor.casework.store.write { session in
            try Offers.answer(answer, to: policy, version: version, by: person, at: now, in: session)
        }
        guard isDone else {
            throw Told(409, "offerEnded", "这项政策现在不再适用于您", "this policy no longer applies to you")
        }
        guard answer == .accepted else { return visitor.go(to: "offers") }
        return visitor.go(to: try await next(to: PolicyCode(policy), visitor))
    }

    /// Where a person who accepted goes on: the application that is under way, the one that could be begun for them, the bundle
    /// where they choose for themselves, or, for a policy without an item, the offer with the words where to go.
    private func next(to policy: PolicyCode, _ visitor: Visitor) async throws -> String {
        if let number = try await visitor.underWay(for: policy) { return "applications/\(number)" }
        if let form = try await visitor.application(for: policy) {
            return "drafts/\(form.draft.id)\(form.parts.allSatisfy(\.isComplete) ? "/check" : "")"
        }
        let catalog = visitor.casework.shelf.current
        let bundle = catalog.policies[policy]?.item.flatMap(catalog.bundle(offering:))
        return bundle.map { "bundles/\($0.code)" } ?? "offers"
    }

    // MARK: The page

    private func page(_ visitor: Visitor, agreed: Bool, _ offers: [Offer]) -> Response {
        let language = visitor.language
        let title = language("为您找到的政策", "Policies found for you")
        let open = offers.filter { $0.answer != .declined }
        let declined = offers.filter { $0.answer == .declined }
        let nothing =
            agreed
            ? language("目前没有新的政策适合您。有了会在这里告诉您。", "Nothing fits you at present. What does will be told here.")
            : language("同意之后才会为您查找。", "Nothing is looked for until you agree.")
        let none: HTML = "<p class=\"nothing\">\(nothing)</p>\n"
        return visitor.page(
            title,
            """
            <h1>\(title)</h1>
            \(consentForm(visitor, agreed))\
            \(open.isEmpty ? none : cards(open, visitor))\
            \(declined.isEmpty ? .empty : HTML.details(
                language("您谢绝的 \(declined.count) 项", "\(declined.count) that you declined"),
                cards(declined, visitor)))\
            <p>\(HTML.link(language("自己查政策", "Look for policies yourself"), to: visitor.address("policies")))</p>
            """)
    }

    private func consentForm(_ visitor: Visitor, _ agreed: Bool) -> HTML {
        let language = visitor.language
        let form = Form(language: language)
        let content: HTML =
            agreed
            ? """
            <p>\(language("您已同意：用已登记的信息为您查找可以享受的政策，三十天内最多告诉您两项。", "You agreed that your registered information is used to look for policies you are entitled to; you are told of two in thirty days at most."))</p>
            \(HTML.hidden("granted", "no"))
            \(HTML.actions(.button(language("不再查找", "Stop looking"), .secondary)))
            """
            : """
            <p>\(language("要不要用已登记的信息为您查找可以享受的政策？不用填表。三十天内最多告诉您两项，随时可以停止。", "Shall your registered information be used to look for policies you are entitled to? There is no form to fill. You are told of two in thirty days at most, and can stop this at any time."))</p>
            \(HTML.hidden("granted", "yes"))
            \(HTML.actions(.button(language("同意查找", "Agree"))))
            """
        return form.element(
            to: visitor.address("offers/consent"), csrf: visitor.context.signedIn?.csrfToken ?? "", content)
    }

    private func cards(_ offers: [Offer], _ visitor: Visitor) -> HTML {
        "<ul class=\"cards findings\">\n\(offers.map { card($0, visitor) })</ul>\n"
    }

    private func card(_ offer: Offer, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let catalog = visitor.casework.shelf.current
        let policy = catalog.policies[PolicyCode(offer.policy)]
        let name = policy?.name(language) ?? offer.policy
        let amount = offer.amount.flatMap { amount in
            policy.map { $0.benefit.words(amount.words(language), language) }
        }
        let link = HTML.link(name, to: visitor.address("policies/\(offer.policy.queryEncoded)"))
        let said = offer.answer == .accepted
        let form = Form(language: language)
        let byApplication = policy?.item.flatMap(catalog.bundle(offering:)) != nil
        // Who accepted and went away can go on from here, where there is something to go on with.
        let accept: HTML =
            said && !byApplication
            ? .empty
            : HTML.button(
                !byApplication
                    ? language("接受", "Accept")
                    : said ? language("继续办理", "Go on") : language("接受并办理", "Accept and apply"),
                .primary, name: "answer", value: Offer.Answer.accepted.rawValue)
        let decline: HTML =
            offer.answer == .declined
            ? .empty
            : HTML.button(language("谢绝", "Decline"), .secondary, name: "answer", value: Offer.Answer.declined.rawValue)
        return """
            <li><h3>\(link)\(amount.map { amount -> HTML in " \(HTML.tag(amount, .good))" })</h3>
            \(policy.map { policy -> HTML in "<p>\(policy.summary.html(language))</p>\n" })\
            \(said ? HTML.banner(.good, title: language("您已接受", "You accepted"), next(policy, visitor)) : .empty)\
            \(form.element(
                to: visitor.address("offers/answer"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(HTML.hidden("policy", offer.policy))
                \(HTML.hidden("version", offer.version))
                \(HTML.actions(accept, decline))
                """))\
            <p class="source">\(language("\(offer.madeAt.day.text(.zh))为您找到", "Found for you on \(offer.madeAt.day.text(.en))"))</p></li>

            """
    }

    /// What is left to do; a policy without an item is applied for at its department's counter.
    private func next(_ policy: Policy?, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let catalog = visitor.casework.shelf.current
        guard let bundle = policy?.item.flatMap(catalog.bundle(offering:)) else {
            let department = policy.flatMap { catalog.departments[$0.department]?.name(language) }
            let counter = department ?? language("主管部门", "the department in charge")
            return
                "<p>\(language("网上还不能办，请到\(counter)窗口申请。", "It cannot be applied for here yet: go to the counter of \(counter)."))</p>\n"
        }
        let link = HTML.link(bundle.name(language), to: visitor.address("bundles/\(bundle.code)"))
        return """
            <p>\(language("核对后提交才算申请，已登记的信息不用再填。也可以在这里一起办别的：", "You have applied once you have checked and handed it in; what is registered is filled in. Together with other things it is applied for here: "))\(link)</p>

            """
    }
}
