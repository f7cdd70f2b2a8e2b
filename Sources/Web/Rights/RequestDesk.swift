import Access
import Cases
import Catalog
import Documents
import Hummingbird
import Ledger
import Registry
import Vocabulary

/// Where officers answer what people ask about their data (个人信息权利请求办理).
struct RequestDesk: Sendable {
    let site: Site

    /// The post that answers: whoever reviews items of the department.
    static let post = "reviewer"

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("desk/requests") { try await list($0) }
        routes.post("desk/requests/:person/:id") { try await answer($0) }
    }

    private func officer(_ visitor: Visitor) throws -> Officer {
        let desk = try visitor.desk()
        guard !desk.isSupervisor, desk.officer.roles.contains(Self.post) else {
            throw Told(403, "noRole", "只有审核岗可以答复", "only reviewers answer these")
        }
        return desk.officer
    }

    private func list(_ visitor: Visitor, problem: String? = nil) async throws -> Response {
        let officer = try officer(visitor)
        let language = visitor.language
        let register = visitor.casework.register
        let requests = try await visitor.casework.store.read { session in
            try register.openRequests(for: officer.department.rawValue, in: session)
        }
        let title = language("个人信息请求", "Requests about personal data")
        let banner = problem.map { HTML.banner(.bad, title: $0) }
        return visitor.page(
            title, banner: banner, hasProblems: problem != nil, width: .wide,
            status: problem == nil ? .ok : .unprocessableContent,
            """
            <h1>\(title)</h1>
            \(requests.isEmpty ? "<p class=\"nothing\">\(language("没有待答复的请求", "Nothing to answer"))</p>" : .empty)\
            \(requests.map { entry($0, visitor) })
            """)
    }

    private func entry(_ request: DataRequest, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let element = visitor.casework.shelf.current.elements[ElementCode(rawValue: request.element)]
        let form = Form(language: language)
        return """
            <section class="inset"><h2>\(request.kind.name(language))：\(element?.label(language) ?? request.element)</h2>
            \(HTML.summaryList(
                [
                    .init(language("申请人说", "They say"), HTML(text: request.text)),
                    .init(language("来源", "Source"), HTML(text: request.source)),
                    .init(language("提出", "Asked"), HTML(text: request.askedAt.text(language))),
                    .init(language("最迟答复", "Answer by"), HTML(text: request.due.text(language))),
                ], language))\
            \(form.element(
                to: visitor.address("desk/requests/\(request.person)/\(request.id)"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(request.kind == .correction
                    ? form.text("value-\(request.id)", language("正确的内容", "The right value"), .plain, .optional, autocomplete: "off", maximumLength: 200) : .empty)\
                \(form.text("reason-\(request.id)", language("答复理由", "Reason"), .plain, autocomplete: "off", maximumLength: 300))\
                \(HTML.actions(
                    .button(language("同意", "Grant"), .primary, name: "outcome", value: "granted"),
                    .button(language("不同意", "Refuse"), .warning, name: "outcome", value: "refused")))
                """))
            </section>

            """
    }

    private func answer(_ visitor: Visitor) async throws -> Response {
        let officer = try officer(visitor)
        let sent = try await visitor.form()
        let language = visitor.language
        guard let person = try? Identifier<Subject>(parsing: try visitor.part("person")),
            let id = try? Identifier<DataRequest>(parsing: try visitor.part("id")),
            let outcome = sent["outcome"].flatMap({ DataRequest.Outcome(rawValue: $0) })
        else { throw Visitor.notFound }
        let register = visitor.casework.register
        let request = try await visitor.casework.store.read { try register.request(id, of: person, in: $0) }
        guard let request, request.department == officer.department.rawValue else { throw Visitor.notFound }
        let reason = sent.text("reason-\(id)") ?? ""
        guard !reason.isEmpty else { return try await list(visitor, problem: language("请写明答复理由", "Give a reason")) }
        var value: JSON?
        if request.kind == .correction, outcome == .granted {
            let catalog = visitor.casework.shelf.current
            guard let element = catalog.elements[ElementCode(rawValue: request.element)],
                let text = sent.text("value-\(id)"),
                let read = try? catalog.read(.string(text), as: element)
            else {
                return try await list(
                    visitor,
                    problem: language("请填写正确的内容，格式与该项目一致", "Enter the right value, in the form of that element"))
            }
            value = read
        }
        let right = value
        let now = visitor.now
        try await visitor.casework.store.write { session in
            try register.answer(
                request, outcome, value: right, reason: reason, by: officer.account, at: now, in: session)
        }
        return visitor.go(to: "desk/requests")
    }
}
