import Access
import Cases
import Catalog
import HTTPTypes
import HummingbirdTesting
import Ledger
import Testing
import Vocabulary

@testable import Web

@Suite struct `Letting somebody act for oneself` {
    private func give(
        _ scope: String, to agent: String, until: (String, String, String) = ("2024", "12", "31"), by giver: SignedIn,
        _ client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await giver.send(
            "/zh/mandates",
            [
                ("csrf", giver.csrfToken), ("agent", agent), ("scope", scope), ("until-year", until.0),
                ("until-month", until.1),
                ("until-day", until.2),
            ], with: client)
    }

    @Test
    func `opens the person's cases to the agent as far as the mandate reaches, and ends at once when it is taken back`()
        async throws
    {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: "文娜")
            let (wenNa, liJun) = (try await world.signIn("wenna"), try await world.signIn("lijun"))
            let path = "/zh/applications/\(application.number)"
            #expect(try await client.get(path, headers: liJun.cookie).status == .notFound)
            #expect(try await give("follow", to: "lijun", by: wenNa, client).status == .seeOther)
            let mandate = try #require(try await world.site.accounts.mandates(of: world.wenNa).first)
            #expect(try await client.get(path, headers: liJun.cookie).status == .notFound)
            let begin = try await liJun.send(
                "/zh/mandates/acting", [("csrf", liJun.csrfToken), ("mandate", mandate.id.description)], with: client)
            #expect(begin.status == .seeOther)
            let page = try await client.get(path, headers: liJun.cookie)
            #expect(page.status == .ok && page.text.contains("受托代办：正在为"))
            let open = try #require(application.tasks.first { !$0.hasEnded }?.item.rawValue)
            let fields = [("csrf", liJun.csrfToken), ("item", open), ("reason", "代办")]
            #expect(try await liJun.send("\(path)/withdrawal", fields, with: client).status == .forbidden)
            // What concerns the person alone stays theirs.
            #expect(!(try await client.get("/zh/me", headers: liJun.cookie).text.contains("530102199802153125")))

            #expect(
                try await wenNa.send("/zh/mandates/\(mandate.id)/revocation", [("csrf", wenNa.csrfToken)], with: client)
                    .status == .seeOther)
            #expect(try await client.get(path, headers: liJun.cookie).status == .notFound)
        }
    }

    @Test func `with the wider scope reaches withdrawing, and the history names the agent`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: "文娜")
            let (wenNa, liJun) = (try await world.signIn("wenna"), try await world.signIn("lijun"))
            _ = try await give("apply", to: "lijun", by: wenNa, client)
            let mandate = try #require(try await world.site.accounts.mandates(of: world.wenNa).first)
            _ = try await liJun.send(
                "/zh/mandates/acting", [("csrf", liJun.csrfToken), ("mandate", mandate.id.description)], with: client)
            let open = try #require(application.tasks.first { !$0.hasEnded }?.item.rawValue)
            let path = "/zh/applications/\(application.number)"
            let fields = [("csrf", liJun.csrfToken), ("item", open), ("reason", "代办")]
            #expect(try await liJun.send("\(path)/withdrawal", fields, with: client).status == .seeOther)
            let timeline = try await world.casework.timeline(application.number)
            #expect(timeline.contains { $0.kind == "withdrawn" && $0.actor.hasPrefix("agent:") })
            #expect(try await client.get(path, headers: wenNa.cookie).text.contains("受托人代办"))
            _ = try await liJun.send("/zh/mandates/acting/end", [("csrf", liJun.csrfToken)], with: client)
            #expect(try await client.get(path, headers: liJun.cookie).status == .notFound)
        }
    }

    @Test(arguments: [("wenna", "toOneself"), ("nobody", "noSuchAgent"), ("hailan", "noSuchAgent")])
    func `is for other applicants who are known`(agent: String, code: String) async throws {
        try await OfficerWorld.run { world, client in
            let wenNa = try await world.signIn("wenna")
            #expect(try await give("apply", to: agent, by: wenNa, client).status == .unprocessableContent)
            #expect(try await world.site.accounts.mandates(of: world.wenNa) == [])
        }
    }

    @Test func `ends within a year and cannot be used by a third person`() async throws {
        try await OfficerWorld.run { world, client in
            let (wenNa, liJun) = (try await world.signIn("wenna"), try await world.signIn("lijun"))
            for until in [("2024", "6", "6"), ("2025", "6", "9"), ("", "", "")] {
                #expect(
                    try await give("apply", to: "lijun", until: until, by: wenNa, client).status
                        == .unprocessableContent)
            }
            _ = try await give("apply", to: "lijun", until: ("2024", "6", "8"), by: wenNa, client)
            let mandate = try #require(try await world.site.accounts.mandates(of: world.wenNa).first)
            let fields = [("csrf", wenNa.csrfToken), ("mandate", mandate.id.description)]
            #expect(try await wenNa.send("/zh/mandates/acting", fields, with: client).status == .notFound)
            world.clock.now = Instant("2024-06-09", hour: 9, minute: 0)
            let later = try await world.signIn("lijun")
            let late = [("csrf", later.csrfToken), ("mandate", mandate.id.description)]
            #expect(try await later.send("/zh/mandates/acting", late, with: client).status == .notFound)
            #expect(liJun.principal.account == "lijun")
        }
    }

    /// Wen Na lets Li Jun act for her; Li Jun's program uses it.
    @Test(arguments: ["follow", "apply"]) func `reaches over the JSON interface as far as over the pages`(scope: String)
        async throws
    {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: "文娜")
            let (wenNa, liJun) = (try await world.signIn("wenna"), try await world.signIn("lijun"))
            _ = try await give(scope, to: "lijun", by: wenNa, client)
            func call(
                _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, as who: SignedIn
            ) async throws -> (status: Int, json: JSON) {
                let headers: HTTPFields = [
                    .authorization: "Bearer \(who.token.text)", .contentType: "application/json",
                    .idempotencyKey: "\(who.principal.account)-\(path)-\(world.clock.now)",
                ]
                let answer = try await client.execute(
                    uri: "/api/v1" + path, method: method, headers: headers, body: body.map { .init(bytes: $0.encoded) }
                )
                return (Int(answer.status.code), (try? JSON(parsing: Array(answer.text.utf8))) ?? .null)
            }
            let known = try await call(.get, "/me/mandates", as: liJun).json
            let mandate = try #require(known["held"]?.elements?.first?["id"]?.text)
            #expect(known["held"]?.elements?.first?["person"]?.text?.contains("文") == false && known["acting"] == .null)
            // Not under a mandate, the case is not there; nor for whom the mandate is not for.
            #expect(try await call(.get, "/applications/\(application.number)", as: liJun).status == 404)
            #expect(try await call(.post, "/me/acting", ["mandate": .string(mandate)], as: wenNa).status == 404)
            #expect(try await call(.post, "/me/acting", ["mandate": .string(mandate)], as: liJun).status == 200)
            #expect(try await call(.get, "/me/mandates", as: liJun).json["acting"]?.text == mandate)
            #expect(try await call(.get, "/applications", as: liJun).json["applications"]?.elements?.count == 1)
            // What is held about the person stays theirs.
            #expect(try await call(.get, "/me/data", as: liJun).json["applications"]?.elements?.isEmpty == true)

            let mayApply = scope == "apply"
            let submitted = try await call(.post, "/applications", try intake(world), as: liJun)
            #expect(submitted.status == (mayApply ? 201 : 403), "\(submitted.json.encodedText)")
            let withdrawn = try await call(
                .post, "/applications/\(application.number)/withdrawal", ["items": []], as: liJun)
            #expect(withdrawn.status == (mayApply ? 200 : 403))
            if mayApply {
                let number = try CaseNumber(parsing: try submitted.json.text("number"))
                #expect(try await world.casework.application(number).applicant == world.wenNa.retyped())
                let first = try #require(try await world.casework.timeline(number).first)
                #expect(first.kind == "submitted" && first.actor.hasPrefix("agent:"))
            }
            #expect(try await call(.delete, "/me/acting", as: liJun).status == 204)
            #expect(try await call(.get, "/applications/\(application.number)", as: liJun).status == 404)
        }
    }

    /// The first scene of the catalog as a program hands it in, for Wen Na.
    private func intake(_ world: OfficerWorld) throws -> JSON {
        let bundle = try #require(world.catalog.bundles.first)
        let scene = try #require(bundle.scenes.first)
        var answers = Answers()
        for (element, value) in scene.answers.sorted(by: { $0.key < $1.key }) { answers[element] = JSON(value) }
        answers[Identity.name] = "文娜"
        let needed = world.catalog.requirements(of: scene.items, in: bundle.code) { scene.lookup($0) }
        return [
            "bundle": .string(bundle.code.rawValue), "items": .array(scene.items.map { .string($0.rawValue) }),
            "region": "530102", "answers": answers.json,
            "materials": .array(
                needed.materials.filter { $0.required && $0.source == .uploaded }.map {
                    ["material": .string($0.material.rawValue), "source": "uploaded", "upload": "u"]
                }),
            "commitments": .array(needed.commitments.map { .string($0.rawValue) }),
        ]
    }
}
