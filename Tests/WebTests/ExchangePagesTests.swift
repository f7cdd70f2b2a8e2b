import Cases
import Catalog
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import Testing
import Vocabulary

@testable import Exchange
@testable import Web

@Suite struct `The page of the exchange` {
    /// Something that a department's system refused for good, with hostile words.
    private func giveUp(_ destination: String, in world: OfficerWorld) async throws -> OutboxMessage {
        let now = world.clock.now
        let message = OutboxMessage(
            shard: 7, id: .new(), destination: destination, subject: [1], item: "startup-loan", epoch: 2,
            kind: "started",
            body: ["number": .string("no-\(destination)")], nextAt: now)
        try await world.casework.store.write { session in
            try DeadLetter.add(message, because: OfficerWorld.hostile, at: now, in: session)
        }
        return message
    }

    @Test func `a supervisor sees their department's part, with nothing in it run`() async throws {
        try await OfficerWorld.run { world, client in
            _ = try await giveUp("department:hrss", in: world)
            _ = try await giveUp("department:medical-insurance", in: world)
            let supervisor = try await world.signIn("supervisor")
            for language in ["zh", "en"] {
                let page = String(
                    buffer: try await client.get("/\(language)/exchange", headers: supervisor.cookie).body)
                #expect(page.contains("no-department:hrss"))
                #expect(!page.contains("medical-insurance"))
                #expect(!page.contains("<script>alert"))
                #expect(page.contains("&lt;script&gt;alert"))
            }
        }
    }

    @Test(arguments: ["wenna", "hailan", "clerk", "program", "admin"]) func `nobody else sees it`(account: String)
        async throws
    {
        try await OfficerWorld.run { world, client in
            let visitor = try await world.signIn(account)
            #expect(try await client.get("/zh/exchange", headers: visitor.cookie).status == .forbidden)
            let pressed = try await visitor.send("/zh/exchange", [("csrf", visitor.csrfToken)], with: client)
            #expect(pressed.status == .forbidden)
        }
    }

    @Test func `one button sends the department's dead letters again, and no other's`() async throws {
        try await OfficerWorld.run { world, client in
            let own = try await giveUp("department:hrss", in: world)
            let other = try await giveUp("department:medical-insurance", in: world)
            let supervisor = try await world.signIn("supervisor")
            #expect(try await supervisor.send("/zh/exchange", [("csrf", "forged")], with: client).status == .forbidden)
            let pressed = try await supervisor.send("/zh/exchange", [("csrf", supervisor.csrfToken)], with: client)
            #expect(pressed.status == .seeOther)
            let state = try await world.casework.store.read { try ExchangeState.read(limit: 9, in: $0) }
            #expect(state.waiting.map(\.id) == [own.id])
            #expect(state.dead.map(\.message.id) == [other.id])
        }
    }

    @Test func `without a signature nothing gets in, and the answer is a problem`() async throws {
        try await OfficerWorld.run { _, client in
            let answer = try await client.execute(
                uri: "/api/v1/exchange/hrss/replies", method: .post, headers: [.contentType: "application/json"],
                body: .init(string: "{}"))
            #expect(answer.status == .notFound, "no system of this department is connected here")
            #expect(answer.headers[.contentType] == "application/problem+json")
            let large = try await client.execute(
                uri: "/api/v1/exchange/hrss/replies", method: .post,
                body: .init(string: String(repeating: "x", count: Reply.largest + 1)))
            #expect(large.status == .contentTooLarge)
            #expect(try await client.get("/api/v1/exchange/hrss/replies").status == .methodNotAllowed)
        }
    }

    @Test func `the contract describes both directions`() {
        #expect(OpenAPI.document["paths"]?["/api/v1/exchange/{department}/replies"]?["post"] != nil)
        #expect(OpenAPI.document["webhooks"]?["item"]?["post"]?["requestBody"] != nil)
    }
}
