import Access
import Foundation
import HTTPTypes
import HummingbirdTesting
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Web

@Suite struct `The register as a sheet` {
    private func run(
        _ body: @escaping @Sendable (OfficerWorld, any TestClientProtocol, SignedIn) async throws -> Void
    ) async throws {
        try await OfficerWorld.run { world, client in
            try await world.site.accounts.create(
                NewAccount(
                    account: "xitong", name: "石坚", kind: .administrator, password: OfficerWorld.password,
                    roles: [Administrator.system.rawValue]), at: world.clock.now)
            let register = world.casework.register
            let now = world.clock.now
            try await world.casework.store.write { session in
                for (number, name) in [("530802199506300010", "=何平"), ("530802199506300037", "李,军")] {
                    let id = try register.findOrEnter(number: number, kind: .person, at: now, in: session)
                    try register.record(
                        [("citizen_id", number), ("full_name", name), ("phone", "13888005678")].map {
                            Fact(
                                element: $0.0, value: .string($0.1), source: "import:street", validFrom: "2024-01-01",
                                asOf: now)
                        }, about: id, in: session)
                }
            }
            try await body(world, client, try await world.signIn("xitong"))
        }
    }

    private func fields(
        _ who: SignedIn, without left: String = "", elements: [String] = ["full_name", "citizen_id", "phone"]
    )
        -> [(String, String)]
    {
        ([("csrf", who.csrfToken), ("kind", "person"), ("purpose", "audit"), ("reason", "年度核对")]
            + elements.map { ("elements", $0) }).filter { $0.0 != left }
    }

    @Test func `is masked, whole, harmless in a spreadsheet, and written down before it leaves`() async throws {
        try await run { world, client, administrator in
            let answer = try await administrator.send("/zh/admin/export", fields(administrator), with: client)
            #expect(answer.status == .ok && answer.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"person-2024-06-07.csv\"")
            let lines = answer.text.split(separator: "\n").map(String.init)
            #expect(lines.count == 4 && lines[0].hasSuffix("subject,full_name,citizen_id,phone") && lines[3] == "# 2")
            for secret in ["530802199506300010", "13888005678", "何平"] { #expect(!answer.text.contains(secret)) }
            #expect(answer.text.contains("5308") && answer.text.contains("138"))
            let acts = try await world.site.accounts.acts(since: world.clock.now.adding(seconds: -1))
            #expect(acts.map(\.duty) == ["exportLists"])
            #expect(acts[0].account.contains("phone") && acts[0].account.contains("年度核对"))
            let more = fields(administrator) + [("others", "education, residence_region")]
            let wide = try await administrator.send("/zh/admin/export", more, with: client)
            #expect(wide.text.split(separator: "\n")[0].split(separator: ",").count == 6)
            // The turn was given back.
            #expect(try await administrator.send("/zh/admin/export", fields(administrator), with: client).status == .ok)
        }
    }

    @Test(arguments: ["kind", "elements", "purpose", "reason"])
    func `is not given without knowing what and why`(left: String) async throws {
        try await run { world, client, administrator in
            let answer = try await administrator.send(
                "/zh/admin/export", fields(administrator, without: left), with: client)
            #expect(answer.status == .unprocessableContent && answer.text.contains("处需要改正"), "\(left)")
            let other = fields(administrator) + [("others", "education， <script>")]
            let told = try await administrator.send("/zh/admin/export", other, with: client)
            #expect(
                told.status == .unprocessableContent && told.text.contains("没有数据元") && !told.text.contains("<script>"))
            let strange = fields(administrator, elements: ["full_name", "nothing; DROP TABLE fact"])
            #expect(
                try await administrator.send("/zh/admin/export", strange, with: client).status == .unprocessableContent)
            #expect(try await world.site.accounts.acts(since: world.clock.now.adding(seconds: -1)).isEmpty)
        }
    }

    @Test func `is the system administrator's alone`() async throws {
        try await run { world, client, _ in
            for (account, status) in [("auditor", 403), ("hailan", 404), ("wenna", 404), ("program", 404)] {
                let who = try await world.signIn(account)
                #expect(
                    try await client.get("/zh/admin/export", headers: who.cookie).status.code == status, "\(account)")
                let answer = try await who.send("/zh/admin/export", fields(who), with: client)
                #expect(Int(answer.status.code) == status, "\(account)")
            }
        }
    }

    @Test func `one at a time, and a turn ends with its ticket`() {
        let turn = ExportTurn()
        var ticket = turn.begin()
        #expect(ticket != nil && turn.begin() == nil)
        ticket = nil
        #expect(turn.begin() != nil)
    }
}
