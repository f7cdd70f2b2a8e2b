import Access
import Cases
import HTTPTypes
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

@Suite struct `The three administrators` {
    private static let posts = Administrator.allCases

    /// The three, and a new officer's account to work on.
    private func run(_ body: @escaping @Sendable (OfficerWorld, any TestClientProtocol) async throws -> Void)
        async throws
    {
        try await OfficerWorld.run { world, client in
            for post in Self.posts {
                try await world.site.accounts.create(
                    NewAccount(
                        account: post.rawValue, name: post.rawValue, kind: .administrator,
                        password: OfficerWorld.password,
                        roles: [post.rawValue]), at: world.clock.now)
            }
            try await body(world, client)
        }
    }

    @Test(arguments: ["accounts", "lists", "export", "security", "audit"])
    func `each has a page of their own and no other`(
        page: String
    ) async throws {
        let owner: [String: Administrator] = [
            "accounts": .system, "lists": .system, "export": .system, "security": .security, "audit": .audit,
        ]
        try await run { world, client in
            for post in Self.posts {
                let signedIn = try await world.signIn(post.rawValue)
                for language in ["zh", "en"] {
                    let answer = try await client.get("/\(language)/admin/\(page)", headers: signedIn.cookie)
                    #expect(answer.status == (owner[page] == post ? .ok : .forbidden), "\(post)")
                    if answer.status == .ok, language == "en" {
                        // The hostile name of the staff is in Chinese, as names are.
                        #expect(answer.text.straysOfChinese.filter { !"文娜".contains($0) } == "")
                    }
                }
            }
            for account in ["wenna", "hailan", "supervisor", "clerk"] {
                let signedIn = try await world.signIn(account)
                #expect(try await client.get("/zh/admin/\(page)", headers: signedIn.cookie).status == .notFound)
            }
            let none = try await world.signIn("admin")
            #expect(try await client.get("/zh/admin/\(page)", headers: none.cookie).status == .forbidden)
            #expect(try await client.get("/zh/admin/\(page)").status == .seeOther)
        }
    }

    @Test func `an account that is closed stops at once, in the middle of its session`() async throws {
        try await run { world, client in
            let system = try await world.signIn("system-administrator")
            let officer = try await world.signIn("hailan")
            #expect(try await client.get("/zh/desk", headers: officer.cookie).status == .ok)
            func press(_ act: String, _ who: SignedIn) async throws -> HTTPResponse.Status {
                try await who.send(
                    "/zh/admin/accounts/standing", [("csrf", who.csrfToken), ("account", "hailan"), ("act", act)],
                    with: client
                ).status
            }
            #expect(try await press("close", try await world.signIn("security-administrator")) == .forbidden)
            #expect(try await press("close", system) == .seeOther)
            #expect(try await client.get("/zh/desk", headers: officer.cookie).status == .seeOther)
            #expect(try await client.get("/api/v1/queue", headers: officer.bearer).status == .unauthorized)
            #expect(try await press("reopen", system) == .seeOther)
            // An applicant's account is not the system administrator's to close.
            let citizen = try await system.send(
                "/zh/admin/accounts/standing", [("csrf", system.csrfToken), ("account", "wenna"), ("act", "close")],
                with: client)
            #expect(citizen.status == .notFound)
        }
    }

    @Test func `whatever they do is there for the audit administrator`() async throws {
        try await run { world, client in
            let system = try await world.signIn("system-administrator")
            let new = [
                ("csrf", system.csrfToken), ("account", "newcomer"), ("name", "新人"), ("kind", "officer"),
                ("department", "hrss"), ("region", "530102"),
                ("roles", "counter, reviewer"), ("password", "nine paper boats, upstream"),
            ]
            #expect(try await system.send("/zh/admin/accounts", new, with: client).status == .seeOther)
            #expect(try await world.site.accounts.find("newcomer")?.roles == ["counter", "reviewer"])
            #expect(try await system.send("/zh/admin/accounts", new, with: client).status == .unprocessableContent)
            let two = new.map {
                ($0.0, $0.0 == "roles" ? "system-administrator,audit-administrator" : $0.0 == "account" ? "two" : $0.1)
            }
            #expect(try await system.send("/zh/admin/accounts", two, with: client).status == .unprocessableContent)

            let security = try await world.signIn("security-administrator")
            for _ in 0..<5 {
                _ = try? await world.site.accounts.signIn(account: "newcomer", password: "wrong", at: world.clock.now)
            }
            let locked = try await client.get("/zh/admin/security?account=newcomer", headers: security.cookie).text
            #expect(locked.contains("已锁定"))
            let unlocked = try await security.send(
                "/zh/admin/security?account=newcomer", [("csrf", security.csrfToken), ("act", "unlock")], with: client)
            #expect(unlocked.text.contains("没有锁定"))
            let enrolled = try await security.send(
                "/zh/admin/security?account=newcomer", [("csrf", security.csrfToken), ("act", "enrol")], with: client)
            #expect(enrolled.text.contains("class=\"qr\"") && enrolled.text.contains("用动态码应用扫描"))
            #expect(enrolled.text.contains("otpauth://totp/") && enrolled.headers[.cacheControl] == "no-store")

            let audit = try await world.signIn("audit-administrator")
            let page = try await client.get("/zh/admin/audit?account=newcomer", headers: audit.cookie).text
            for word in ["createAccount", "unlockAccount", "setSecondFactor", "newcomer", "密码错误"] {
                #expect(page.contains(word), "\(word)")
            }
        }
    }

    @Test func `alarms reach the audit administrator, also as a sheet`() async throws {
        try await run { world, client in
            let application = try await world.file(name: "文娜")
            let number = try await world.task("employment-registration", of: application).number
            world.clock.now = Instant("2024-06-08", hour: 23, minute: 0)
            let officer = try await world.signIn("hailan")
            _ = try await officer.send(
                "/zh/looks/\(number)", [("csrf", officer.csrfToken), ("purpose", "review")], with: client)
            let audit = try await world.signIn("audit-administrator")
            #expect(try await client.get("/zh/admin/audit", headers: audit.cookie).text.contains("非工作时间"))
            let sheet = try await client.get("/zh/admin/audit/looks.csv", headers: audit.cookie)
            #expect(sheet.text.contains("outOfHours") && sheet.text.contains("hailan"))
            #expect(try await client.get("/zh/admin/audit/looks.csv", headers: officer.cookie).status == .notFound)
        }
    }

    @Test func `the system administrator brings a list in, after a trial that says what would be refused`() async throws
    {
        try await run { world, client in
            let browser = Browser(client: client, session: try await world.signIn("system-administrator"))
            let mapping =
                #"{"kind": "person", "source": "import:street", "asOf": "2024-06-01", "number": "号码", "columns": {"姓名": "full_name", "电话": "phone"}}"#
            let list = Array("号码,姓名,电话\n530802199506300010,何平,13888005678\n530802199506300011,坏号,13888005678\n".utf8)
            func send(_ act: String, _ bytes: [UInt8], _ mapping: String) async throws -> Browser.Answer {
                try await browser.upload(
                    "/zh/admin/lists", [("mapping", mapping), ("act", act)], files: [("list", "list.csv", bytes)])
            }
            let tried = try await send("try", list, mapping)
            #expect(tried.status == 200 && tried.headers[.contentDisposition]?.contains("refused.csv") == true)
            #expect(tried.body.contains("3,号码,****0011,number"))
            #expect(try await world.casework.person("530802199506300010") == nil)
            #expect(try await send("import", list, mapping).body.contains("读 2 行，收 1 行，退 1 行"))
            #expect(try await world.casework.person("530802199506300010") != nil)
            #expect(try await send("import", list, mapping).body.contains("以前已收 2 行"))
            #expect(try await send("import", list, "{}").status == 422)
            #expect(try await send("import", [0x50, 0x4B, 3, 4, 0, 0], mapping).status == 422)
            let other = Browser(client: client, session: try await world.signIn("security-administrator"))
            #expect(
                try await other.upload(
                    "/zh/admin/lists", [("mapping", mapping), ("act", "import")], files: [("list", "l.csv", list)]
                ).status == 403)
        }
    }

    @Test func `see the business modules as they really are`() async throws {
        try await run { world, client in
            let audit = try await world.signIn("audit-administrator")
            let page = try await client.get("/zh/admin/modules", headers: audit.cookie)
            #expect(page.status == .ok && page.text.contains("26 个模块") && page.text.contains("就业登记"))
            let officer = try await world.signIn("hailan")
            #expect(try await client.get("/zh/admin/modules", headers: officer.cookie).status == .notFound)
        }
    }
}
