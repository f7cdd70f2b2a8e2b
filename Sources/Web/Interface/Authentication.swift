import Access
import Hummingbird
import Ledger
import Vocabulary

/// A request context that knows who is signed in.
public protocol AuthenticatedContext: RequestContext {
    var signedIn: SignedIn? { get set }
}

/// Finds out who is signed in: by the session cookie of a browser, or by the bearer token of a program.
struct AuthenticationMiddleware: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard let token = request.bearerToken ?? request.cookies[SessionCookie.name]?.value else {
            return try await next(request, context)
        }
        var context = context
        context.signedIn = try await site.accounts.session(token: token, at: site.clock())
        return try await next(request, context)
    }
}

/// The cookie that holds a browser's session.
enum SessionCookie {
    /// The prefix makes browsers insist on Secure, Path=/ and no Domain.
    static let name = "__Host-session"
}

extension Request {
    /// The token of `Authorization: Bearer …`.
    var bearerToken: String? {
        guard let header = headers[.authorization], header.count > 7, header.prefix(7).lowercased() == "bearer " else { return nil }
        return String(header.dropFirst(7))
    }
}

/// Signing in and out for programs.
struct SessionInterface: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let api = router.group("api/v1/sessions")
        api.post { request, context in await Answer.run(request, context) { try await signIn(request) } }
        api.delete("current") { request, context in await Answer.run(request, context) { try await signOut(request, context) } }
    }

    private func signIn(_ request: Request) async throws -> Response {
        let (body, _) = try await Answer.object(of: request, for: "signIn")
        let signedIn: SignedIn
        do {
            signedIn = try await site.accounts.signIn(
                account: try body.text("account"), password: try body.text("password"), from: nil, at: site.clock())
        } catch let refused as SignInRefused {
            throw Told(refused)
        }
        return Answer.json(
            [
                "token": .string(signedIn.token.text), "expiresAt": .string(signedIn.expiresAt.description),
                "principal": [
                    "account": .string(signedIn.principal.account), "name": .string(signedIn.principal.name),
                    "kind": .string(signedIn.principal.kind.rawValue),
                ],
            ], status: .created)
    }

    private func signOut(_ request: Request, _ context: SiteContext) async throws -> Response {
        let signedIn = try context.required()
        try await site.accounts.signOut(token: signedIn.token.text, at: site.clock())
        return Response(status: .noContent)
    }
}
