import Cases
import Catalog
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Access
@testable import Web

@Suite struct `Serving at the counter` {
    private let wenNa = ("文娜", "530102199802153125")

    private func begin(
        _ clerk: SignedIn, _ name: String, _ number: String, _ client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await clerk.send(
            "/zh/counter", [("csrf", clerk.csrfToken), ("name", name), ("number", number)], with: client)
    }

    @Test(arguments: ["wenna", "hailan", "supervisor"])
    func `is for staff of a counter only`(account: String) async throws {
        try await OfficerWorld.run { world, client in
            let other = try await world.signIn(account)
            #expect(try await client.get("/zh/counter", headers: other.cookie).status == .notFound)
            #expect(try await begin(other, wenNa.0, wenNa.1, client).status == .notFound)
        }
    }

    @Test func `without a person there are no applications to see`() async throws {
        try await OfficerWorld.run { world, client in
            let clerk = try await world.signIn("clerk")
            let answer = try await client.get("/zh/applications", headers: clerk.cookie)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/zh/counter")
        }
    }

    @Test func `opens the person's own pages and leaves a record for them`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: wenNa.0)
            let clerk = try await world.signIn("clerk")
            #expect(try await begin(clerk, wenNa.0, wenNa.1, client).status == .seeOther)
            let page = try await client.get("/zh/applications/\(application.number)", headers: clerk.cookie)
            #expect(page.status == .ok)
            #expect(page.text.contains("窗口代办：正在为 文* 办理"))
            let citizen = try await world.signIn("wenna")
            let messages = try await client.get("/zh/notices", headers: citizen.cookie).text
            #expect(messages.contains("窗口工作人员 clerk"))
        }
    }

    @Test func `a number without its name opens nothing`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: wenNa.0)
            let clerk = try await world.signIn("clerk")
            let answer = try await begin(clerk, "李军", wenNa.1, client)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("姓名与登记的不一致"))
            #expect(
                try await client.get("/zh/applications/\(application.number)", headers: clerk.cookie).status
                    == .seeOther)
            #expect(try await begin(clerk, wenNa.0, "530102199802153126", client).status == .unprocessableContent)
        }
    }

    @Test func `nothing of one person is left for the next`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: wenNa.0)
            let clerk = try await world.signIn("clerk")
            _ = try await begin(clerk, wenNa.0, wenNa.1, client)
            _ = try await begin(clerk, "李军", "11010519491231002X", client)
            let list = try await client.get("/zh/applications", headers: clerk.cookie).text
            #expect(!list.contains(application.number.description))
            #expect(
                try await client.get("/zh/applications/\(application.number)", headers: clerk.cookie).status
                    == .notFound)
            _ = try await clerk.send("/zh/counter/end", [("csrf", clerk.csrfToken)], with: client)
            #expect(try await client.get("/zh/applications", headers: clerk.cookie).status == .seeOther)
        }
    }

    @Test func `ends with the sign-in and after two hours`() async throws {
        try await OfficerWorld.run { world, client in
            let clerk = try await world.signIn("clerk")
            _ = try await begin(clerk, wenNa.0, wenNa.1, client)
            let session = clerk.session.bytes
            #expect(try await world.casework.openVisit(session: session, at: world.clock.now) != nil)
            #expect(
                try await world.casework.openVisit(session: session, at: world.clock.now.adding(seconds: 7201)) == nil)
            let again = try await world.signIn("clerk")
            #expect(try await world.casework.openVisit(session: again.session.bytes, at: world.clock.now) == nil)
        }
    }

    @Test func `what staff do is told as theirs, and the rating stays the person's own`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: wenNa.0)
            let clerk = try await world.signIn("clerk")
            _ = try await begin(clerk, wenNa.0, wenNa.1, client)
            let item = try #require(application.tasks.first { !$0.hasEnded }?.item)
            let answer = try await clerk.send(
                "/zh/applications/\(application.number)/withdrawal",
                [("csrf", clerk.csrfToken), ("item", item.rawValue), ("reason", "本人要求")], with: client)
            #expect(answer.status == .seeOther)
            let timeline = try await world.casework.timeline(application.number)
            #expect(timeline.contains { $0.kind == "withdrawn" && $0.actor == "clerk:clerk" })
            let citizen = try await world.signIn("wenna")
            let page = try await client.get("/zh/applications/\(application.number)", headers: citizen.cookie).text
            #expect(page.contains("窗口工作人员代办"))
            let actor = Actor.clerk("clerk", for: application.applicant)
            await #expect(throws: Refusal.notYourApplication) {
                try await world.casework.act(
                    .rate(.satisfied, comment: ""), on: application.number, by: actor, at: world.clock.now)
            }
        }
    }

    @Test func `messages reach the person's page and the page of the case, each once`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: wenNa.0)
            #expect(try await world.casework.deliverNotices(at: world.clock.now) == 1)
            #expect(try await world.casework.deliverNotices(at: world.clock.now) == 0)
            #expect(try await world.casework.notices(of: application.applicant).map(\.kind) == ["submitted"])
            let citizen = try await world.signIn("wenna")
            for path in ["notices", "applications/\(application.number)"] {
                let page = try await client.get("/zh/\(path)", headers: citizen.cookie).text
                #expect(page.contains("申请已收到，已转给各部门"))
            }
            let other = try await world.signIn("lijun")
            #expect(!(try await client.get("/zh/notices", headers: other.cookie).text.contains("申请已收到")))
        }
    }
}
