import Access
import Hummingbird
import Ledger
import Vocabulary

/// Signing in and out for programs.
struct SessionInterface: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        let api = router.group("api/v1/sessions")
        api.post { request, context in await Answer.run(request, context) { try await signIn(request, context) } }
        api.delete("current") { request, context in
            await Answer.run(request, context) { try await signOut(request, context) }
        }
    }

    private func signIn(_ request: Request, _ context: SiteContext) async throws -> Response {
        let (body, _) = try await Answer.object(of: request, for: "signIn")
        let signedIn: SignedIn
        do {
            signedIn = try await site.accounts.signIn(
                account: try body.text("account"), password: try body.text("password"), code: body["code"]?.text,
                from: context.clientAddress(of: request), at: site.clock())
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
            ], status: .created, headers: [.cacheControl: "no-store"])
    }

    private func signOut(_ request: Request, _ context: SiteContext) async throws -> Response {
        let signedIn = try context.required()
        try await site.accounts.signOut(token: signedIn.token.text, at: site.clock())
        return Response(status: .noContent)
    }
}
