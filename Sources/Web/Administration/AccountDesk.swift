import Foundation
import Access
import Documents
import Hummingbird
import Vocabulary

/// The system administrator's pages: staff accounts are opened and closed (系统管理员).
struct AccountDesk: Sendable {
    let site: Site

    func list(_ visitor: Visitor, sent: FormValues? = nil, problems: [FieldProblem] = []) async throws -> Response {
        _ = try visitor.administrator(.createAccount)
        let language = visitor.language
        let accounts = try await site.accounts.staff(from: visitor.query("from") ?? "", limit: 101)
        let token = visitor.context.signedIn?.csrfToken ?? ""
        var form = Form(language: language, problems: problems)
        if let sent { form.values = sent }
        let title = language("工作人员账号", "Staff accounts")
        let rows = accounts.prefix(100).map { listed -> [HTML] in
            let principal = listed.principal
            let act = listed.isOpen ? "close" : "reopen"
            let label = listed.isOpen ? language("停用", "Close") : language("恢复", "Reopen")
            return [
                HTML(text: principal.account), HTML(text: principal.name), HTML(text: principal.kind.name(language)),
                HTML(text: principal.department ?? ""), HTML(text: principal.region?.description ?? ""),
                HTML(text: principal.roles.sorted().joined(separator: " ")),
                """
                \(listed.isOpen ? HTML.tag(language("在用", "Open"), .good) : HTML.tag(language("已停用", "Closed")))
                <form method="post" action="\(link: visitor.address("admin/accounts/standing"))">\(HTML.csrf(token))\
                \(HTML.hidden("account", principal.account))\
                <button class="plain" name="act" value="\(act)">\(label)\(HTML.unseen(" \(principal.account)"))</button></form>
                """,
            ]
        }
        let needed = language(
            "工作人员须用动态码登录：新建后请本人到安全管理员处领取。",
            "Staff sign in with an authenticator: let the security administrator give them theirs.")
        let next =
            accounts.count > 100
            ? visitor.address("admin/accounts?from=" + accounts[100].principal.account.queryEncoded) : nil
        return visitor.page(
            title, back: visitor.address("admin"), hasProblems: !problems.isEmpty, width: .wide,
            status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            \(HTML.table(
                caption: title,
                columns: [
                    .init(language("账号", "Account")), .init(language("姓名", "Name")), .init(language("类别", "Kind")),
                    .init(language("部门", "Department")), .init(language("地区", "Region")), .init(language("角色", "Roles")),
                    .init(language("状态", "State")),
                ], rows: Array(rows), emptyText: language("没有账号", "None")))\
            \(HTML.pagination(previous: nil, next: next, language))\
            <h2>\(language("新建账号", "Open an account"))</h2>
            \(site.accounts.requiresSecondFactor ? "<p class=\"hint\">\(needed)</p>" : .empty)\
            \(form.element(to: visitor.address("admin/accounts"), csrf: token, fields(form)))
            """)
    }

    private func fields(_ form: Form) -> HTML {
        let language = form.language
        let kinds = Principal.Kind.allCases.filter { $0 != .citizen }.map {
            Form.Choice($0.rawValue, $0.name(language))
        }
        return """
            \(form.text("account", language("账号", "Account"), .plain, autocomplete: "off", maximumLength: 64))\
            \(form.text("name", language("姓名", "Name"), .plain, autocomplete: "off", maximumLength: 64))\
            \(form.select("kind", language("类别", "Kind"), kinds))\
            \(form.text("department", language("部门代码", "Department code"), .plain, .optional, autocomplete: "off", maximumLength: 64))\
            \(form.text("region", language("行政区划代码", "Region code"), .digits, .optional, autocomplete: "off", maximumLength: 6))\
            \(form.text("roles", language("角色，用逗号分开", "Roles, separated by commas"), .plain, .optional, autocomplete: "off", maximumLength: 300))\
            \(form.text("password", language("初始密码", "First password"), .newPassword, maximumLength: 256))\
            \(HTML.actions(.button(language("新建", "Open it"))))
            """
    }

    func create(_ visitor: Visitor) async throws -> Response {
        let administrator = try visitor.administrator(.createAccount)
        let sent = try await visitor.form()
        let language = visitor.language
        var problems: [FieldProblem] = []
        let kind = sent["kind"].flatMap { Principal.Kind(rawValue: $0) }
        if kind == nil || kind == .citizen { problems.append(FieldProblem("kind", language("请选择类别", "Choose a kind"))) }
        if sent.text("account") == nil {
            problems.append(FieldProblem("account", language("请填写账号", "Enter the account")))
        }
        if sent.text("name") == nil { problems.append(FieldProblem("name", language("请填写姓名", "Enter the name"))) }
        let region = sent.text("region").map { try? RegionCode(parsing: $0) }
        if case .some(.none) = region {
            problems.append(FieldProblem("region", language("行政区划代码为六位数字", "A region code has six digits")))
        }
        let roles = Set(
            (sent.text("roles") ?? "").split(whereSeparator: { $0 == "," || $0 == "，" }).map {
                $0.trimmingPrefix(" ").description
            })
        if roles.contains(Principal.demonstration) {
            problems.append(
                FieldProblem("roles", language("“demonstration”不是可以给的角色", "“demonstration” is no role to give")))
        }
        if !Administrator.areSeparated(roles) {
            problems.append(
                FieldProblem(
                    "roles", language("三员不能由同一账号担任", "One account cannot hold two of the three separated posts")))
        }
        guard let kind, let account = sent.text("account"), let name = sent.text("name"), problems.isEmpty else {
            return try await list(visitor, sent: sent, problems: problems)
        }
        do {
            try await site.accounts.create(
                NewAccount(
                    account: account, name: name, kind: kind, password: sent["password"] ?? "",
                    department: sent.text("department"),
                    region: region ?? nil, roles: roles), at: visitor.now)
        } catch let refused as AccountRefused {
            let problem =
                switch refused {
                case .malformedName:
                    FieldProblem("account", language("账号含有不能用的字符", "The account holds a character it may not"))
                case .taken: FieldProblem("account", language("这个账号已被使用", "That name is taken"))
                case .unknown: FieldProblem("account", language("没有这个账号", "There is no such account"))
                case .password(let flaw): FieldProblem("password", flaw.words(language))
                }
            return try await list(visitor, sent: sent, problems: [problem])
        }
        try await site.accounts.note(.createAccount, by: administrator.account, on: account, at: visitor.now)
        return visitor.go(to: "admin/accounts")
    }

    func changeStanding(_ visitor: Visitor) async throws -> Response {
        let sent = try await visitor.form()
        let account = sent["account"] ?? ""
        let duty: Administrator.Duty = sent["act"] == "reopen" ? .reopenAccount : .closeAccount
        let administrator = try visitor.administrator(duty)
        guard let found = try await site.accounts.find(account), found.kind != .citizen else { throw Visitor.notFound }
        switch duty {
        case .reopenAccount: try await site.accounts.reopen(account: account)
        default: try await site.accounts.close(account: account, at: visitor.now)
        }
        try await site.accounts.note(duty, by: administrator.account, on: found.account, at: visitor.now)
        return visitor.go(to: "admin/accounts")
    }
}

extension Principal.Kind {
    func name(_ language: Language) -> String {
        switch self {
        case .citizen: language("申请人", "applicant")
        case .clerk: language("窗口人员", "counter clerk")
        case .officer: language("经办人员", "officer")
        case .supervisor: language("督办人员", "supervisor")
        case .client: language("接口程序", "program")
        case .administrator: language("管理员", "administrator")
        }
    }
}
