import AsyncHTTPClient
import NIOCore

/// Sends a text to an address outside: looked up and judged anew each time, connected to exactly where that led, no redirects,
/// no cookies, fifteen seconds.
public struct OutboundPost: Sendable {
    /// The other side did not take it.
    public struct NotTaken: Error, CustomStringConvertible {
        public let status: Int
        public var description: String { "it answered \(status)" }
    }

    public init() {}

    /// - Throws: `OutboundAddress.Refused`, `NotTaken`, or what the network says.
    public func send(_ text: String, as mediaType: String, to address: OutboundAddress) async throws {
        let client = HTTPSender.client(pinning: address.host, to: try await address.lookUp())
        var request = HTTPClientRequest(url: address.url.absoluteString)
        request.method = .POST
        request.headers = ["content-type": mediaType]
        request.body = .bytes(ByteBuffer(string: text))
        let answer: Result<HTTPClientResponse, any Error>
        do { answer = .success(try await client.execute(request, timeout: .seconds(15))) } catch {
            answer = .failure(error)
        }
        try? await client.shutdown()
        let status = Int(try answer.get().status.code)
        guard (200..<300).contains(status) else { throw NotTaken(status: status) }
    }
}
