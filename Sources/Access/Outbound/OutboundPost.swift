import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends a text to an address outside: looked up and judged anew each time, no redirects, no cookies, fifteen seconds.
public final class OutboundPost: NSObject, URLSessionTaskDelegate, Sendable {
    /// The other side did not take it.
    public struct NotTaken: Error, CustomStringConvertible {
        public let status: Int
        public var description: String { "it answered \(status)" }
    }

    public override init() {}

    /// - Throws: `OutboundAddress.Refused`, `NotTaken`, or what the network says.
    public func send(_ text: String, as mediaType: String, to address: OutboundAddress) async throws {
        try address.check()
        var request = URLRequest(url: address.url, timeoutInterval: 15)
        request.httpMethod = "POST"
        request.setValue(mediaType, forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(text.utf8)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (_, response) = try await session.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else { throw NotTaken(status: status) }
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        // The new address was not judged.
        completionHandler(nil)
    }
}
