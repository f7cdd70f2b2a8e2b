import Cases
import Catalog
import HTTPTypes
import HummingbirdTesting
import Ledger
import NIOCore
import Testing
import Vocabulary

@testable import Access
@testable import Web

@Suite struct `Who sees what over the JSON interface` {
    private let registration: ItemCode = "employment-registration"

    private func get(_ path: String, as account: String, _ world: OfficerWorld, _ client: any TestClientProtocol)
        async throws
        -> (status: HTTPResponse.Status, json: JSON?)
    {
        let answer = try await client.get("/api/v1/\(path)", headers: try await world.signIn(account).bearer)
        return (answer.status, try? JSON(parsing: Array(answer.text.utf8)))
    }

    private func post(
        _ path: String, _ body: String, as account: String, _ world: OfficerWorld, _ client: any TestClientProtocol
    ) async throws -> HTTPResponse.Status {
        var headers = try await world.signIn(account).bearer
        headers[.contentType] = "application/json"
        return try await client.execute(
            uri: "/api/v1/\(path)", method: .post, headers: headers, body: ByteBuffer(string: body)
        ).status
    }

    @Test(arguments: ["faraway", "clerk", "program", "admin"])
    func `to other regions, the counter, programs and administrators the application does not exist`(
        account: String
    ) async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let number = try await world.task(registration, of: application).number
            for path in [
                "applications/\(application.number)", "applications/\(application.number)/timeline", "items/\(number)",
            ] {
                #expect(try await get(path, as: account, world, client).status == .notFound)
            }
            #expect(try await post("items/\(number)/acceptance", "{}", as: account, world, client) == .notFound)
        }
    }

    @Test func `an officer sees the items of their own department and no token`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let other = try await world.task(registration, of: application).number
            let (status, json) = try await get("applications/\(application.number)", as: "yibao", world, client)
            #expect(status == .ok)
            let departments = json?["items"]?.elements?.compactMap { $0["department"]?.text } ?? []
            #expect(Set(departments) == ["medical-insurance"])
            #expect(try await get("items/\(other)", as: "yibao", world, client).status == .notFound)
            let timeline = try await get("applications/\(application.number)/timeline", as: "yibao", world, client).json
            let items = Set(timeline?.elements?.compactMap { $0["item"]?.text } ?? [])
            #expect(items.isSubset(of: ["medical-insurance-registration"]))
            let own = try await get("applications/\(application.number)", as: "wenna", world, client).json
            #expect(own?["items"]?.elements?.count == application.tasks.count)
        }
    }

    @Test func `a bank's list holds what the bank does`() async throws {
        try await OfficerWorld.run { world, client in
            _ = try await world.file()
            let entries =
                try await get("queue?phase=waiting", as: "bank", world, client).json?["entries"]?.elements ?? []
            let open = try await get("queue", as: "bank", world, client).json?["entries"]?.elements ?? []
            #expect(
                (entries + open).allSatisfy {
                    $0["item"]?.text == "startup-loan" || $0["item"]?.text == "archive-transfer"
                })
        }
    }

    @Test(arguments: ["clerk", "wenna", "program"])
    func `only members of a department have a queue`(account: String) async throws {
        try await OfficerWorld.run { world, client in
            let status = try await get("queue", as: account, world, client).status
            #expect(status == .forbidden)
        }
    }

    @Test func `a supervisor decides nothing, whatever roles the account holds`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let number = try await world.task(registration, of: application).number
            #expect(try await get("items/\(number)", as: "strongman", world, client).status == .ok)
            #expect(try await post("items/\(number)/acceptance", "{}", as: "strongman", world, client) == .forbidden)
            #expect(try await world.task(registration, of: application).status == .received)
        }
    }

    @Test func `another citizen neither reads nor withdraws`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            #expect(try await get("applications/\(application.number)", as: "lijun", world, client).status == .notFound)
            #expect(
                try await post("applications/\(application.number)/withdrawal", "{}", as: "lijun", world, client)
                    == .notFound)
        }
    }
}

extension SignedIn {
    var bearer: HTTPFields { [.authorization: "Bearer \(token.text)"] }
}
