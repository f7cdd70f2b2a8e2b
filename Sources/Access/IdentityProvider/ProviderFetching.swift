import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request to an identity provider: a GET, or a POST of a form.
public struct ProviderRequest: Sendable {
    public let address: String
    public let form: String?

    public init(address: String, form: String? = nil) {
        self.address = address
        self.form = form
    }

    /// Whether the address may be asked: it must be encrypted, unless provider and address are both on this machine.
    static func isAllowed(_ address: String, for issuer: String) -> Bool {
        guard let url = URLComponents(string: address), let host = url.host, url.user == nil, url.password == nil else {
            return false
        }
        if url.scheme == "https" { return true }
        let local: Set<String> = ["127.0.0.1", "localhost", "::1", "[::1]"]
        return url.scheme == "http" && local.contains(host) && local.contains(URLComponents(string: issuer)?.host ?? "")
    }
}

public struct ProviderAnswer: Sendable {
    public let status: Int
    public let body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// How a provider is reached.
public typealias ProviderFetch = @Sendable (ProviderRequest) async throws -> ProviderAnswer

/// Reaches a provider over the network: no redirects, no cookies, ten seconds, at most a mebibyte.
public final class ProviderClient: NSObject, URLSessionTaskDelegate, Sendable {
    private static let largest = 1 << 20

    public func fetch(_ request: ProviderRequest) async throws -> ProviderAnswer {
        guard let url = URL(string: request.address) else { throw URLError(.badURL) }
        var message = URLRequest(url: url, timeoutInterval: 10)
        message.setValue("application/json", forHTTPHeaderField: "Accept")
        if let form = request.form {
            message.httpMethod = "POST"
            message.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
            message.httpBody = Data(form.utf8)
        }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (data, response) = try await session.data(for: message)
        guard data.count <= Self.largest else { throw URLError(.dataLengthExceedsMaximum) }
        return ProviderAnswer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: Array(data))
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
