import Documents
import Hummingbird
import NIOCore

extension HTML: ResponseGenerator {
    /// A page with status 200.
    public func response(from request: Request, context: some RequestContext) -> Response { response() }

    /// A page. Pages hold personal data, so nobody keeps a copy unless the headers say otherwise.
    func response(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "text/html; charset=utf-8"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
