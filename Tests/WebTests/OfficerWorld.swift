import Access
import Cases
import Catalog
import Eligibility
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Web

/// A site with the desks of several departments and an application of one graduate, at half past nine.
final class OfficerWorld: Sendable {
    static let hostile = "<script>alert(1)</script>文\"娜'&"
    static let password = "nine paper boats, upstream"
    static let fileName = "\"><script>alert('文件')</script>\r\nX-Bad: 1.txt"
    private static let desk: Set<String> = ["counter", "reviewer", "approver", "publicist", "payer"]

    let site: Site
    let clock: SignInWorld.Moment
    let wenNa: Identifier<Principal>

    var casework: Casework { site.casework }
    var catalog: Catalog { casework.shelf.current }

    private init(folder: URL, provider: IdentityProvider?) async throws {
        let moment = SignInWorld.Moment(Instant("2024-06-07", hour: 9, minute: 30))
        clock = moment
        let store = try SQLiteStore(path: folder.appendingPathComponent("test.sqlite").path)
        try await store.migrate(
            Casework.migrations + EligibilitySchema.migrations + Accounts.migrations + ExchangeSchema.migrations)
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let shelf = CatalogShelf(current: try Catalog.load(directory: root.appendingPathComponent("catalog")))
        let accounts = Accounts(store: store, cost: .trivial)
        // The pages are tried on sealed data, as they are used.
        let seals = Seals(ring: .temporary(), catalog: shelf.current)
        let register = Register(indexKey: [UInt8](repeating: 7, count: 32), seals: seals)
        wenNa = try await store.write { session in
            try register.findOrEnter(number: "530102199802153125", kind: .person, at: moment.now, in: session)
        }.retyped()
        site = Site(
            casework: Casework(store: store, shelf: shelf, register: register),
            accounts: accounts, clock: { moment.now }, publicAddress: "https://example.test", identityProvider: provider
        )
        let people: [(String, Principal.Kind, String?, RegionCode?, Set<String>)] = [
            ("wenna", .citizen, nil, nil, []), ("hailan", .officer, "hrss", "530102", Self.desk),
            ("intake", .officer, "hrss", "530102", ["counter"]),
            ("yibao", .officer, "medical-insurance", "530102", Self.desk),
            ("faraway", .officer, "hrss", "530802", Self.desk),
            ("bank", .officer, "hrss", "530102", ["bank", "guarantor"]),
            ("supervisor", .supervisor, "hrss", "530100", []), ("clerk", .clerk, "hrss", "530102", []),
            ("strongman", .supervisor, "hrss", "530100", Self.desk),
            ("program", .client, "hrss", "530102", Self.desk.union([Principal.vouchesForIdentity])),
            ("admin", .administrator, nil, nil, []), ("auditor", .administrator, nil, nil, ["audit-administrator"]),
            ("lijun", .citizen, nil, nil, []),
        ]
        for (account, kind, department, region, roles) in people {
            try await accounts.create(
                NewAccount(
                    account: account, name: Self.hostile, kind: kind, password: Self.password,
                    level: .inPerson, subject: kind == .citizen ? (account == "wenna" ? wenNa : .new()) : nil,
                    department: department, region: region, roles: roles),
                at: moment.now)
        }
    }

    static func run(
        provider: IdentityProvider? = nil,
        _ body: @Sendable @escaping (OfficerWorld, any TestClientProtocol) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("officer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let world = try await OfficerWorld(folder: folder, provider: provider)
        try await Hummingbird.Application(router: world.site.router()).test(.router) { client in
            try await body(world, client)
        }
        await world.casework.store.close()
    }

    func signIn(_ account: String) async throws -> SignedIn {
        try await site.accounts.signIn(account: account, password: Self.password, at: clock.now)
    }

    /// The graduate hands in the first scene of the catalog, with a hostile name and hostile file names.
    func file(name: String = OfficerWorld.hostile) async throws -> Web.Application {
        let bundle = try #require(catalog.bundles.first)
        let scene = try #require(bundle.scenes.first)
        var answers = Answers()
        for (element, value) in scene.answers.sorted(by: { $0.key < $1.key }) { answers[element] = JSON(value) }
        answers[Identity.name] = .string(name)
        let needed = catalog.requirements(of: scene.items, in: bundle.code) { scene.lookup($0) }
        let applicant: Identifier<Applicant> = wenNa.retyped()
        var materials: [MaterialReceipt] = []
        for use in needed.materials where use.required && use.source == .uploaded {
            let upload = try await casework.keep(
                Array("内容".utf8), of: use.material, named: Self.fileName, mediaType: "text/plain; charset=utf-8",
                owner: applicant, at: clock.now)
            materials.append(MaterialReceipt(use.material, .uploaded, upload: upload.description))
        }
        let request = IntakeRequest(
            bundle: bundle.code, items: scene.items, region: "530102", answers: answers, materials: materials,
            commitments: needed.commitments)
        return try await casework.submit(
            request, by: Submitter(client: "wenna", applicant: applicant, verification: .register),
            key: IdempotencyKey(UUID().uuidString, body: []),
            at: clock.now
        ).application
    }

    func task(_ item: ItemCode, of application: Web.Application) async throws -> ItemTask {
        try #require(try await casework.application(application.number).task(item))
    }

    /// An officer as the engine knows them.
    func actor(_ signedIn: SignedIn) throws -> Actor { try signedIn.actor() }
}

extension SignedIn {
    /// Presses a button of the item page.
    func press(
        _ act: String, on number: CaseNumber, version: Int, _ fields: KeyValuePairs<String, String> = [:],
        language: String = "zh",
        with client: any TestClientProtocol
    ) async throws -> TestResponse {
        let all = [("csrf", csrfToken), ("version", String(version))] + fields.map { ($0.key, $0.value) }
        return try await send("/\(language)/desk/items/\(number)/\(act)", all, with: client)
    }

    func send(_ address: String, _ fields: [(String, String)], with client: any TestClientProtocol) async throws
        -> TestResponse
    {
        var headers = cookie
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = fields.map { "\($0.0.queryEncoded)=\($0.1.queryEncoded)" }.joined(separator: "&")
        return try await client.execute(uri: address, method: .post, headers: headers, body: .init(string: body))
    }
}

extension String {
    /// Chinese characters that a page shows, without the switch to Chinese, the seal and what is marked as Chinese.
    var straysOfChinese: String {
        var text = self
        for mark in ["中文", ">联<"] { text = text.replacingOccurrences(of: mark, with: "") }
        text.replace(/<span lang="zh-CN">[^<]*<\/span>/, with: "")
        return String(
            text.filter {
                $0.unicodeScalars.contains {
                    (0x3000...0x9FFF).contains($0.value) || (0xFF00...0xFFEF).contains($0.value)
                }
            })
    }
}
