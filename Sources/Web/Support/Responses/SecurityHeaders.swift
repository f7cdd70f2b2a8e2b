import HTTPTypes
import Hummingbird

/// Tells browsers, with every answer, what our pages never do: run scripts or styles from inside the page or from
/// elsewhere, stand in a frame, be taken for another type, or tell other sites where a visitor came from.
struct SecurityHeaders<Context: RequestContext>: RouterMiddleware {
    /// Whether visitors reach the site over TLS, here or at a proxy in front.
    let isSecure: Bool

    /// What a page may load and where it may send forms. Images may also be `data:`, for QR codes.
    static var policy: String {
        [
            "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "connect-src 'self'",
            "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await responseOrRefusal(request, context, next)
        add(to: &response.headers)
        return response
    }

    func add(to headers: inout HTTPFields) {
        headers[.contentSecurityPolicy] =
            isSecure ? Self.policy + "; upgrade-insecure-requests" : Self.policy
        headers[.xContentTypeOptions] = "nosniff"
        headers[.referrerPolicy] = "same-origin"
        headers[.permissionsPolicy] = "camera=(), microphone=(), geolocation=(self), payment=(), usb=()"
        headers[.crossOriginOpenerPolicy] = "same-origin"
        headers[.crossOriginResourcePolicy] = "same-origin"
        // For browsers that do not know frame-ancestors.
        headers[.xFrameOptions] = "DENY"
        if isSecure { headers[.strictTransportSecurity] = "max-age=63072000; includeSubDomains" }
    }
}

/// The answer, also when a handler refused with an error that is an answer itself: headers belong on refusals too.
func responseOrRefusal<Context: RequestContext>(
    _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
) async throws -> Response {
    do {
        return try await next(request, context)
    } catch let error as any HTTPResponseError {
        return try error.response(from: request, context: context)
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    fileprivate static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
    fileprivate static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    fileprivate static let xFrameOptions = HTTPField.Name("X-Frame-Options")!
}
