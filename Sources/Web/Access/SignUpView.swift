import Access
import Documents
import Hummingbird
import Vocabulary

/// The form for an applicant's own account, as it is first and after it was refused.
struct SignUpView {
    let visitor: Visitor
    var sent: FormValues?
    private var problems: [FieldProblem] = []

    init(visitor: Visitor, sent: FormValues? = nil) {
        self.visitor = visitor
        self.sent = sent
    }

    private var language: Language { visitor.language }

    mutating func findMissing() {
        if sent?.text("account") == nil {
            problems.append(FieldProblem("account", language("请填写账号", "Choose an account name")))
        }
        if sent?.text("name") == nil { problems.append(FieldProblem("name", language("请填写姓名", "Enter your name"))) }
        if sent?["password"]?.isEmpty ?? true {
            problems.append(FieldProblem("password", language("请设置密码", "Choose a password")))
        }
    }

    mutating func take(_ refused: AccountRefused) {
        switch refused {
        case .malformedName:
            problems.append(
                FieldProblem(
                    "account",
                    language(
                        "账号为2到64个字母、数字、汉字或 . _ - @",
                        "An account name has 2 to 64 letters, digits, Chinese characters or . _ - @")))
        case .taken:
            problems.append(FieldProblem("account", language("这个账号已被使用，请换一个", "That name is taken; choose another")))
        case .unknown: break
        case .password(let flaw): problems.append(FieldProblem("password", flaw.words(language)))
        }
    }

    func page(status: HTTPResponse.Status = .ok) -> Response {
        var form = Form(language: language, problems: problems)
        if let sent { form.values = sent }
        let title = language("注册账号", "Open an account")
        return visitor.page(
            title, hasProblems: !problems.isEmpty, status: status,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p>\(language(
                "注册后须完成实名核验，才能申请事项、查看本人信息。", "After this you show who you are; then you can apply and see your own data."))</p>
            \(form.element(
                to: visitor.address("sign-up"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(form.text("account", language("账号", "Account"), .plain, autocomplete: "username", maximumLength: 64))\
                \(form.text("name", language("姓名", "Name"), .plain, autocomplete: "name", maximumLength: 64))\
                \(form.text(
                    "password", language("密码", "Password"), .newPassword,
                    .hint(language("至少10位，不要用常见密码", "At least 10 characters; not a common one")), maximumLength: 256))\
                \(HTML.actions(.button(title)))
                """))
            """)
    }
}

extension PasswordFlaw {
    /// What to do about it.
    func words(_ language: Language) -> String {
        switch self {
        case .tooShort(let minimum): language("密码至少\(minimum)个字符", "A password has at least \(minimum) characters")
        case .tooLong(let maximum): language("密码最多\(maximum)个字符", "A password has at most \(maximum) characters")
        case .unprintable: language("密码含有不能输入的字符", "The password holds a character that cannot be typed")
        case .ownName: language("密码不要用账号或姓名", "Do not use your name or account as a password")
        case .onlyDigits: language("密码不要只用数字", "Do not use digits only")
        case .pattern: language("密码不要用重复或连续的字符", "Do not repeat characters or walk along the keyboard")
        case .common: language("这个密码太常见，请换一个", "That password is too common; choose another")
        case .unchanged: language("新密码与原密码相同", "That is the present password")
        }
    }
}
