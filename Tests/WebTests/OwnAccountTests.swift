import Access
import HTTPTypes
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

@Suite struct `One's own account` {
    private let fresh = "seven slow lanterns, downhill"

    private func change(
        _ present: String, _ new: String, again: String? = nil, as who: SignedIn, _ client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await who.send(
            "/zh/account/password",
            [("csrf", who.csrfToken), ("present", present), ("password", new), ("again", again ?? new)], with: client)
    }

    @Test(arguments: ["wenna", "hailan", "supervisor", "clerk", "auditor"])
    func `shows where one is signed in, and ends the other sessions`(account: String) async throws {
        try await OfficerWorld.run { world, client in
            let (here, there) = (try await world.signIn(account), try await world.signIn(account))
            let page = try await client.get("/zh/account", headers: here.cookie)
            #expect(page.status == .ok && page.text.contains("就是这里") && page.text.contains(there.session.description))
            #expect(try await client.get("/en/account", headers: here.cookie).text.straysOfChinese == "")
            let stranger = try await world.signIn("lijun")
            for (session, who) in [
                ("x", here), (here.session.description, here), (there.session.description, stranger),
            ] {
                let fields = [("csrf", who.csrfToken), ("session", session)]
                #expect(try await who.send("/zh/account/sessions", fields, with: client).status == .notFound)
            }
            let fields = [("csrf", here.csrfToken), ("session", there.session.description)]
            #expect(try await here.send("/zh/account/sessions", fields, with: client).status == .seeOther)
            #expect(try await client.get("/zh/account", headers: there.cookie).status == .seeOther)
            let another = try await world.signIn(account)
            let all = [("csrf", here.csrfToken), ("session", "others")]
            #expect(try await here.send("/zh/account/sessions", all, with: client).status == .seeOther)
            #expect(try await client.get("/zh/account", headers: another.cookie).status == .seeOther)
            #expect(try await client.get("/zh/account", headers: here.cookie).status == .ok)
        }
    }

    @Test func `changes the password for whoever knows it, and ends every other session`() async throws {
        try await OfficerWorld.run { world, client in
            let (here, there) = (try await world.signIn("wenna"), try await world.signIn("wenna"))
            let known = OfficerWorld.password
            for (present, new, again, words) in [
                ("", fresh, fresh, "请填写现在的密码"), (known, "", "", "请填写新密码"), (known, fresh, "another", "不一致"),
                (known, "short", "short", "至少"), (known, "wenna-wenna-wenna", "wenna-wenna-wenna", "密码"),
                (known, "password12345", "password12345", "常见"), (known, known, known, "相同"),
                ("not mine", fresh, fresh, "不正确"),
            ] {
                let answer = try await change(present, new, again: again, as: here, client)
                #expect(answer.status == .unprocessableContent && answer.text.contains(words), "\(present) \(new)")
                #expect(!answer.text.contains(fresh))
            }
            let answer = try await change(known, fresh, as: here, client)
            #expect(answer.status == .seeOther)
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.contains("HttpOnly") && cookie.contains("Secure"))
            let pair = String(cookie.prefix { $0 != ";" })
            #expect(try await client.get("/zh/account", headers: [.cookie: pair]).status == .ok)
            for old in [here, there] {
                #expect(try await client.get("/zh/account", headers: old.cookie).status == .seeOther)
            }
            _ = try await world.site.accounts.signIn(account: "wenna", password: fresh, at: world.clock.now)
        }
    }

    @Test func `wrong tries at the present password lock like wrong sign-ins`() async throws {
        try await OfficerWorld.run { world, client in
            let here = try await world.signIn("wenna")
            for _ in 0..<5 { _ = try await change("not mine", fresh, as: here, client) }
            #expect(try await change(OfficerWorld.password, fresh, as: here, client).status == .tooManyRequests)
        }
    }

    @Test func `is nobody's who is not signed in, and takes no form of another site`() async throws {
        try await OfficerWorld.run { world, client in
            #expect(try await client.get("/zh/account").status == .seeOther)
            let here = try await world.signIn("wenna")
            let answer = try await here.send(
                "/zh/account/password", [("csrf", "stolen"), ("present", "x"), ("password", fresh)], with: client)
            #expect(answer.status == .forbidden)
        }
    }
}

@Suite struct `Refused acts` {
    @Test func `are written down with whom, what and which case, and shown to the audit administrator`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: "文娜")
            let accounts = world.site.accounts
            let start = world.clock.now.adding(seconds: -1)
            // The wrong post, the wrong region, another's case, another's page; and a number that is not there.
            let (bank, faraway) = (try await world.signIn("bank"), try await world.signIn("faraway"))
            let item = try await world.task("employment-registration", of: application)
            _ = try await bank.press("acceptance", on: item.number, version: application.version, with: client)
            _ = try await client.get("/zh/desk/items/\(item.number)", headers: faraway.cookie)
            let stranger = try await world.signIn("lijun")
            _ = try await client.get("/zh/applications/\(application.number)", headers: stranger.cookie)
            let officer = try await world.signIn("hailan")
            #expect(try await client.get("/zh/me", headers: officer.cookie).status == .forbidden)
            // What is allowed, and what nobody has signed in for, is not there.
            _ = try await client.get("/zh/desk", headers: officer.cookie)
            _ = try await client.get("/zh/applications/\(application.number)")
            _ = try await client.get("/zh/nowhere", headers: officer.cookie)
            let refused = try await accounts.refusedActs(since: start)
            #expect(Set(refused.map(\.account)) == ["bank", "faraway", "lijun", "hailan"])
            #expect(refused.first { $0.account == "lijun" }?.about == application.number.description)
            #expect(refused.first { $0.account == "lijun" }?.status == 404)
            #expect(refused.first { $0.account == "hailan" }?.status == 403)
            #expect(refused.allSatisfy { !$0.act.contains(application.number.description) })

            for _ in 0..<RefusedAct.alarming { _ = try await client.get("/zh/admin/audit", headers: officer.cookie) }
            for _ in 0..<RefusedAct.alarming { _ = try await client.get("/zh/me", headers: officer.cookie) }
            #expect(try await accounts.refusalAlarms(since: start).map(\.account) == ["hailan"])
            let auditor = try await world.signIn("auditor")
            let page = try await client.get("/zh/admin/audit", headers: auditor.cookie).text
            #expect(
                page.contains("短时间内多次被拒绝") && page.contains("faraway") && page.contains(application.number.description))
            #expect(try await client.get("/en/admin/audit", headers: auditor.cookie).status == .ok)
        }
    }
}
