import Access
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// Signing in and out with a browser.
struct SignInPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("sign-in") { show($0) }
        routes.post("sign-in") { try await signIn($0) }
        routes.get("sign-in/provider") { try await leave($0) }
        router.get("sign-in/callback") { [site] request, context in
            // The provider knows one address only; the page to come back to tells the language.
            let journey = request.cookies[site.sessionCookie.journeyName].flatMap { ProviderJourney(cookie: $0.value) }
            let language = Language(path: journey?.next ?? "") ?? .zh
            return await Visitor(site: site, request: request, context: context, language: language).run {
                try await comeBack($0, journey)
            }
        }
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
                account: account, password: password, code: values.text("code"),
                from: visitor.context.clientAddress(of: visitor.request),
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

    // MARK: - With an identity provider

    private var redirect: String { site.publicAddress + "/sign-in/callback" }

    private func leave(_ visitor: Visitor) async throws -> Response {
        guard let provider = site.identityProvider else { throw Visitor.notFound }
        let journey = ProviderJourney(next: visitor.nextPath(visitor.query("next")))
        let address: String
        do {
            address = try await provider.address(for: journey, redirect: redirect, at: visitor.now)
        } catch let refused as ProviderRefused {
            throw told(refused, visitor)
        }
        var response = Response.redirect(to: address, type: .normal)
        response.headers[.cacheControl] = "no-store"
        response.setCookie(site.sessionCookie.carrying(journey.cookie, seconds: ProviderJourney.longestSeconds))
        return response
    }

    private func comeBack(_ visitor: Visitor, _ journey: ProviderJourney?) async throws -> Response {
        guard let provider = site.identityProvider else { throw Visitor.notFound }
        do {
            guard let journey, journey.accepts(state: visitor.query("state") ?? "") else {
                throw ProviderRefused.strayReturn
            }
            if let error = visitor.query("error") { throw ProviderRefused.denied(String(error.prefix(64))) }
            guard let code = visitor.query("code") else { throw ProviderRefused.strayReturn }
            let identity = try await provider.redeem(code: code, of: journey, redirect: redirect, at: visitor.now)
            let current = visitor.context.signedIn?.principal
            let signedIn = try await site.accounts.signIn(
                with: identity, person: try await person(identity, at: visitor.now),
                current: current?.kind == .citizen ? current : nil,
                from: visitor.context.clientAddress(of: visitor.request),
                replacing: visitor.request.cookies[site.sessionCookie.name]?.value, at: visitor.now)
            var response = Response.redirect(to: visitor.nextPath(journey.next), type: .normal)
            response.headers[.cacheControl] = "no-store"
            response.setCookie(site.sessionCookie.holding(signedIn.token.text))
            response.setCookie(site.sessionCookie.journeyOver)
            return response
        } catch let refused as ProviderRefused {
            throw told(refused, visitor)
        }
    }

    private func person(_ identity: ProvidedIdentity, at now: Instant) async throws -> Identifier<Principal>? {
        guard let number = identity.number else { return nil }
        let register = site.casework.register
        return try await site.casework.store.write { session in
            let found = try register.findOrEnter(number: number.text, kind: .person, at: now, in: session)
            return try register.root(of: found, in: session).retyped()
        }
    }

    /// What went wrong in general; the log knows more.
    private func told(_ refused: ProviderRefused, _ visitor: Visitor) -> Told {
        visitor.context.logger.notice("signing in with the provider failed", metadata: ["reason": "\(refused)"])
        return switch refused {
        case .unusable:
            Told(
                503, "providerUnusable", "统一身份认证暂时不能使用，请稍后再试或用账号登录",
                "the identity provider cannot be used now; try later, or sign in with your account")
        case .notAnApplicant:
            Told(403, "notAnApplicant", "统一身份认证只供申请人使用", "the identity provider is for applicants only")
        case .strayReturn, .denied, .badToken:
            Told(
                403, "providerRefused", "统一身份认证没有完成，请重新登录",
                "signing in with the identity provider was not completed; start again")
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
        response.headers[.clearSiteData] = "\"cache\", \"storage\""
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

extension HTTPField.Name {
    static let clearSiteData = HTTPField.Name("Clear-Site-Data")!
}
