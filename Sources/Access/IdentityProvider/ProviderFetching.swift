import AsyncHTTPClient
import Foundation
import NIOCore

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
public struct ProviderClient: Sendable {
    private static let largest = 1 << 20

    public init() {}

    @Sendable public func fetch(_ asked: ProviderRequest) async throws -> ProviderAnswer {
        var request = HTTPClientRequest(url: asked.address)
        request.headers = ["accept": "application/json"]
        if let form = asked.form {
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: form))
        }
        let answer = try await ProviderConnections.shared.execute(request, timeout: .seconds(10))
        let body = try await answer.body.collect(upTo: Self.largest)
        return ProviderAnswer(status: Int(answer.status.code), body: Array(body.readableBytesView))
    }
}
