import Access
import Cases
import Catalog
import Documents
import Eligibility
import Exchange
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

/// A site of its own with the real catalog: a citizen with a hostile name, another citizen, and officers who do what a test says.
final class CitizenWorld: Sendable {
    static let hostile = "<script>alert(1)</script>文\"娜'&"
    static let number = "530102199506300012"

    let casework: Casework
    let catalog: Catalog
    let accounts: Accounts
    private let moment = Mutex(Instant("2024-06-07", hour: 9, minute: 0))
    private let folder: URL

    private init(folder: URL) async throws {
        self.folder = folder
        let store = try SQLiteStore(path: folder.appendingPathComponent("test.sqlite").path)
        try await store.migrate(Casework.migrations + EligibilitySchema.migrations + Accounts.migrations)
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        catalog = try Catalog.load(directory: root.appendingPathComponent("catalog"))
        let shelf = CatalogShelf(current: catalog)
        try await shelf.keep(in: store, at: moment.withLock { $0 })
        casework = Casework(store: store, shelf: shelf, register: Register(indexKey: [UInt8](repeating: 7, count: 32)))
        accounts = Accounts(store: store, cost: .trivial)
        try await enter("citizen", Self.hostile, Self.number)
        try await enter("other", "李四", "510903198701011234")
        try await accounts.create(
            NewAccount(
                account: "officer", name: "海岚", kind: .officer, password: Self.password, department: "hrss",
                region: "530102",
                roles: ["counter"]), at: now)
    }

    private static let password = "a-long-pass-phrase-2024"

    private func enter(_ account: String, _ name: String, _ number: String) async throws {
        let now = now
        let subject = try await casework.store.write { [casework] session in
            let subject = try casework.register.findOrEnter(number: number, kind: .person, at: now, in: session)
            try casework.register.record(
                Fact(
                    element: "ethnic_group", value: "03", source: "department:public-security", validFrom: "2024-05-08",
                    asOf: Instant("2024-05-08", hour: 9, minute: 0)), about: subject, in: session)
            return subject
        }
        try await accounts.create(
            NewAccount(
                account: account, name: name, kind: .citizen, password: Self.password, level: .inPerson,
                subject: subject.retyped()), at: now)
    }

    var now: Instant {
        get { moment.withLock { $0 } }
        set { moment.withLock { $0 = newValue } }
    }

    /// Runs a test against a fresh site.
    static func run(
        scanner: (any VirusScanner)? = nil, metrics: Metrics = Metrics(),
        _ body: @escaping @Sendable (CitizenWorld, any TestClientProtocol) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("citizen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let world = try await CitizenWorld(folder: folder)
        let site = Site(
            casework: world.casework, accounts: world.accounts, metrics: metrics, clock: { world.now },
            publicAddress: "https://example.test",
            scanner: scanner)
        let application = Hummingbird.Application(router: site.router())
        try await application.test(.router) { client in try await body(world, client) }
        await world.casework.store.close()
    }

    func browser(_ client: any TestClientProtocol, as account: String? = nil) async throws -> Browser {
        var browser = Browser(client: client)
        if let account {
            browser.session = try await accounts.signIn(account: account, password: Self.password, from: nil, at: now)
        }
        return browser
    }

    // MARK: - Officers

    private func officer(_ department: DepartmentCode) -> Officer {
        Officer(
            account: "officer", name: "海岚", department: department, region: "530100",
            roles: ["counter", "reviewer", "approver", "publicist", "payer", "bank", "guarantor", "courier"])
    }

    func act(_ command: Command, on number: CaseNumber, in department: DepartmentCode = "hrss") async throws {
        try await casework.act(command, on: number, by: .officer(officer(department)), at: now)
    }

    /// Accepts and grants one item, with results of the right kind.
    func conclude(_ code: ItemCode, of number: CaseNumber) async throws {
        for _ in 0..<8 {
            let task = try #require(try await casework.application(number).task(code))
            let item = try #require(catalog.items[code])
            var result = Answers()
            for element in item.result.elements { result[element] = "2024000011112222" }
            switch task.progress {
            case .received: try await act(.accept(code), on: number, in: task.department)
            case .handling: try await act(.grant(code, result: result), on: number, in: task.department)
            case .waiting, .correcting, .ended: return
            }
        }
    }

    /// What the person answers: the scene of somebody who lost work, with the particulars of the other scene.
    var answers: [(String, String)] {
        let scenes = catalog.bundles.first?.scenes ?? []
        var answers: [ElementCode: String] = [:]
        for code in ["graduate-startup", "unemployed"] {
            for (element, value) in scenes.first(where: { $0.code == code })?.answers ?? [:] {
                answers[element] = JSON(value)?.plainTexts.first
            }
        }
        answers[Identity.name] = Self.hostile
        return answers.sorted { $0.key < $1.key }.flatMap { element, text -> [(String, String)] in
            guard let type = catalog.elements[element]?.type, type == .date || type == .month else {
                return [(element.rawValue, text)]
            }
            return zip(["year", "month", "day"], text.split(separator: "-")).map { ("\(element)-\($0)", String($1)) }
        }
    }
}

/// A browser without scripts: it keeps its session and sends forms.
struct Browser {
    let client: any TestClientProtocol
    var session: SignedIn?

    struct Answer {
        let status: Int
        let body: String
        let location: String
        let headers: HTTPFields
        var markup: Markup { Markup(HTML(verbatim: body)) }
    }

    func get(_ address: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(address, .get, headers: headers, body: nil)
    }

    func post(_ address: String, _ fields: [(String, String)], withToken: Bool = true) async throws -> Answer {
        var fields = fields
        if withToken { fields.insert(("csrf", session?.csrfToken ?? ""), at: 0) }
        let body = fields.map { "\($0.queryEncoded)=\($1.queryEncoded)" }.joined(separator: "&")
        return try await send(
            address, .post, headers: [.contentType: "application/x-www-form-urlencoded"], body: ByteBuffer(string: body)
        )
    }

    func upload(
        _ address: String, _ fields: [(String, String)], files: [(field: String, name: String, bytes: [UInt8])]
    ) async throws -> Answer {
        var body = ByteBuffer()
        for (name, value) in [("csrf", session?.csrfToken ?? "")] + fields {
            body.writeString("--border\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        for file in files {
            body.writeString(
                "--border\r\nContent-Disposition: form-data; name=\"\(file.field)\"; filename=\"\(file.name)\"\r\nContent-Type: x/y\r\n\r\n"
            )
            body.writeBytes(file.bytes)
            body.writeString("\r\n")
        }
        body.writeString("--border--\r\n")
        return try await send(
            address, .post, headers: [.contentType: "multipart/form-data; boundary=border"], body: body)
    }

    private func send(_ address: String, _ method: HTTPRequest.Method, headers: HTTPFields, body: ByteBuffer?)
        async throws -> Answer
    {
        var headers = headers
        if let session { headers[.cookie] = "__Host-session=\(session.token.text)" }
        return try await client.execute(uri: address, method: method, headers: headers, body: body) { response in
            Answer(
                status: Int(response.status.code), body: String(buffer: response.body),
                location: response.headers[.location] ?? "",
                headers: response.headers)
        }
    }
}

extension Browser.Answer {
    /// The value of a hidden field.
    func hidden(_ name: String) -> String? {
        markup.elements.first { $0.name == "input" && $0.attributes["name"] == name }?.attributes["value"]
    }
}
