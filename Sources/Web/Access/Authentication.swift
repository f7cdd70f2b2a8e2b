import Access
import HTTPTypes
import Hummingbird
import Vocabulary

/// A request context that knows who is signed in.
public protocol AuthenticatedContext: RequestContext {
    var signedIn: SignedIn? { get set }
}

/// Finds out who is signed in: by the bearer token of a program, or by the session cookie of a browser.
struct AuthenticationMiddleware: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard let token = request.bearerToken ?? request.cookies[site.sessionCookie.name]?.value else {
            return try await next(request, context)
        }
        var context = context
        do {
            context.signedIn = try await site.accounts.session(token: token, at: site.clock())
            if let signedIn = context.signedIn, signedIn.applicant != nil {
                context.acting = try await site.accounts.acting(in: signedIn, at: site.clock())
            }
            if let signedIn = context.signedIn, signedIn.principal.kind == .clerk {
                context.serving = try await site.casework.openVisit(session: signedIn.session.bytes, at: site.clock())
            }
        } catch {
            return await site.tell(error, request, context)
        }
        return try await next(request, context)
    }
}

extension Site {
    /// What went wrong before a page or an operation began, told as both of them tell it.
    func tell(_ error: any Error, _ request: Request, _ context: SiteContext) async -> Response {
        guard let language = Language(path: request.uri.path) else {
            return await Answer.run(request, context) { throw error }
        }
        return await Visitor(site: self, request: request, context: context, language: language).run { _ in throw error
        }
    }
}

extension Request {
    /// The token of `Authorization: Bearer …`.
    var bearerToken: String? {
        guard let header = headers[.authorization], header.count > 7, header.prefix(7).lowercased() == "bearer " else {
            return nil
        }
        return String(header.dropFirst(7))
    }

    /// Whether the method may change something.
    var isUnsafe: Bool {
        switch method {
        case .get, .head, .options, .trace: false
        default: true
        }
    }
}

extension SiteContext {
    /// The network address whose failed sign-ins are counted; nil for this machine itself.
    func clientAddress(of request: Request) -> String? {
        ClientAddress.of(peer: remoteAddress, forwardedFor: request.headers[.forwardedFor])
    }
}

enum ClientAddress {
    /// A proxy on this machine tells the client's address in `X-Forwarded-For`, whose last entry is the proxy's own; from
    /// elsewhere that header proves nothing.
    static func of(peer: String?, forwardedFor: String?) -> String? {
        switch peer {
        case nil, "127.0.0.1", "::1", "::ffff:127.0.0.1":
            forwardedFor?.split(separator: ",").last.map { String($0.filter { !$0.isWhitespace }) }
        case .some(let peer): peer
        }
    }
}

extension HTTPField.Name {
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}
