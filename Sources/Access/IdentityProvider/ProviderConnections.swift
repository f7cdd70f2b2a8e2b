import AsyncHTTPClient

/// The connections to identity providers: keeps no cookies and follows no redirection, since where that leads was not judged.
enum ProviderConnections {
    /// Lives as long as the program.
    static let shared: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.httpVersion = .http1Only
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}
