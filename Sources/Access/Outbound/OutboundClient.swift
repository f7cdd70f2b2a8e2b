import AsyncHTTPClient

/// What asks others: it keeps no cookies and follows no redirection, since where that leads was not judged.
enum OutboundClient {
    /// Lives as long as the program.
    static let shared: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}
