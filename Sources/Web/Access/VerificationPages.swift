import Access
import Documents
import Hummingbird
import Registry
import Vocabulary

/// Opening an account, and showing who one is (实名核验).
struct VerificationPages: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let routes = VisitorRoutes(site: site, router: router)
        routes.get("sign-up") { visitor in SignUpView(visitor: visitor).page() }
        routes.post("sign-up") { try await signUp($0) }
        routes.get("verify") { try await show($0) }
        routes.post("verify") { try await check($0) }
        routes.post("counter/verification") { try await checkAtCounter($0) }
    }

    // MARK: - Opening an account

    private func signUp(_ visitor: Visitor) async throws -> Response {
        var limits = FormLimits(body: 16 << 10)
        limits.parts = 20
        let sent = try await visitor.request.form(limits: limits)
        var view = SignUpView(visitor: visitor, sent: sent)
        guard let account = sent.text("account"), let name = sent.text("name"), let password = sent["password"],
            !password.isEmpty
        else {
            view.findMissing()
            return view.page(status: .unprocessableContent)
        }
        let address = visitor.context.clientAddress(of: visitor.request)
        try site.accounts.takeSignUp(from: address, at: visitor.now)
        do {
            try await site.accounts.create(
                NewAccount(account: account, name: String(name.prefix(64)), kind: .citizen, password: password),
                at: visitor.now)
        } catch let refused as AccountRefused {
            view.take(refused)
            return view.page(status: .unprocessableContent)
        }
        let signedIn = try await site.accounts.signIn(
            account: account, password: password, from: address, at: visitor.now)
        var response = visitor.go(to: "verify")
        response.headers[.cacheControl] = "no-store"
        response.setCookie(site.sessionCookie.holding(signedIn.token.text))
        return response
    }

    // MARK: - Showing who one is

    private func citizen(_ visitor: Visitor) throws -> SignedIn {
        let signedIn = try visitor.signedIn()
        guard signedIn.principal.kind == .citizen else { throw Told(VerificationRefused.notAnApplicant) }
        return signedIn
    }

    private func show(_ visitor: Visitor) async throws -> Response {
        let signedIn = try citizen(visitor)
        let checks = try await site.accounts.checks(of: signedIn.principal.account)
        return VerifyView(visitor: visitor, principal: signedIn.principal, checks: checks).page()
    }

    private func check(_ visitor: Visitor) async throws -> Response {
        let principal = try citizen(visitor).principal
        let sent = try await visitor.form()
        let checks = try await site.accounts.checks(of: principal.account)
        var view = VerifyView(visitor: visitor, principal: principal, checks: checks, sent: sent)
        guard let claim = view.claim() else { return view.page(status: .unprocessableContent) }
        guard try await site.verify(claim, account: principal.account, at: visitor.now) else {
            view.isRefused = true
            return view.page(status: .unprocessableContent)
        }
        return Response.redirect(to: visitor.nextPath(sent["next"]), type: .normal)
    }

    /// Staff of a counter, who have the person and the document before them, check the person's own account.
    private func checkAtCounter(_ visitor: Visitor) async throws -> Response {
        try visitor.requireClerk()
        let sent = try await visitor.form()
        guard let visit = visitor.context.serving else { throw CounterNeeded() }
        guard let account = sent.text("account"), let found = try await site.accounts.find(account),
            found.kind == .citizen
        else {
            throw Told(404, "noSuchAccount", "没有这个申请人账号，请核对", "there is no such applicant's account; check the name")
        }
        try await site.accounts.verify(
            account: account, as: visit.person.retyped(), level: .inPerson,
            method: "counter:\(try visitor.signedIn().principal.account)", evidence: "identity document",
            at: visitor.now)
        return visitor.go(to: "counter?verified=1")
    }
}

extension Site {
    /// Checks a claim, and ties the account to the person when it is confirmed.
    /// - Returns: whether it is confirmed.
    /// - Throws: `SignInRefused.tooManyAttempts`, `VerificationRefused`.
    func verify(_ claim: IdentityClaim, account: String, at now: Instant) async throws -> Bool {
        // The number's own tries count, so that opening many accounts helps nobody to guess.
        try accounts.takeCheck(of: "account:\(account)", at: now)
        try accounts.takeCheck(of: "number:\(claim.number.text)", at: now)
        guard case .confirmed(let subject, let level, let evidence) = try await verifier.check(claim, on: now.day)
        else { return false }
        try await accounts.verify(
            account: account, as: subject.retyped(), level: level, method: verifier.code, evidence: evidence, at: now)
        return true
    }
}
