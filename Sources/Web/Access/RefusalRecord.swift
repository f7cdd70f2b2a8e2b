import Access
import Hummingbird
import Vocabulary

/// Writes down what a signed-in account was refused: what it may not do (403), and cases it asked for that are not its own or
/// not there (404). Who is not signed in, and whose session ended, is answered 401 and not written down.
struct RefusalRecord: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        guard let account = context.signedIn?.principal.account else { return response }
        let number = Self.caseNumber(in: request.uri.path)
        guard response.status == .forbidden || response.status == .notFound && number != nil else { return response }
        let act = "\(request.method.rawValue) \(context.endpointPath ?? "none")"
        do {
            try await site.accounts.noteRefused(
                act, status: Int(response.status.code), about: number, by: account, at: site.clock())
        } catch {
            // Whoever may not act is told so even when the store takes nothing.
            context.logger.error("a refused act could not be written down", metadata: ["error": "\(error)"])
        }
        return response
    }

    /// The case number that an address names.
    private static func caseNumber(in path: String) -> String? {
        let parts: [Substring] = path.split(separator: "/")
        return parts.first { $0.count == 43 && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } }.map(
            String.init)
    }
}
