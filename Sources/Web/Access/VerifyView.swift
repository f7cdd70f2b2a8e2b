import Access
import Documents
import Hummingbird
import Registry
import Vocabulary

/// The page that tells how well it is known who somebody is, and what they can do about it.
struct VerifyView {
    let visitor: Visitor
    let principal: Principal
    let checks: [IdentityCheck]
    var sent: FormValues?
    /// What was claimed does not agree with the register.
    var isRefused = false
    private var problems: [FieldProblem] = []

    init(visitor: Visitor, principal: Principal, checks: [IdentityCheck], sent: FormValues? = nil) {
        self.visitor = visitor
        self.principal = principal
        self.checks = checks
        self.sent = sent
    }

    private var language: Language { visitor.language }

    /// The claim that was sent; nil when it cannot be one, and then the page says why.
    mutating func claim() -> IdentityClaim? {
        if sent?.text("name") == nil { problems.append(FieldProblem("name", language("请填写姓名", "Enter your name"))) }
        let number = try? CitizenID(parsing: (sent?.text("number") ?? "").halfWidthDigits.uppercased())
        if number == nil {
            problems.append(
                FieldProblem(
                    "number", language("身份证号码有误，请对照证件核对", "This is not an identity number; compare it with your card")))
        }
        let phone = try? Phone(parsing: (sent?.text("phone") ?? "").halfWidthDigits)
        if phone == nil {
            problems.append(FieldProblem("phone", language("手机号码为11位数字", "A mobile number has 11 digits")))
        }
        guard let name = sent?.text("name"), let number, let phone else { return nil }
        return IdentityClaim(name: name, number: number, phone: phone.text)
    }

    func page(status: HTTPResponse.Status = .ok) -> Response {
        let title = language("实名核验", "Showing who you are")
        var form = Form(language: language, problems: problems)
        if let sent { form.values = sent }
        let refused: HTML? =
            isRefused
            ? .banner(
                .bad, title: language("没有核对上", "That could not be confirmed"),
                "<p>\(language("所填内容与登记库不一致，或登记库里还没有可比对的信息。请核对后重试，或持身份证件到窗口办理。", "It does not agree with the register, or there is nothing to compare it with. Check it, or come to a counter with your identity card."))</p>"
            )
            : nil
        return visitor.page(
            title, banner: refused, hasProblems: !problems.isEmpty || isRefused, status: status,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p class="lead">\(standing)</p>
            \(principal.level >= .needed ? .empty : ways(form))\
            \(history)
            """)
    }

    private var standing: String {
        let name = principal.level.name(language)
        return principal.level >= .needed
            ? language("您的账号\(name)，可以办理业务。", "Your account is \(name); you can apply.")
            : language(
                "您的账号是\(name)。核验后才能申请事项、查看本人信息。",
                "Your account is \(name). You can apply and see your data once it is checked.")
    }

    private func ways(_ form: Form) -> HTML {
        """
        \(visitor.site.identityProvider.map { provider in
            """
            <h2>\(language("统一身份认证", "With an identity provider"))</h2>
            \(HTML.actions(.buttonLink(language("用“\(provider.name)”核验", "Use “\(provider.name)”"), to: visitor.address("sign-in/provider?next=/\(language.rawValue)/verify"))))
            """
        })\
        <h2>\(language("与登记库核对", "Against the register"))</h2>
        \(form.element(
            to: visitor.address("verify"), csrf: visitor.context.signedIn?.csrfToken ?? "",
            """
            \(HTML.hidden("next", visitor.query("next") ?? sent?["next"] ?? ""))
            \(form.text("name", language("姓名", "Name"), .plain, .hint(language("与身份证一致", "As on your identity card")), autocomplete: "name", maximumLength: 64))\
            \(form.text("number", language("身份证号码", "Identity number"), .citizenID, maximumLength: 18))\
            \(form.text("phone", language("手机号码", "Mobile number"), .phone, .hint(language("您以前在就业、社保等部门登记的号码", "The one on file with the departments")), maximumLength: 11))\
            \(HTML.actions(.button(language("核对", "Check"))))
            """))
        <h2>\(language("到窗口核验", "At a counter"))</h2>
        <p>\(language("持身份证件到任一服务窗口或社区站点，告诉工作人员您的账号“\(principal.account)”，当场核验。", "Bring your identity card to any counter or community station and tell them your account, “\(principal.account)”."))</p>
        """
    }

    private var history: HTML? {
        guard !checks.isEmpty else { return nil }
        let rows = checks.map { check -> [HTML] in
            [
                HTML(text: check.at.text(language)), HTML(text: check.level.name(language)),
                HTML(text: Self.method(check.method, language)),
            ]
        }
        return HTML.table(
            caption: language("核验记录", "Checks"),
            columns: [.init(language("时间", "When")), .init(language("等级", "Level")), .init(language("核验方", "By"))],
            rows: rows, emptyText: "")
    }

    static func method(_ method: String, _ language: Language) -> String {
        switch method.prefix(while: { $0 != ":" }) {
        case "register": language("登记库", "the register")
        case "counter": language("服务窗口", "a service counter")
        case "identity-provider": language("身份认证平台", "the identity provider")
        default: method
        }
    }
}
