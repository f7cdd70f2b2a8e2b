import Access
import Documents
import Hummingbird
import Vocabulary

/// The form to sign in with, as it is first and after it was refused.
struct SignInView {
    let visitor: Visitor
    let next: String
    /// What was typed before; nil on the first visit, and when nothing was typed.
    var account: String?
    /// Nil on the first visit.
    var isPasswordMissing: Bool?
    var refused: SignInRefused?

    private var language: Language { visitor.language }

    var page: Response {
        let form = form
        let title = language("登录", "Sign in")
        let told = refused.map { Told($0) }
        var response = visitor.page(
            title, banner: told.map(banner), hasProblems: !form.problems.isEmpty || told != nil, status: status(told),
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            \(form.element(to: visitor.address("sign-in"), csrf: visitor.context.signedIn?.csrfToken ?? "", fields(form)))\
            \(provider)\
            \(help)
            """)
        if let seconds = told?.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private var form: Form {
        var form = Form(language: language)
        form.values = FormValues(["account": account ?? ""])
        if let isPasswordMissing {
            if account == nil { form.problems.append(FieldProblem("account", language("请填写账号", "Enter your account"))) }
            if isPasswordMissing {
                form.problems.append(FieldProblem("password", language("请填写密码", "Enter your password")))
            }
        }
        return form
    }

    private func fields(_ form: Form) -> HTML {
        """
        \(HTML.hidden("next", next))
        \(form.text("account", language("账号", "Account"), .plain, autocomplete: "username", maximumLength: 64))\
        \(form.text("password", language("密码", "Password"), .password, autocomplete: "current-password", maximumLength: 256))\
        \(form.text(
            "code", language("动态码", "Code"), .plain,
            .init(hint: language("只有开通了动态码的工作人员填写", "Only for staff who have an authenticator"), isRequired: false),
            autocomplete: "one-time-code", maximumLength: 6))\
        \(HTML.actions(.button(title)))
        """
    }

    private var title: String { language("登录", "Sign in") }

    private func banner(_ told: Told) -> HTML {
        .banner(
            .bad, title: language("没有登录成功", "You are not signed in"),
            "<p>\(told.message(language).sentence(language))</p>")
    }

    private var provider: HTML? {
        visitor.site.identityProvider.map { provider in
            HTML.actions(
                .buttonLink(
                    language("用“\(provider.name)”登录", "Sign in with “\(provider.name)”"),
                    to: visitor.address("sign-in/provider?next=") + next.queryEncoded, .secondary))
        }
    }

    private var help: HTML {
        .details(
            language("忘记密码，或没有账号", "Forgotten password, or no account"),
            """
            <p>\(language(
                "申请人忘记密码，请持身份证件到服务窗口或社区站点办理；工作人员请联系本单位的系统管理员。",
                "Applicants who forgot their password: bring your identity card to a service counter or community station. "
                    + "Staff: ask your office's system administrator."))</p>
            <p>\(HTML.link(language("申请人注册账号", "Applicants: open an account"), to: visitor.address("sign-up")))</p>
            """)
    }

    /// The status of a page that shows its form again. A page has no use for 401, which asks a program for a header.
    private func status(_ told: Told?) -> HTTPResponse.Status {
        guard let told else { return isPasswordMissing == nil ? .ok : .unprocessableContent }
        return told.status == 401 ? .unprocessableContent : .init(code: told.status)
    }
}
