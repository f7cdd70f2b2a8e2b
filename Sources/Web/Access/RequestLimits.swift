import Access
import Hummingbird

/// Slows down whoever asks too much: a token bucket for each account and one for each network address.
///
/// This machine itself is not counted, which is where proxies without a client's address, checks and measurements come from;
/// nor are programs, which have a contract.
struct RequestLimits: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        let principal = context.signedIn?.principal
        guard let address = context.clientAddress(of: request), principal?.kind != .client else {
            return try await next(request, context)
        }
        do {
            try site.accounts.takeRequest(account: principal?.account, address: address, at: site.clock())
        } catch {
            return await site.tell(error, request, context)
        }
        return try await next(request, context)
    }
}
