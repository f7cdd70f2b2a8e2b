import Access
import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// The first page: what can be done here, finding a case, and checking a notice.
struct HomePage: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("") { try await home($0) }
        routes.get("find") { find($0) }
        routes.router.get("") { request, _ in
            let language = Language(preferred: request.headers[.acceptLanguage])
            var response = Response.redirect(to: "/\(language.rawValue)", type: .normal)
            response.headers[.vary] = "Accept-Language"
            response.headers[.cacheControl] = "no-store"
            return response
        }
    }

    private func home(_ visitor: Visitor) async throws -> Response {
        let language = visitor.language
        let catalog = visitor.casework.shelf.current.inForce(on: visitor.today)
        let title = language("高效办成一件事", "One application for the whole matter")
        let bundles = catalog.bundles.map { bundle -> HTML in
            let departments = Set(bundle.items.compactMap { catalog.items[$0.item]?.department }).count
            return """
                <li><h2><a href="\(link: visitor.address("bundles/\(bundle.code)"))">\(bundle.name.html(language))</a></h2>
                <p>\(bundle.summary.html(language))</p>
                <p class="hint">\(language("\(bundle.items.count) 个事项，\(departments) 个部门", "\(bundle.items.count) items, \(departments) departments"))</p></li>

                """
        }
        let form = Form(language: language)
        return visitor.page(
            title, width: .wide,
            """
            <h1>\(title)</h1>
            <p class="lead">\(language("一次告知、一表申请、一套材料、一次反馈。几个部门的事，填一张表就办。", "Told once, one form, one set of materials, one answer: several departments, one application."))</p>
            <ul class="cards">
            \(bundles)</ul>
            <h2>\(language("我能享受哪些政策", "What am I entitled to"))</h2>
            <p>\(language("回答几个问题，就知道能享受哪些补贴和贷款、多少钱、依据是什么。不用登录。", "A few questions show which subsidies and loans you are entitled to, how much, and on what basis. You need not sign in."))</p>
            \(HTML.actions(.buttonLink(language("查政策", "Find policies"), to: visitor.address("policies"), .secondary)))\
            \(account(visitor))\
            <h2 id="find">\(language("查办件", "Find a case"))</h2>
            <form class="form" method="get" action="\(link: visitor.address("find"))">
            \(form.text("number", language("办件编号", "Case number"), .plain, .hint(language("43 位，在提交回执和告知单上", "43 characters, on your receipt or notice")), autocomplete: "off", width: 46, maximumLength: 80))\
            \(HTML.actions(.button(language("查询", "Find"), .secondary)))
            </form>
            <h2>\(language("核验告知单", "Check a notice"))</h2>
            <p>\(language("收到别人出示的结果告知单？扫描上面的二维码，或输入核验码，就能知道真假和是否有效。", "Has someone shown you a notice of results? Scan its code, or type it, to see whether it is genuine and valid."))</p>
            <p>\(HTML.link(language("输入核验码", "Type the code"), to: visitor.address("v")))</p>
            """)
    }

    private func account(_ visitor: Visitor) -> HTML {
        let language = visitor.language
        guard let signedIn = visitor.context.signedIn else {
            return """
                <h2>\(language("已经申请过？", "Have you applied already?"))</h2>
                <p>\(language("登录后查看进度、补正材料、下载结果。", "Sign in to see progress, answer requests and download results."))</p>
                \(HTML.actions(.buttonLink(language("登录", "Sign in"), to: visitor.address("sign-in?next=/\(language.rawValue)/applications"), .secondary)))
                """
        }
        guard signedIn.applicant != nil else { return .empty }
        return """
            <h2>\(language("我的申请", "My applications"))</h2>
            \(HTML.actions(.buttonLink(language("查看我的申请", "See my applications"), to: visitor.address("applications"), .secondary)))
            """
    }

    /// Leads from a number to its page; whose case it is shows only after signing in.
    private func find(_ visitor: Visitor) -> Response {
        let language = visitor.language
        let text = (visitor.query("number") ?? "").halfWidthDigits.filter { !$0.isWhitespace }.uppercased()
        do throws(MalformedCaseNumber) {
            let number = try CaseNumber(parsing: text)
            return visitor.go(to: "applications/\(number)")
        } catch {
            var values = FormValues()
            values.append("number", visitor.query("number") ?? "")
            let form = Form(
                language: language, values: values,
                problems: [FieldProblem("number", error.message(language).sentence(language))])
            let title = language("查办件", "Find a case")
            return visitor.page(
                title, back: "/\(language.rawValue)", hasProblems: true, status: .unprocessableContent,
                """
                \(form.problemSummary)\
                <h1>\(title)</h1>
                <form class="form" method="get" action="\(link: visitor.address("find"))">
                \(form.text("number", language("办件编号", "Case number"), .plain, .hint(language("43 位，在提交回执和告知单上", "43 characters, on your receipt or notice")), autocomplete: "off", width: 46, maximumLength: 80))\
                \(HTML.actions(.button(language("查询", "Find"))))
                </form>
                """)
        }
    }
}
