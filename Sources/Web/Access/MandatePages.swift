import Access
import Documents
import Hummingbird
import Vocabulary

/// Letting others act for oneself, and acting for others (授权代办).
struct MandatePages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("mandates") { try await list($0) }
        routes.post("mandates") { try await give($0) }
        routes.post("mandates/acting") { try await act($0) }
        routes.post("mandates/acting/end") { try await stop($0) }
        routes.post("mandates/:id/revocation") { try await revoke($0) }
    }

    private func list(
        _ visitor: Visitor, sent: FormValues? = nil, problems: [FieldProblem] = []
    ) async throws -> Response {
        let me = try visitor.ownPerson()
        let language = visitor.language
        let given = try await site.accounts.mandates(of: me)
        let held = try await site.accounts.mandates(for: try visitor.signedIn().principal.account, on: visitor.today)
        let token = visitor.context.signedIn?.csrfToken ?? ""
        var form = Form(language: language, problems: problems)
        if let sent { form.values = sent }
        let title = language("授权代办", "Acting for others")
        return visitor.page(
            title, hasProblems: !problems.isEmpty, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <h2>\(language("我的授权", "Who may act for me"))</h2>
            \(given.isEmpty ? "<p class=\"nothing\">\(language("没有授权给任何人", "Nobody"))</p>" : .empty)\
            \(given.map { givenEntry($0, token, visitor) })\
            <h2>\(language("授权给别人", "Let somebody act for me"))</h2>
            \(form.element(
                to: visitor.address("mandates"), csrf: token,
                """
                \(form.text("agent", language("对方的账号", "Their account"), .plain, .hint(language("对方须已完成实名核验", "They must have shown who they are")), autocomplete: "off", maximumLength: 64))\
                \(form.radios("scope", language("可以做什么", "What they may do"), Mandate.Scope.allCases.map { .init($0.rawValue, $0.name(language)) }))\
                \(form.date("until", language("到哪一天为止", "Until which day"), .hint(language("最长一年，随时可以收回", "At most a year; you can take it back at any time"))))\
                \(HTML.actions(.button(language("授权", "Let them"))))
                """))
            <h2>\(language("授权给我的", "For whom I may act"))</h2>
            \(held.isEmpty ? "<p class=\"nothing\">\(language("没有人授权给您", "Nobody"))</p>" : .empty)\
            \(held.map { heldEntry($0, token, visitor) })
            """)
    }

    private func givenEntry(_ mandate: Mandate, _ token: String, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let state: HTML =
            mandate.revokedAt.map { HTML.tag(language("\($0.day.text(.zh))收回", "Taken back \($0.day.text(.en))")) }
            ?? (mandate.holds(on: visitor.today)
                ? .tag(language("有效", "Holds"), .good) : .tag(language("已到期", "Ended")))
        let button: HTML =
            mandate.holds(on: visitor.today)
            ? Form(language: language).element(
                to: visitor.address("mandates/\(mandate.id)/revocation"), csrf: token,
                HTML.actions(.button(language("收回", "Take it back"), .warning))) : .empty
        return .inset(
            """
            <p><strong>\(mandate.agent)</strong> \(state)</p>
            <p>\(mandate.scope.name(language))\(language("，到", ", until "))\(mandate.endsOn.text(language))</p>
            \(button)
            """)
    }

    private func heldEntry(_ mandate: Mandate, _ token: String, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        return .inset(
            """
            <p><strong>\(Masking.name(mandate.personName))</strong></p>
            <p>\(mandate.scope.name(language))\(language("，到", ", until "))\(mandate.endsOn.text(language))</p>
            \(Form(language: language).element(
                to: visitor.address("mandates/acting"), csrf: token,
                "\(HTML.hidden("mandate", mandate.id.description))\(HTML.actions(.button(language("开始代办", "Act for them"), .secondary)))"))
            """)
    }

    private func give(_ visitor: Visitor) async throws -> Response {
        _ = try visitor.ownPerson()
        let sent = try await visitor.form()
        let language = visitor.language
        var problems: [FieldProblem] = []
        let agent = sent.text("agent") ?? ""
        if agent.isEmpty { problems.append(FieldProblem("agent", language("请填写对方的账号", "Enter their account"))) }
        let scope = sent["scope"].flatMap { Mandate.Scope(rawValue: $0) }
        if scope == nil { problems.append(FieldProblem("scope", language("请选择可以做什么", "Choose what they may do"))) }
        guard case .day(let until) = sent.date("until"), let scope, problems.isEmpty else {
            if case .day = sent.date("until") {
            } else {
                problems.append(FieldProblem("until", language("请填写日期", "Enter the day")))
            }
            return try await list(visitor, sent: sent, problems: problems)
        }
        do {
            try await site.accounts.give(
                scope, to: agent, until: until, from: try visitor.signedIn().principal, at: visitor.now)
        } catch let refused as MandateRefused {
            let field = refused == .endsWrongly ? "until" : "agent"
            return try await list(
                visitor, sent: sent, problems: [FieldProblem(field, Told(refused).message(language).sentence(language))]
            )
        }
        return visitor.go(to: "mandates")
    }

    private func revoke(_ visitor: Visitor) async throws -> Response {
        let me = try visitor.ownPerson()
        _ = try await visitor.form()
        guard let id = try? Identifier<Mandate>(parsing: try visitor.part("id")) else { throw Visitor.notFound }
        try await site.accounts.revoke(id, of: me, at: visitor.now)
        return visitor.go(to: "mandates")
    }

    private func act(_ visitor: Visitor) async throws -> Response {
        _ = try visitor.ownPerson()
        let sent = try await visitor.form()
        guard let id = try? Identifier<Mandate>(parsing: sent["mandate"] ?? "") else { throw Visitor.notFound }
        try await site.accounts.act(under: id, in: try visitor.signedIn(), at: visitor.now)
        return visitor.go(to: "applications")
    }

    private func stop(_ visitor: Visitor) async throws -> Response {
        let signedIn = try visitor.signedIn()
        _ = try await visitor.form()
        try await site.accounts.stopActing(in: signedIn, at: visitor.now)
        return visitor.go(to: "mandates")
    }
}

extension Visitor {
    /// The person who is signed in, whomever they act for at the moment.
    func ownPerson() throws -> Identifier<Principal> {
        let signedIn = try signedIn()
        if signedIn.isUnverified { throw VerificationNeeded() }
        guard let person = signedIn.applicant else {
            throw Told(403, "onlyCitizens", "这个页面只供申请人使用", "this page is for applicants")
        }
        return person.retyped()
    }

    /// Tells on every page for whom somebody acts, with the way to end it.
    var mandateBanner: HTML? {
        guard let mandate = context.acting, let signedIn = context.signedIn else { return nil }
        let name = Masking.name(mandate.personName)
        return """
            <div class="inset"><form method="post" action="\(link: address("mandates/acting/end"))">\(HTML.csrf(signedIn.csrfToken))\
            <p>\(language("受托代办：正在为 \(name) 办理", "You are acting for \(name)"))</p>\
            <button class="plain">\(language("结束代办", "Stop"))</button></form></div>

            """
    }
}

extension Told {
    init(_ refused: MandateRefused) {
        switch refused {
        case .noSuchAgent:
            self.init(
                422, "noSuchAgent", "没有这个账号，或对方还没有完成实名核验",
                "there is no such account, or they have not shown who they are", path: "/agent")
        case .toOneself: self.init(422, "toOneself", "不能授权给自己", "you cannot let yourself act for you", path: "/agent")
        case .endsWrongly:
            self.init(
                422, "endsWrongly", "截止日期应在今天到一年之内", "it must end between today and a year from now", path: "/until")
        case .doesNotHold:
            self.init(404, "doesNotHold", "授权不存在、已到期或已收回", "the mandate was never given, has ended or was taken back")
        }
    }
}
