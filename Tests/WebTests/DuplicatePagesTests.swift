import Access
import Cases
import Catalog
import HummingbirdTesting
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Web

@Suite struct `Files that may be one person's` {
    /// Two files of one person whose number was mistyped once.
    private func run(
        _ body: @escaping @Sendable (OfficerWorld, any TestClientProtocol, [Identifier<Subject>]) async throws -> Void
    ) async throws {
        try await OfficerWorld.run { world, client in
            let register = world.casework.register
            let now = world.clock.now
            let files = try await world.casework.store.write { session in
                try ["530802199506300010", "530802199506300037"].map { number in
                    let id = try register.findOrEnter(number: number, kind: .person, at: now, in: session)
                    for (element, value) in [("full_name", "何平"), ("citizen_id", number), ("phone", "13888005678")] {
                        try register.record(
                            Fact(
                                element: element, value: .string(value), source: "import:street",
                                validFrom: "2024-01-01", asOf: now),
                            about: id, in: session)
                    }
                    return id
                }
            }
            _ = try await DuplicateWork(store: world.casework.store, register: register).finish()
            try await body(world, client, files)
        }
    }

    @Test func `are shown masked with a score, joined with a reason by a person, and parted again`() async throws {
        try await run { world, client, files in
            let officer = try await world.signIn("hailan")
            let page = try await client.get("/zh/desk/duplicates", headers: officer.cookie).text
            #expect(page.contains("相似度") && page.contains("姓名相同") && page.contains("何*"))
            #expect(!page.contains("530802199506300010") && !page.contains("13888005678"))
            let (low, high) = files[0] < files[1] ? (files[0], files[1]) : (files[1], files[0])
            func decide(_ act: String, reason: String, as who: SignedIn) async throws -> Int {
                let answer = try await who.send(
                    "/zh/desk/duplicates",
                    [
                        ("csrf", who.csrfToken), ("first", low.description), ("second", high.description), ("act", act),
                        ("reason-\(low)-\(high)", reason),
                    ], with: client)
                return Int(answer.status.code)
            }
            #expect(try await decide("first", reason: "", as: officer) == 422)
            for account in ["intake", "yibao", "supervisor", "bank"] {
                #expect(
                    try await decide("first", reason: "x", as: try await world.signIn(account)) == 403, "\(account)")
            }
            #expect(try await decide("first", reason: "同一人，号码抄错", as: officer) == 303)
            let register = world.casework.register
            #expect(try await world.casework.store.read { try register.root(of: high, in: $0) } == low)
            #expect(!(try await client.get("/zh/desk/duplicates", headers: officer.cookie).text.contains("相似度")))
            let split = [("csrf", officer.csrfToken), ("duplicate", high.description), ("reason-\(high)", "核实为两人")]
            #expect(try await officer.send("/zh/desk/duplicates/split", split, with: client).status == .seeOther)
            #expect(try await world.casework.store.read { try register.root(of: high, in: $0) } == high)
            #expect(try await client.get("/zh/desk/duplicates", headers: officer.cookie).text.contains("1份档案等待比对"))
            _ = try await DuplicateWork(store: world.casework.store, register: register).finish()
            for strange in ["x", "85.x.y", "999999999999999999999.1.2", "-1"] {
                let page = try await client.get("/zh/desk/duplicates?from=\(strange)", headers: officer.cookie)
                #expect(page.status == .ok && page.text.contains("相似度"), "\(strange)")
            }
            // Told apart, they are not pointed at again.
            #expect(try await decide("apart", reason: "核实为两人", as: officer) == 303)
            #expect(try await client.get("/zh/desk/duplicates", headers: officer.cookie).text.contains("没有疑似重复的档案"))
        }
    }
}
