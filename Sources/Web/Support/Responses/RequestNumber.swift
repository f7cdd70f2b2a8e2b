import HTTPTypes
import Hummingbird

/// Sends the number under which a request stands in the logs back with its answer, so that a visitor can quote it.
struct RequestNumber<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await responseOrRefusal(request, context, next)
        response.headers[.requestID] = context.id
        return response
    }
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-Id")!
}
