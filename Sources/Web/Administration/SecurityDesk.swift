import Access
import Documents
import Hummingbird
import Vocabulary

/// The security administrator's page: lock-outs, second factors and passwords (安全管理员).
struct SecurityDesk: Sendable {
    let site: Site

    private enum Act: String, CaseIterable {
        case unlock, enrol, remove, password

        var duty: Administrator.Duty {
            switch self {
            case .unlock: .unlockAccount
            case .enrol, .remove: .setSecondFactor
            case .password: .setPassword
            }
        }
    }

    func show(_ visitor: Visitor, done: HTML? = nil, problems: [FieldProblem] = []) async throws -> Response {
        _ = try visitor.administrator(.unlockAccount)
        let language = visitor.language
        let title = language("安全管理", "Security")
        let name = visitor.query("account") ?? ""
        let found = name.isEmpty ? nil : try await site.accounts.find(name)
        var form = Form(language: language, problems: problems)
        form.values = FormValues(["account": name])
        let token = visitor.context.signedIn?.csrfToken ?? ""
        var about: HTML = .empty
        if let found {
            let locked = try await site.accounts.lockedUntil(account: found.account, at: visitor.now)
            about = """
                <h2>\(found.account)（\(found.kind.name(language))）</h2>
                <p>\(locked.map { language("已锁定，到 \($0.text(.zh))", "Locked until \($0.text(.en))") } ?? language("没有锁定", "Not locked"))</p>
                \(form.element(
                    to: visitor.address("admin/security?account=" + found.account.queryEncoded), csrf: token,
                    """
                    \(HTML.actions(
                        .button(language("解除锁定", "End the lock"), .secondary, name: "act", value: "unlock"),
                        .button(language("发放动态码", "Give an authenticator"), .secondary, name: "act", value: "enrol"),
                        .button(language("取消动态码", "Take the authenticator away"), .warning, name: "act", value: "remove")))
                    """))\
                \(form.element(
                    to: visitor.address("admin/security?account=" + found.account.queryEncoded), csrf: token,
                    """
                    \(form.text("password", language("新密码", "New password"), .newPassword, maximumLength: 256))\
                    \(HTML.actions(.button(language("设置密码", "Set the password"), .warning, name: "act", value: "password")))
                    """))
                """
        } else if !name.isEmpty {
            about = "<p class=\"nothing\">\(language("没有这个账号", "There is no such account"))</p>"
        }
        var response = visitor.page(
            title, back: visitor.address("admin"), banner: done, hasProblems: !problems.isEmpty,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <form class="form" method="get" action="\(link: visitor.address("admin/security"))">
            \(form.text("account", language("账号", "Account"), .plain, autocomplete: "off", maximumLength: 64))\
            \(HTML.actions(.button(language("查找", "Find"), .secondary)))
            </form>
            \(about)
            """)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    func carryOut(_ visitor: Visitor) async throws -> Response {
        let sent = try await visitor.form()
        guard let act = sent["act"].flatMap({ Act(rawValue: $0) }) else { throw Visitor.notFound }
        let administrator = try visitor.administrator(act.duty)
        let language = visitor.language
        guard let found = try await site.accounts.find(visitor.query("account") ?? "") else { throw Visitor.notFound }
        var done = HTML.banner(.good, title: language("已办理", "Done"))
        switch act {
        case .unlock: try await site.accounts.unlock(account: found.account, at: visitor.now)
        case .enrol:
            let address = try await site.accounts.enrolSecondFactor(account: found.account, at: visitor.now)
            done = .banner(
                .good, title: language("动态码已发放，只显示这一次", "The authenticator is given; this is shown once"),
                """
                \((try? QRCode(address)).map { code in
                    code.image(description: language("用动态码应用扫描", "Scan it with the authenticator app"), width: 200)
                })\
                <p>\(language("请本人当场用动态码应用扫描，或手工录入：", "Let its owner scan it here and now with an authenticator app, or type it:"))</p>
                <p><code>\(address)</code></p>
                """)
        case .remove: try await site.accounts.removeSecondFactor(account: found.account, at: visitor.now)
        case .password:
            do {
                try await site.accounts.setPassword(account: found.account, to: sent["password"] ?? "", at: visitor.now)
            } catch AccountRefused.password(let flaw) {
                return try await show(visitor, problems: [FieldProblem("password", flaw.words(language))])
            }
        }
        try await site.accounts.note(act.duty, by: administrator.account, on: found.account, at: visitor.now)
        return try await show(visitor, done: done)
    }
}
