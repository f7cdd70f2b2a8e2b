import Access
import Cases
import Catalog
import Documents
import Hummingbird
import Vocabulary

/// 窗口代办: staff at a counter find the person before them and use the person's own pages on their behalf.
struct CounterPages: Sendable {
    func add(to routes: VisitorRoutes) {
        routes.get("counter") { visitor in
            try visitor.requireClerk()
            return visitor.context.serving.map { serving($0, visitor) } ?? search(visitor)
        }
        routes.post("counter") { try await begin($0) }
        routes.post("counter/end") { try await end($0) }
    }

    private func search(_ visitor: Visitor, sent: FormValues? = nil, problems: [FieldProblem] = []) -> Response {
        let language = visitor.language
        var form = Form(language: language, problems: problems)
        if let sent { form.values = sent }
        let title = language("窗口代办", "Serve at the counter")
        return visitor.page(
            title, hasProblems: !problems.isEmpty, status: problems.isEmpty ? .ok : .unprocessableContent,
            """
            \(form.problemSummary)\
            <h1>\(title)</h1>
            <p>\(language("请核对身份证件原件，并当面征得本人同意。查看和办理都会留下记录，本人可在“通知”里看到。", "Check the original identity document and ask for consent. What you see and do is recorded, and the person can read it under “Messages”."))</p>
            \(form.element(
                to: visitor.address("counter"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(form.text("name", language("姓名", "Name"), .plain, autocomplete: "off", maximumLength: 64))\
                \(form.text("number", language("身份证号码", "Identity number"), .plain, autocomplete: "off", maximumLength: 18))\
                \(HTML.actions(.button(language("开始代办", "Start"))))
                """))
            """)
    }

    private func begin(_ visitor: Visitor) async throws -> Response {
        try visitor.requireClerk()
        let signedIn = try visitor.signedIn()
        let sent = try await visitor.form()
        let language = visitor.language
        var problems: [FieldProblem] = []
        let name = sent.text("name") ?? ""
        if name.isEmpty { problems.append(FieldProblem("name", language("请填写姓名", "Enter the name"))) }
        let number = try? CitizenID(parsing: sent.text("number") ?? "")
        if number == nil {
            problems.append(
                FieldProblem(
                    "number",
                    language("身份证号码有误，请对照证件核对", "This is not an identity number; compare it with the document")))
        }
        guard let number, problems.isEmpty else { return search(visitor, sent: sent, problems: problems) }
        if let known = try await visitor.casework.person(number) {
            let knowledge = try await Knowledge.about(known, named: name, in: visitor.casework, on: visitor.today)
            let recorded = (knowledge.fixed[Identity.name] ?? knowledge.suggested[Identity.name])?.value.text
            // The number alone must not open anybody's matters.
            if let recorded, recorded != name {
                let told = language(
                    "姓名与登记的不一致，请对照证件核对", "The name differs from the register's; compare it with the document")
                return search(visitor, sent: sent, problems: [FieldProblem("name", told)])
            }
        }
        _ = try await visitor.casework.beginVisit(
            of: number, named: name, by: signedIn.principal.account, session: signedIn.session.bytes, at: visitor.now)
        return visitor.go(to: "counter")
    }

    private func serving(_ visit: CounterVisit, _ visitor: Visitor) -> Response {
        let language = visitor.language
        let form = Form(language: language)
        let title = language("窗口代办", "Serve at the counter")
        let done = visitor.query("verified").map { _ in
            HTML.banner(.good, title: language("账号已核验", "The account is confirmed"))
        }
        return visitor.page(
            title, banner: done,
            """
            <h1>\(title)</h1>
            \(HTML.linkRow([
                .link(language("办一件事", "Start an application"), to: "/\(language.rawValue)"),
                .link(language("本人的申请和草稿", "Their applications and drafts"), to: visitor.address("applications")),
                .link(language("本人的通知", "Their messages"), to: visitor.address("notices")),
            ]))\
            <h2>\(language("核验本人账号", "Check their account"))</h2>
            <p>\(language("本人在场并已核对证件原件后，把本人自己的账号核验为“现场核验”。以后本人可自己查看和认领。", "With the person and their document before you, confirm their own account; they can then see and claim everything themselves."))</p>
            \(form.element(
                to: visitor.address("counter/verification"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(form.text("account", language("本人账号", "Their account"), .plain, autocomplete: "off", maximumLength: 64))\
                \(HTML.actions(.button(language("核验", "Confirm"), .secondary)))
                """))
            """)
    }

    private func end(_ visitor: Visitor) async throws -> Response {
        try visitor.requireClerk()
        _ = try await visitor.form()
        try await visitor.casework.endVisit(session: try visitor.signedIn().session.bytes, at: visitor.now)
        return visitor.go(to: "counter")
    }
}

extension Visitor {
    /// For everybody but staff of a counter there is no such place.
    func requireClerk() throws {
        guard try signedIn().principal.kind == .clerk else { throw Visitor.notFound }
    }

    /// Tells on every page whom the counter serves, with the way to end it.
    var counterBanner: HTML? {
        guard let visit = context.serving, let signedIn = context.signedIn else { return nil }
        let name = Masking.name(visit.personName)
        return """
            <div class="inset"><form method="post" action="\(link: address("counter/end"))">\(HTML.csrf(signedIn.csrfToken))\
            <p>\(language("窗口代办：正在为 \(name) 办理", "At the counter for \(name)"))</p>\
            <button class="plain">\(language("办完，结束代办", "Finish and leave"))</button></form></div>

            """
    }
}
