import Access
import Cases
import Catalog
import Eligibility
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import NIOCore
import Registry
import Synchronization
import Testing
import Vocabulary

@testable import Web

/// A site with three accounts, at nine in the morning.
final class SignInWorld: Sendable {
    static let hostile = "<script>alert(1)</script>文\"娜'&"
    static let password = "nine paper boats, upstream"

    /// Read once for all tests.
    private static let catalog = Result {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return try Catalog.load(directory: root.appendingPathComponent("catalog"))
    }

    let site: Site
    let clock: Moment

    private init(folder: URL, cookie: SessionCookie) async throws {
        let nine = Instant("2024-06-07", hour: 9, minute: 0)
        let moment = Moment(nine)
        clock = moment
        let store = try SQLiteStore(path: folder.appendingPathComponent("test.sqlite").path)
        try await store.migrate(Casework.migrations + EligibilitySchema.migrations + Accounts.migrations)
        let shelf = CatalogShelf(current: try Self.catalog.get())
        let accounts = Accounts(store: store, cost: .trivial)
        site = Site(
            casework: Casework(
                store: store, shelf: shelf, register: Register(indexKey: [UInt8](repeating: 7, count: 32))),
            accounts: accounts, clock: { moment.now }, publicAddress: "https://example.test", sessionCookie: cookie)
        for (account, name, kind) in [
            ("wenna", Self.hostile, Principal.Kind.citizen), ("lisi", "李四", .citizen), ("hailan", "海岚", .officer),
        ] {
            try await accounts.create(
                NewAccount(
                    account: account, name: name, kind: kind, password: Self.password,
                    level: .inPerson, subject: kind == .citizen ? Identifier.new() : nil,
                    department: kind == .officer ? "hrss" : nil,
                    region: kind == .officer ? "530102" : nil),
                at: nine)
        }
    }

    /// A clock that a test can move.
    final class Moment: Sendable {
        private let moment: Mutex<Instant>
        init(_ moment: Instant) { self.moment = Mutex(moment) }
        var now: Instant {
            get { moment.withLock { $0 } }
            set { moment.withLock { $0 = newValue } }
        }
    }

    static func run(
        cookie: SessionCookie = .hostBound,
        _ body: @Sendable @escaping (SignInWorld, any TestClientProtocol) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sign-in-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let world = try await SignInWorld(folder: folder, cookie: cookie)
        try await Hummingbird.Application(router: world.site.router()).test(.router) { client in
            try await body(world, client)
        }
        await world.site.casework.store.close()
    }

    func signIn(_ account: String = "wenna") async throws -> SignedIn {
        try await site.accounts.signIn(account: account, password: Self.password, at: clock.now)
    }

    func isOpen(_ signedIn: SignedIn) async throws -> Bool {
        try await site.accounts.session(token: signedIn.token.text, at: clock.now) != nil
    }
}

extension TestClientProtocol {
    /// Sends a form as a browser without scripts does, with the headers given and no others.
    func post(_ address: String, _ fields: KeyValuePairs<String, String>, headers: HTTPFields = [:]) async throws
        -> TestResponse
    {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = fields.map { "\($0.key.queryEncoded)=\($0.value.queryEncoded)" }.joined(separator: "&")
        return try await execute(uri: address, method: .post, headers: headers, body: ByteBuffer(string: body))
    }

    func get(_ address: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: address, method: .get, headers: headers)
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    var cookies: [String] { headers[values: .setCookie] }
}

extension SignedIn {
    /// What the browser of this session sends with everything.
    var cookie: HTTPFields { [.cookie: "__Host-session=\(token.text)"] }
}
