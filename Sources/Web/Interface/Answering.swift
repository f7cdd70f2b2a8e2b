import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import Vocabulary

extension Told: Error {}

/// JSON answers and problems (RFC 9457).
enum Answer {
    /// The largest request body the interface reads, in bytes.
    static let largestBody = 1 << 20

    static func json(_ value: JSON, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: value.encoded)))
    }

    static func problem(_ told: Told, instance: String) -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if let seconds = told.retryAfter { headers[.retryAfter] = String(seconds) }
        if told.status == 401 { headers[.wwwAuthenticate] = "Bearer" }
        let errors = told.details.map { problem -> JSON in
            [
                "code": .string(problem.code), "message": .string(problem.message.en),
                "messageZh": .string(problem.message.zh),
                "path": .string(problem.path),
            ]
        }
        let body = JSON.members([
            "type": .string("about:blank"), "title": .string(told.message.en), "status": .integer(told.status),
            "code": .string(told.code), "message": .string(told.message.en), "messageZh": .string(told.message.zh),
            "path": .string(told.path), "instance": .string(instance), "errors": errors.isEmpty ? nil : .array(errors),
        ])
        return Response(
            status: .init(code: told.status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body.encoded))
        )
    }

    /// Runs a handler of the interface and turns whatever goes wrong into a problem.
    static func run(
        _ request: Request, _ context: some RequestContext, _ body: () async throws -> Response
    ) async -> Response {
        do {
            return try await body()
        } catch let told as Told {
            return problem(told, instance: request.uri.path)
        } catch let error as HTTPError {
            let told = Told(Int(error.status.code), "http", "请求有误", error.body ?? error.status.reasonPhrase)
            return problem(told, instance: request.uri.path)
        } catch {
            if let told = Told(error) {
                if told.status >= 500 { context.logger.error("the store failed", metadata: ["error": "\(error)"]) }
                return problem(told, instance: request.uri.path)
            }
            let id = Digest.hexadecimal(Digest.randomBytes(6))
            context.logger.error(
                "unexpected error",
                metadata: ["id": "\(id)", "error": "\(String(reflecting: type(of: error))): \(error)"])
            return problem(
                Told(500, "unexpected", "系统出错，编号\(id)", "something went wrong; quote \(id)"), instance: request.uri.path
            )
        }
    }

    /// The request's body, up to the limit.
    static func body(of request: Request, upTo limit: Int = largestBody) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge(limit) }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw tooLarge(limit)
        }
    }

    private static func tooLarge(_ limit: Int) -> Told {
        Told(413, "tooLarge", "请求超过\(limit / 1024) KB", "the request is larger than \(limit / 1024) KiB")
    }

    /// The request's body as a JSON object that keeps the operation's contract.
    static func object(of request: Request, for operation: String) async throws -> (JSON, [UInt8]) {
        if let type = request.headers[.contentType], !type.lowercased().hasPrefix("application/json") {
            throw Told(415, "notJSON", "请求应为application/json", "the request must be application/json")
        }
        let buffer = try await body(of: request)
        let bytes = Array(buffer.readableBytesView)
        let json = try JSON(parsing: bytes)
        guard json.members != nil else { throw Told(422, "malformed", "请求应为JSON对象", "the body must be an object") }
        if let schema = OpenAPI.bodies[operation] {
            let problems = schema.problems(in: json)
            guard problems.isEmpty else {
                var told = Told(
                    422, "malformed", problems[0].message.zh, problems[0].message.en, path: problems[0].path)
                told.details = problems
                throw told
            }
        }
        return (json, bytes)
    }
}
