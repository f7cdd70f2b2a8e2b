import HTTPTypes
import Hummingbird
import NIOCore

/// Whether the process lives, whether it can serve, and what it did.
struct OperationRoutes: Sendable {
    let site: Site

    func add(to router: Router<SiteContext>) {
        router.get("livez") { _, _ in
            Response(status: .ok, headers: plain, body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
        }
        router.get("readyz") { request, context in
            await Answer.run(request, context) {
                _ = try await site.casework.nextAlarm()
                return Response(status: .ok, headers: plain, body: .init(byteBuffer: ByteBuffer(string: "ready\n")))
            }
        }
        router.get("metrics") { request, _ in
            guard site.metrics.areOpen(to: request.bearerToken) else {
                return Response(status: .unauthorized, headers: [.wwwAuthenticate: "Bearer"])
            }
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: site.metrics.text)))
        }
        router.get("openapi.json") { _, _ in Answer.json(OpenAPI.document) }
    }

    private var plain: HTTPFields { [.contentType: "text/plain; charset=utf-8"] }
}

/// Measures every request under its route's template.
struct MetricsMiddleware: RouterMiddleware {
    let metrics: Metrics

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var status = 500
        defer {
            let elapsed = (ContinuousClock.now - start).components
            metrics.note(
                route: context.endpointPath ?? "none", method: request.method.rawValue, status: status,
                seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
        }
        let response = try await next(request, context)
        status = Int(response.status.code)
        return response
    }
}
