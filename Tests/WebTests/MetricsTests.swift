import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

@Suite struct `The metrics` {
    @Test(
        arguments: [
            (nil, nil, 200), (nil, "Bearer anything", 200), ("geheim", "Bearer geheim", 200), ("geheim", nil, 401),
            ("geheim", "Bearer gehei", 401), ("geheim", "geheim", 401), ("geheim", "Bearer ", 401),
        ] as [(String?, String?, Int)])
    func `are shown to whoever has their token, when they have one`(token: String?, shown: String?, status: Int)
        async throws
    {
        try await CitizenWorld.run(metrics: Metrics(token: token)) { _, client in
            let answer = try await client.execute(
                uri: "/metrics", method: .get, headers: shown.map { [.authorization: $0] } ?? [:])
            #expect(answer.status.code == status)
            #expect(String(buffer: answer.body).contains("http_request_duration_seconds") == (status == 200))
            #expect(answer.headers[.wwwAuthenticate] == (status == 401 ? "Bearer" : nil))
        }
    }
}
