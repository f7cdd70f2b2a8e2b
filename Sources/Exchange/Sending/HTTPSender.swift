import AsyncHTTPClient
import Foundation
import Ledger
import NIOCore
import NIOHTTP1
import Vocabulary

/// Sends signed messages to one address (CloudEvents in structured mode, signed as Standard Webhooks says).
public struct HTTPSender: Sender {
    let address: String
    let secrets: [WebhookSecret]
    let timeOut: Int
    let client: HTTPClient

    /// Bytes of an answer that are read for the record; the rest is not waited for.
    static let answerLimit = 4_096

    public init(address: String, secrets: [WebhookSecret], timeOut: Int, client: HTTPClient) {
        self.address = address
        self.secrets = secrets
        self.timeOut = timeOut
        self.client = client
    }

    /// A client for all senders: it follows no redirection, since that would carry a message where nobody sent it.
    /// - Parameter numeric: the address that `host` is to stand for, whatever its name leads to by then.
    public static func client(pinning host: String? = nil, to numeric: String = "") -> HTTPClient {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(3)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.httpVersion = .http1Only
        if let host { configuration.dnsOverride = [host: numeric] }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    public func send(_ body: [UInt8], of message: OutboxMessage) async -> Delivery {
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        let seconds = Instant.now.microseconds / 1_000_000
        let id = message.id.description
        request.headers = [
            "content-type": "application/cloudevents+json; charset=utf-8", "user-agent": "lianban", "webhook-id": id,
            "webhook-timestamp": String(seconds),
            // While a secret is being changed, both sign.
            "webhook-signature": secrets.map { $0.sign(id: id, seconds: seconds, body: body) }.joined(separator: " "),
        ]
        if let trace = message.trace?.child() { request.headers.add(name: "traceparent", value: trace.traceparent) }
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let answer = try await client.execute(request, timeout: .seconds(Int64(timeOut)))
            let status = Int(answer.status.code)
            // A connection can be used again only when its answer has been read.
            let detail = await Self.detail(of: answer)
            return Delivery(status: status, retryAfter: answer.headers.first(name: "retry-after"), detail: detail)
        } catch {
            return .unavailable(Self.words(for: error))
        }
    }

    /// The beginning of what the other side says, on one line.
    private static func detail(of answer: HTTPClientResponse) async -> String {
        var text: [UInt8] = []
        do {
            for try await part in answer.body {
                text += part.readableBytesView.prefix(answerLimit - text.count)
                if text.count >= answerLimit { break }
            }
        } catch {
            return ""
        }
        return String(decoding: text.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self).prefix(200).trimmingCharacters(
            in: .whitespaces)
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: "no answer in time"
        case let error as HTTPClientError where error == .connectTimeout: "cannot be reached"
        case let error as HTTPClientError where error == .remoteConnectionClosed: "it closed the connection"
        default: String("\(error)".prefix(200))
        }
    }
}
