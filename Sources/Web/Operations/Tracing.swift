import HTTPTypes
import Hummingbird
import Ledger
import Logging

/// Takes part in the chain of calls that a request belongs to (W3C Trace Context), gives each request a number, and writes a line
/// about it: what was called by its template, how it ended and how long it took, and nothing about whom.
struct TracingMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let trace = request.headers[.traceparent].flatMap { Trace(traceparent: $0) }?.child() ?? .new()
        var context = context
        context.logger[metadataKey: "request"] = "\(context.id)"
        context.logger[metadataKey: "trace"] = "\(trace.id)"
        let start = ContinuousClock.now
        let logger = context.logger
        let inner = context
        var response = try await Trace.$current.withValue(trace) { try await responseOrRefusal(request, inner, next) }
        response.headers[.requestID] = context.id
        let milliseconds = (ContinuousClock.now - start) / .microseconds(1) / 1_000
        logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(inner.endpointPath ?? "none")",
                "status": "\(response.status.code)",
                "ms": "\(milliseconds)",
            ])
        return response
    }
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let traceparent = HTTPField.Name("traceparent")!
}
