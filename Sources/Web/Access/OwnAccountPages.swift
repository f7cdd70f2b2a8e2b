import Access
import Documents
import Hummingbird
import Vocabulary

/// One's own account: where one is signed in, and the password (我的账号). For citizens and staff alike.
struct OwnAccountPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("account") { try await show($0) }
        routes.post("account/sessions") { try await end($0) }
        routes.post("account/password") { try await changePassword($0) }
    }

    private func show(
        _ visitor: Visitor, done: HTML? = nil, problems: [FieldProblem] = [], refused: Told? = nil
    ) async throws -> Response {
        let signedIn = try visitor.signedIn()
        let language = visitor.language
        let account = signedIn.principal.account
        let sessions = try await site.accounts.sessions(of: account, at: visitor.now)
        let hasCode = try await site.accounts.hasSecondFactor(account: account)
        let hasPassword = try await site.accounts.hasPassword(account: account)
        let title = language("我的账号", "My account")
        let form = Form(language: language, problems: problems)
        let none: HTML = """
            <p class="nothing">\(language("这个账号用统一身份认证登录，没有密码", "This account signs in with the identity provider and has no password"))</p>
            """
        let told = refused.map { told in
            HTML.banner(
                .bad, title: language("没有办成", "That did not work"),
                "<p>\(told.message(language).sentence(language))</p>")
        }
        let status: HTTPResponse.Status =
            refused.map { $0.status == 401 ? .unprocessableContent : .init(code: $0.status) }
            ?? (problems.isEmpty ? .ok : .unprocessableContent)
        var response = visitor.page(
            title, banner: told ?? done, hasProblems: !problems.isEmpty || refused != nil, width: .wide, status: status,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p>\(language("账号：", "Account: "))<strong>\(account)</strong> · \(signedIn.principal.kind.name(language)) \
            \(hasCode ? HTML.tag(language("登录须用动态码", "Signs in with a code"), .good) : .empty)</p>
            \(list(sessions, visitor))\
            <h2>\(language("修改密码", "Change the password"))</h2>
            \(hasPassword ? passwordForm(form, hasCode: hasCode, visitor) : none)
            """)
        if let seconds = refused?.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func list(_ sessions: [OpenSession], _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let token = visitor.context.signedIn?.csrfToken ?? ""
        let here = visitor.context.signedIn?.session
        let address = visitor.address("account/sessions")
        let rows = sessions.map { session -> [HTML] in
            let started = session.startedAt.text(language)
            let end: HTML =
                session.id == here
                ? .tag(language("就是这里", "This one"), .good)
                : """
                <form method="post" action="\(link: address)">\(HTML.csrf(token))\
                \(HTML.hidden("session", session.id.description))\
                <button class="plain">\(language("退出", "End it"))\
                \(HTML.unseen(language("\(started)的登录", " the one of \(started)")))</button></form>
                """
            return [
                HTML(text: started), HTML(text: session.usedAt.text(language)),
                HTML(text: session.address ?? language("本机", "this machine")), end,
            ]
        }
        let others: HTML =
            sessions.contains { $0.id != here }
            ? Form(language: language).element(
                to: address, csrf: token,
                HTML.actions(
                    .button(
                        language("退出其他所有登录", "End all the others"), .warning, name: "session", value: "others")))
            : .empty
        return """
            \(HTML.table(
                caption: language("正在登录的地方", "Where you are signed in"),
                columns: [
                    .init(language("登录时间", "Since")), .init(language("最近使用", "Last used")),
                    .init(language("网络地址", "Address")), .init(language("退出", "End")),
                ], rows: rows, emptyText: language("没有", "None")))\
            <p class="hint">\(language("不认识的登录，请退出它并修改密码。", "If you do not know one of them, end it and change your password."))</p>
            \(others)
            """
    }

    private func passwordForm(_ form: Form, hasCode: Bool, _ visitor: Visitor) -> HTML {
        let language = visitor.language
        let code: HTML =
            hasCode
            ? form.text("code", language("动态码", "Code"), .digits, autocomplete: "one-time-code", maximumLength: 6)
            : .empty
        return form.element(
            to: visitor.address("account/password"), csrf: visitor.context.signedIn?.csrfToken ?? "",
            """
            \(form.text("present", language("现在的密码", "Present password"), .password, maximumLength: 256))\
            \(code)\
            \(form.text(
                "password", language("新密码", "New password"), .newPassword,
                .hint(language("至少10位，不要用常见密码", "At least 10 characters; not a common one")), maximumLength: 256))\
            \(form.text("again", language("再输入一次新密码", "The new password again"), .newPassword, maximumLength: 256))\
            \(HTML.actions(.button(language("修改密码", "Change the password"))))
            """)
    }

    private func end(_ visitor: Visitor) async throws -> Response {
        let signedIn = try visitor.signedIn()
        let sent = try await visitor.form()
        let account = signedIn.principal.account
        if sent["session"] == "others" {
            try await site.accounts.endOthers(than: signedIn.session, of: account, at: visitor.now)
            return visitor.go(to: "account")
        }
        // One's own session is ended by signing out, and nobody ends another account's.
        guard let id = try? Identifier<SignedIn>(parsing: sent["session"] ?? ""), id != signedIn.session,
            try await site.accounts.end(id, of: account, at: visitor.now)
        else { throw Visitor.notFound }
        return visitor.go(to: "account")
    }

    private func changePassword(_ visitor: Visitor) async throws -> Response {
        let account = try visitor.signedIn().principal.account
        let sent = try await visitor.form()
        let language = visitor.language
        var problems: [FieldProblem] = []
        let (present, new) = (sent["present"] ?? "", sent["password"] ?? "")
        if present.isEmpty {
            problems.append(FieldProblem("present", language("请填写现在的密码", "Enter your present password")))
        }
        if new.isEmpty {
            problems.append(FieldProblem("password", language("请填写新密码", "Enter a new password")))
        } else if new != sent["again"] ?? "" {
            problems.append(FieldProblem("again", language("两次输入的新密码不一致", "The two are not the same")))
        }
        guard problems.isEmpty else { return try await show(visitor, problems: problems) }
        do {
            let fresh = try await site.accounts.changePassword(
                account: account, from: present, to: new, code: sent.text("code"),
                address: visitor.context.clientAddress(of: visitor.request), at: visitor.now)
            if visitor.context.serving != nil, let session = visitor.context.signedIn?.session {
                try await visitor.casework.endVisit(session: session.bytes, at: visitor.now)
            }
            var response = visitor.go(to: "account")
            response.headers[.cacheControl] = "no-store"
            response.setCookie(site.sessionCookie.holding(fresh.token.text))
            return response
        } catch AccountRefused.password(let flaw) {
            return try await show(visitor, problems: [FieldProblem("password", flaw.words(language))])
        } catch SignInRefused.wrong {
            return try await show(
                visitor,
                problems: [
                    FieldProblem("present", language("现在的密码或动态码不正确", "The present password or the code is wrong"))
                ])
        } catch let refused as SignInRefused {
            return try await show(visitor, refused: Told(refused))
        }
    }
}
