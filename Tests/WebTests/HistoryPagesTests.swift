import Access
import HummingbirdTesting
import Ledger
import Testing
import Vocabulary

@testable import Web

@Suite struct `The history's pages` {
    @Test func `the audit administrator finds who did what, and nobody else does`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            try await AuditTree(store: world.casework.store, holder: [1]).catchUp(at: world.clock.now)
            let auditor = try await world.signIn("auditor")
            let all = try await client.get("/zh/history", headers: auditor.cookie).text
            #expect(all.contains("\(application.number)/1") && all.contains("submitted"))
            #expect(!all.contains("530102199802153125"))
            let filtered = try await client.get(
                "/en/history?kind=started&number=\(application.number)", headers: auditor.cookie
            ).text
            #expect(filtered.contains("started") && !filtered.contains("<td>submitted"))
            let none = try await client.get("/zh/history?number=12345", headers: auditor.cookie).text
            #expect(none.contains("没有符合的记录"))
            let early = try await client.get("/zh/history?to=2024-06-01", headers: auditor.cookie).text
            #expect(early.contains("没有符合的记录"))
            let wrong = try await client.get("/zh/history?from=%3Cscript%3E", headers: auditor.cookie).text
            #expect(wrong.contains("写成 2024-06-07") && !wrong.contains("<script>"))
            let file = try await client.get("/zh/history.csv?kind=submitted", headers: auditor.cookie)
            #expect(file.text.split(separator: "\r\n").count == 2 && file.text.contains("\(application.number)"))
            for account in ["admin", "supervisor", "hailan", "wenna"] {
                let other = try await world.signIn(account)
                for path in ["/zh/history", "/zh/history.csv"] {
                    let answer = try await client.get(path, headers: other.cookie)
                    #expect(answer.status == .forbidden && !answer.text.contains("\(application.number)"), "\(account)")
                }
            }
        }
    }
}
