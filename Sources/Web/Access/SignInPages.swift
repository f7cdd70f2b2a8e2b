import Access
import Documents
import Hummingbird
import Vocabulary

/// Signing in and out with a browser.
struct SignInPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("sign-in") { show($0) }
        routes.post("sign-in") { try await signIn($0) }
        routes.post("sign-out") { try await signOut($0) }
    }

    private func show(_ visitor: Visitor) -> Response {
        let next = visitor.nextPath(visitor.query("next"))
        if visitor.context.signedIn != nil { return Response.redirect(to: next, type: .normal) }
        return SignInView(visitor: visitor, next: next).page
    }

    private func signIn(_ visitor: Visitor) async throws -> Response {
        var limits = FormLimits(body: 16 << 10)
        limits.parts = 20
        let values = try await visitor.request.form(limits: limits)
        let next = visitor.nextPath(values["next"])
        var view = SignInView(visitor: visitor, next: next, account: values.text("account"))
        guard let account = values.text("account"), let password = values["password"], !password.isEmpty else {
            view.isPasswordMissing = values["password"]?.isEmpty ?? true
            return view.page
        }
        do {
            let signedIn = try await site.accounts.signIn(
                account: account, password: password, code: values.text("code"), from: visitor.context.clientAddress(of: visitor.request),
                replacing: visitor.request.cookies[site.sessionCookie.name]?.value, at: visitor.now)
            var response = Response.redirect(to: next, type: .normal)
            response.headers[.cacheControl] = "no-store"
            response.setCookie(site.sessionCookie.holding(signedIn.token.text))
            return response
        } catch let refused as SignInRefused {
            view.refused = refused
            return view.page
        }
    }

    private func signOut(_ visitor: Visitor) async throws -> Response {
        if let signedIn = visitor.context.signedIn {
            if visitor.context.serving != nil {
                try await visitor.casework.endVisit(session: signedIn.session.bytes, at: visitor.now)
            }
            try await site.accounts.signOut(token: signedIn.token.text, at: visitor.now)
        }
        var response = Response.redirect(to: "/\(visitor.language.rawValue)", type: .normal)
        response.headers[.cacheControl] = "no-store"
        response.setCookie(site.sessionCookie.removed)
        return response
    }
}

extension Visitor {
    /// Where to go after signing in: the page that asked for it, never another site and never back to signing in; else home.
    func nextPath(_ wanted: String?) -> String {
        let path = localPath(wanted)
        let start = path.prefix { $0 != "?" && $0 != "#" }
        guard Language(path: path) != nil, !start.hasSuffix("/sign-in"), !start.hasSuffix("/sign-out") else {
            return "/\(language.rawValue)"
        }
        return path
    }
}
