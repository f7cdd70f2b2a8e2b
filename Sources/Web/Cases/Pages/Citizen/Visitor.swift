import Access
import Cases
import Documents
import Hummingbird
import Ledger
import Vocabulary

/// Somebody who looks at a page: what they asked for, in which language, and who they are if they signed in.
struct Visitor: Sendable {
    let site: Site
    let request: Request
    let context: SiteContext
    let language: Language

    var casework: Casework { site.casework }
    var now: Instant { site.clock() }
    var today: CalendarDay { now.day }

    /// The address of one of our pages in the visitor's language.
    func address(_ path: String) -> String { "/\(language.rawValue)/\(path)" }

    /// Path and query of this request.
    var here: String { request.uri.description }

    /// The part of the path under that name.
    func part(_ name: String) throws -> String {
        guard let part = context.parameters.get(name) else { throw Visitor.notFound }
        return part
    }

    /// A value of the query; nil when it is missing or empty.
    func query(_ name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
    }

    static var notFound: Told { Told(404, "noSuchPage", "没有这个页面", "there is no such page") }

    // MARK: - Who it is

    func signedIn() throws -> SignedIn {
        guard let signedIn = context.signedIn else { throw SignInNeeded() }
        return signedIn
    }

    /// The citizen who is signed in, or whom the counter serves.
    func applicant() throws -> Identifier<Applicant> {
        let kind = try signedIn().principal.kind
        guard let applicant = context.applicant else {
            if kind == .clerk { throw CounterNeeded() }
            if kind == .citizen { throw VerificationNeeded() }
            throw Told(
                403, "onlyCitizens", "这个页面只供申请人使用；您登录的是工作人员账号",
                "this page is for applicants; you are signed in with a staff account")
        }
        return applicant
    }

    /// The name of that person.
    func applicantName() throws -> String {
        try context.serving?.personName ?? context.acting?.personName ?? signedIn().principal.name
    }

    /// The form that was sent, if it came from one of our own pages.
    func form(limits: FormLimits = FormLimits()) async throws -> FormValues {
        let values = try await request.form(limits: limits)
        guard try signedIn().accepts(csrfToken: values[HTML.csrfName] ?? "") else {
            throw Told(
                403, "foreignForm", "表单已失效，请返回上一页刷新后重新提交",
                "the form is out of date; go back, reload it and send it again")
        }
        return values
    }

    // MARK: - Answers

    func page(
        _ title: String, back: String? = nil, banner: HTML? = nil, hasProblems: Bool = false,
        width: Page.Width = .reading,
        status: HTTPResponse.Status = .ok, _ content: HTML
    ) -> Response {
        Page(
            setting: setting, title: title, width: width, backAddress: back,
            banner: [counterBanner, mandateBanner, banner].compactMap { $0 }.joined(), hasProblems: hasProblems,
            content: content
        ).html.response(status: status)
    }

    /// Sends the browser to another of our pages, so that reloading does not send a form again.
    func go(to path: String) -> Response { Response.redirect(to: address(path), type: .normal) }

    private var setting: PageSetting {
        var navigation = [PageSetting.Link(label: language("首页", "Home"), address: "/\(language.rawValue)")]
        if context.signedIn?.principal.kind == .clerk {
            navigation.append(.init(label: language("窗口代办", "Counter"), address: address("counter")))
        }
        if context.signedIn?.isUnverified == true {
            navigation.append(.init(label: language("实名核验", "Verify"), address: address("verify")))
        }
        if context.applicant != nil {
            navigation.append(.init(label: language("我的申请", "My applications"), address: address("applications")))
            navigation.append(.init(label: language("免申即享", "Offers"), address: address("offers")))
            navigation.append(.init(label: language("通知", "Messages"), address: address("notices")))
            navigation.append(.init(label: language("我的信息", "My data"), address: address("me")))
        }
        if context.signedIn?.principal.kind == .administrator {
            navigation.append(.init(label: language("系统管理", "Administration"), address: address("admin")))
        }
        if context.signedIn?.principal.may(.readHistory) == true {
            navigation.append(.init(label: language("审计检索", "The history"), address: address("history")))
        }
        navigation += deskLinks
        return PageSetting(
            language: language, path: here, isElderView: Preferences.isElderView(request),
            siteName: Bilingual("联办", "Lianban"), owner: Bilingual("公共就业服务", "Public employment services"),
            account: context.signedIn.map { signedIn in
                .init(
                    name: Masking.name(signedIn.principal.name), address: address("account"),
                    signOutAddress: address("sign-out"),
                    csrfToken: signedIn.csrfToken)
            }, navigation: navigation, footer: footer)
    }

    private var footer: [PageSetting.Link] {
        [
            .init(label: language("办件查询", "Find a case"), address: "/\(language.rawValue)#find"),
            .init(label: language("核验告知单", "Check a notice"), address: address("v")),
        ]
    }
}

/// The page is for people who are signed in.
struct SignInNeeded: Error {}

/// The page is for people of whom it is known who they are.
struct VerificationNeeded: Error {}

/// The page is about a person, and the counter serves nobody at the moment.
struct CounterNeeded: Error {}

extension Visitor {
    /// Runs a page and turns whatever goes wrong into a page that says so.
    func run(_ body: (Visitor) async throws -> Response) async -> Response {
        do {
            return try await body(self)
        } catch is SignInNeeded {
            return Response.redirect(to: address("sign-in?next=") + here.queryEncoded, type: .normal)
        } catch is VerificationNeeded {
            return Response.redirect(to: address("verify?next=") + here.queryEncoded, type: .normal)
        } catch is CounterNeeded {
            return go(to: "counter")
        } catch let malformed as MalformedForm {
            return told(Told(malformed.status, "malformedForm", malformed.message.zh, malformed.message.en))
        } catch let error as HTTPError {
            return told(Told(Int(error.status.code), "http", "请求有误", error.body ?? error.status.reasonPhrase))
        } catch let known as Told {
            return told(known)
        } catch {
            if let known = Told(error) { return told(known) }
            let id = Digest.hexadecimal(Digest.randomBytes(6))
            context.logger.error(
                "unexpected error",
                metadata: ["id": "\(id)", "error": "\(String(reflecting: type(of: error))): \(error)"])
            return told(
                Told(500, "unexpected", "系统出错，请稍后再试。编号：\(id)", "something went wrong; try again later and quote \(id)"))
        }
    }

    private func told(_ told: Told) -> Response {
        let heading =
            switch told.status {
            case 404: language("没有找到", "Not found")
            case 401, 403: language("不能查看或办理", "You cannot do this")
            case 409, 412: language("现在不能这样办理", "This cannot be done now")
            case 503: language("系统繁忙", "The service is busy")
            default: language("没有办成", "That did not work")
            }
        var response = page(
            heading, status: .init(code: told.status),
            """
            <h1>\(heading)</h1>
            <p class="lead">\(told.message(language).sentence(language))</p>
            <p><a href="/\(language.rawValue)">\(language("回到首页", "Go to the home page"))</a></p>
            """)
        if let seconds = told.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }
}

extension String {
    /// As one or more whole sentences: with a capital in English and a full stop.
    func sentence(_ language: Language) -> String {
        guard let last else { return self }
        let text = language == .en ? prefix(1).uppercased() + dropFirst() : self
        return ".。!！?？".contains(last) ? text : text + language("。", ".")
    }

    /// As it may stand in the value of a query parameter.
    var queryEncoded: String {
        var encoded = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}

/// Registers pages under `/zh/…` and `/en/…`.
struct VisitorRoutes {
    let site: Site
    let router: Router<SiteContext>

    typealias Body = @Sendable (Visitor) async throws -> Response

    func get(_ path: String, _ body: @escaping Body) {
        for language in Language.allCases {
            router.get(RouterPath("\(language.rawValue)/\(path)")) { [site] request, context in
                await Visitor(site: site, request: request, context: context, language: language).run(body)
            }
        }
    }

    func post(_ path: String, _ body: @escaping Body) {
        for language in Language.allCases {
            router.post(RouterPath("\(language.rawValue)/\(path)")) { [site] request, context in
                await Visitor(site: site, request: request, context: context, language: language).run(body)
            }
        }
    }
}
