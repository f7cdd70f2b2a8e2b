import Access
import Documents
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary

/// Refuses requests that another site makes in a signed-in visitor's name (CSRF).
///
/// A browser sends its cookie along with whatever any page tells it to send, so a request that may change something must also
/// show that it comes from one of our own pages: by what the browser says about its origin, and by the token that only our
/// pages know, as the field `csrf` near the beginning of a form or as the header `X-CSRF-Token`. Programs that send a bearer
/// token need neither: no browser adds that by itself.
struct OwnPagesOnly: RouterMiddleware {
    let site: Site

    /// So much of a form is read to find its token.
    static let head = 64 << 10

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard request.isUnsafe, request.bearerToken == nil else { return try await next(request, context) }
        guard !isFromElsewhere(request) else { return await refusal(request, context) }
        guard let signedIn = context.signedIn, !isSignIn(request) else { return try await next(request, context) }
        if let offered = request.headers[.csrfToken] {
            guard signedIn.accepts(csrfToken: offered) else { return await refusal(request, context) }
            return try await next(request, context)
        }
        guard let form = FormToken.Shape(request.headers[.contentType]) else { return await refusal(request, context) }
        var request = request
        let head = try await request.peek(atLeast: Self.head)
        guard let offered = FormToken.find(in: Array(head.readableBytesView), form),
            signedIn.accepts(csrfToken: offered)
        else { return await refusal(request, context) }
        return try await next(request, context)
    }

    /// Whether the browser itself says that another site made the request.
    private func isFromElsewhere(_ request: Request) -> Bool {
        switch request.headers[.secFetchSite] {
        case "same-origin", "none": return false
        case .some: return true
        case nil: break
        }
        guard let origin = request.headers[.origin] else { return false }
        let host = origin.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init)
        let isOwn = origin.contains("://") && host?.lowercased() == request.head.authority?.lowercased()
        return !isOwn && origin != site.publicAddress
    }

    /// Signing in replaces whatever session there was, so it needs no token of it.
    private func isSignIn(_ request: Request) -> Bool {
        Language.allCases.contains { request.uri.path == "/\($0.rawValue)/sign-in" }
    }

    private func refusal(_ request: Request, _ context: SiteContext) async -> Response {
        let told = Told(
            403, "foreignForm", "页面已失效，请返回上一页，刷新后重新提交", "the page is out of date; go back, reload it and send it again")
        return await site.tell(told, request, context)
    }
}

/// Finds the token in the beginning of a form, without reading the files that may follow.
enum FormToken {
    enum Shape: Equatable {
        case urlEncoded
        case multipart(boundary: String)

        /// Nil for what is no form.
        init?(_ contentType: String?) {
            let type = HeaderValue(contentType ?? "")
            switch type.main {
            case "application/x-www-form-urlencoded": self = .urlEncoded
            case "multipart/form-data":
                guard let boundary = type["boundary"] else { return nil }
                self = .multipart(boundary: boundary)
            default: return nil
            }
        }
    }

    /// The token is base64url, so it stands in both kinds of form as it is.
    static func find(in head: [UInt8], _ shape: Shape) -> String? {
        switch shape {
        case .urlEncoded:
            let start = Array("\(HTML.csrfName)=".utf8)
            let pair = head.split(separator: UInt8(ascii: "&")).first { $0.starts(with: start) }
            return pair.map { String(decoding: $0.dropFirst(start.count), as: UTF8.self) }
        case .multipart(let boundary):
            let part = Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(HTML.csrfName)\"\r\n\r\n".utf8)
            guard let value = head.firstRange(of: part).map({ head[$0.upperBound...] }),
                let end = value.firstRange(of: Array("\r\n--\(boundary)".utf8))
            else { return nil }
            return String(decoding: value[..<end.lowerBound], as: UTF8.self)
        }
    }
}

extension Request {
    /// Reads the beginning of the body, and puts it back for whoever reads the body next.
    /// - Returns: at least `count` bytes, or all there are.
    mutating func peek(atLeast count: Int) async throws -> ByteBuffer {
        var iterator = body.makeAsyncIterator()
        var head = ByteBuffer()
        while head.readableBytes < count, let chunk = try await iterator.next() { head.writeImmutableBuffer(chunk) }
        body = RequestBody(asyncSequence: ResumedBody(head: head, rest: iterator))
        return head
    }
}

/// A body whose beginning was read already. It can be read once, like every body.
private struct ResumedBody: AsyncSequence, @unchecked Sendable {
    // Handed from the middleware to the one handler that reads it, never used by two tasks.
    let head: ByteBuffer
    let rest: RequestBody.AsyncIterator

    struct AsyncIterator: AsyncIteratorProtocol {
        var head: ByteBuffer?
        var rest: RequestBody.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            if let head {
                self.head = nil
                return head
            }
            return try await rest.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(head: head, rest: rest) }
}

extension HTTPField.Name {
    static let csrfToken = HTTPField.Name("X-CSRF-Token")!
    fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
