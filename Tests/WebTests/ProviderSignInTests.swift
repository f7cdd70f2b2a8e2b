import Access
import Cases
import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import Registry
import TestPrograms
import Testing
import Vocabulary

@testable import Web

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A real provider (oidc-provider-mock from PyPI, installed by bin/setup test) on a port of its own.
final class MockProvider {
    let process: Process
    let address: String

    static let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".venv/bin/oidc-provider-mock").path
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    init(_ users: [String]) throws {
        let port = Int.random(in: 20_000..<30_000)
        address = "http://127.0.0.1:\(port)"
        process = try ChildProcess.start(Self.program) { process in
            process.arguments =
                ["--port", "\(port)", "--require-nonce", "true"] + users.flatMap { ["--user-claims", $0] }
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
        }.process
    }

    // It does not listen to a request to end.
    deinit { kill(process.processIdentifier, SIGKILL) }

    func wait() async throws {
        for _ in 0..<200 {
            if let _ = try? await URLSession.shared.data(
                from: URL(string: address + "/.well-known/openid-configuration")!)
            {
                return
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw URLError(.cannotConnectToHost)
    }

    /// Chooses a user on the provider's page, as a browser does.
    /// - Returns: the address it sends the browser to.
    func choose(_ user: String, at page: String) async throws -> String {
        let answer = try await Self.send(page, form: "sub=\(user)")
        return answer.location
    }

    static func send(_ address: String, form: String) async throws -> (status: Int, location: String) {
        var request = URLRequest(url: URL(string: address)!)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(form.utf8)
        let session = URLSession(configuration: .ephemeral, delegate: Staying(), delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let (_, response) = try await session.data(for: request)
        let head = response as? HTTPURLResponse
        return (head?.statusCode ?? 0, head?.value(forHTTPHeaderField: "Location") ?? "")
    }

    private final class Staying: NSObject, URLSessionTaskDelegate, Sendable {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }
}

@Suite(.enabled(if: MockProvider.isInstalled, "SKIPPED: oidc-provider-mock is not installed; run bin/setup test"))
struct `Signing in with a real provider` {
    private static let users = [
        #"{"sub": "wenna-at-province", "name": "文娜", "citizen_id": "530102199802153125"}"#,
        #"{"sub": "nameless", "name": "某人"}"#,
        #"{"sub": "heping", "name": "何平", "citizen_id": "530802199506300010"}"#,
    ]

    private func run(
        _ body: @escaping @Sendable (MockProvider, OfficerWorld, any TestClientProtocol) async throws -> Void
    ) async throws {
        nonisolated(unsafe) let provider = try MockProvider(Self.users)
        try await provider.wait()
        let setting = ProviderSetting(name: "省统一身份认证", issuer: provider.address, clientID: "lianban", clientSecret: "s")
        try await OfficerWorld.run(provider: IdentityProvider(setting, fetch: ProviderClient().fetch)) {
            world, client in
            world.clock.now = .now
            try await body(provider, world, client)
        }
    }

    /// The whole trip; what the site answers at its end.
    private func travel(
        _ user: String, _ provider: MockProvider, _ client: any TestClientProtocol, cookie: HTTPFields = [:],
        spoil: (String) -> String = { $0 }
    ) async throws -> TestResponse {
        let leaving = try await client.get("/zh/sign-in/provider?next=/zh/verify", headers: cookie)
        #expect(leaving.status == .seeOther)
        let journey = try #require(
            leaving.cookies.first { $0.hasPrefix("__Host-journey=") }?.split(separator: ";").first)
        let back = try await provider.choose(user, at: try #require(leaving.headers[.location]))
        #expect(back.hasPrefix("https://example.test/sign-in/callback?"))
        let path = spoil(String(back.dropFirst("https://example.test".count)))
        let all = [cookie[.cookie], String(journey)].compactMap { $0 }.joined(separator: "; ")
        return try await client.get(path, headers: [.cookie: all])
    }

    private func session(_ answer: TestResponse, _ world: OfficerWorld) async throws -> SignedIn? {
        guard let cookie = answer.cookies.first(where: { $0.hasPrefix("__Host-session=") }) else { return nil }
        let token = cookie.dropFirst("__Host-session=".count).prefix { $0 != ";" }
        return try await world.site.accounts.session(token: String(token), at: world.clock.now)
    }

    @Test func `leads to the person's own account with the highest level`() async throws {
        try await run { provider, world, client in
            let answer = try await travel("wenna-at-province", provider, client)
            #expect(answer.status == .seeOther && answer.headers[.location] == "/zh/verify")
            let signedIn = try #require(try await session(answer, world))
            #expect(signedIn.principal.account == "wenna" && signedIn.principal.level == .identityProvider)
            let fresh = try #require(try await session(try await travel("heping", provider, client), world))
            #expect(
                fresh.principal.account.hasPrefix("p-") && fresh.principal.level == .identityProvider
                    && fresh.principal.name == "何平")
            #expect(try await client.get("/zh/applications", headers: fresh.cookie).status == .ok)
        }
    }

    @Test func `without an identity number leaves the person to be verified`() async throws {
        try await run { provider, world, client in
            let signedIn = try #require(try await session(try await travel("nameless", provider, client), world))
            #expect(signedIn.principal.level == .declared)
            #expect(
                try await client.get("/zh/applications", headers: signedIn.cookie).headers[.location]
                    == "/zh/verify?next=/zh/applications")
        }
    }

    @Test func `an answer with another state, a code used twice or no cookie opens nothing`() async throws {
        try await run { provider, world, client in
            let spoilt = try await travel("heping", provider, client) {
                $0.replacingOccurrences(of: "state=", with: "state=x")
            }
            #expect(spoilt.status == .forbidden)
            #expect(try await session(spoilt, world) == nil)
            let bad = try await travel("heping", provider, client) {
                $0.replacingOccurrences(of: "code=", with: "code=x")
            }
            #expect(bad.status == .forbidden)
            #expect(try await client.get("/sign-in/callback?code=a&state=b").status == .forbidden)
        }
    }

    @Test func `checks the account one is signed in with, unless it is somebody else's`() async throws {
        try await run { provider, world, client in
            try await world.site.accounts.create(
                NewAccount(account: "heping", name: "何平", kind: .citizen, password: OfficerWorld.password),
                at: world.clock.now)
            let own = try await world.signIn("heping")
            #expect(try await client.get("/zh/verify", headers: own.cookie).text.contains("省统一身份认证"))
            let checked = try #require(
                try await session(try await travel("heping", provider, client, cookie: own.cookie), world))
            #expect(checked.principal.account == "heping" && checked.principal.level == .identityProvider)
            let other = try await travel("wenna-at-province", provider, client, cookie: checked.cookie)
            #expect(other.status == .conflict)
        }
    }
}
