import Access
import Cases
import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Web

@Suite struct `Showing who one is` {
    private static let number = "530102199506300012"
    private static let phone = "13888005678"

    /// The register knows the person's name and telephone from a department.
    private func know(_ name: String, _ world: CitizenWorld, number: String = number) async throws {
        let now = world.now
        try await world.casework.store.write { [casework = world.casework] session in
            let subject = try casework.register.findOrEnter(number: number, kind: .person, at: now, in: session)
            for (element, value) in [("full_name", name), ("phone", Self.phone)] {
                try casework.register.record(
                    Fact(
                        element: element, value: .string(value), source: "department:public-security",
                        validFrom: "2024-05-08",
                        asOf: now), about: subject, in: session)
            }
        }
    }

    private func signUp(_ account: String, _ client: any TestClientProtocol, _ world: CitizenWorld) async throws
        -> Browser
    {
        let plain = try await world.browser(client)
        let answer = try await plain.post(
            "/zh/sign-up", [("account", account), ("name", "何平"), ("password", "a-long-pass-phrase-2024")],
            withToken: false)
        #expect(answer.status == 303 && answer.location == "/zh/verify")
        return try await world.browser(client, as: account)
    }

    private func claim(_ number: String, phone: String = phone, name: String = "何平") -> [(String, String)] {
        [("name", name), ("number", number), ("phone", phone)]
    }

    @Test func `an own account opens the door only after the check, and says how on the way`() async throws {
        let number = "530802199506300010"
        try await CitizenWorld.run { world, client in
            try await know("何平", world, number: number)
            let browser = try await signUp("heping", client, world)
            let refused = try await browser.get("/zh/applications")
            #expect(refused.status == 303 && refused.location == "/zh/verify?next=/zh/applications")
            for language in ["zh", "en"] {
                let page = try await browser.get("/\(language)/verify")
                #expect(page.status == 200 && page.body.contains(language == "zh" ? "到窗口核验" : "At a counter"))
                #expect(language == "zh" || page.body.replacingOccurrences(of: "何*", with: "").straysOfChinese == "")
            }
            let empty = try await browser.post("/zh/verify", [("name", "")])
            #expect(empty.status == 422 && empty.body.contains("手机号码为11位数字"))
            let wrong = try await browser.post("/zh/verify", claim(number, phone: "13888005679"))
            #expect(wrong.status == 422 && wrong.body.contains("没有核对上"))
            let right = try await browser.post("/zh/verify", claim(number) + [("next", "/zh/applications")])
            #expect(right.status == 303 && right.location == "/zh/applications")
            #expect(try await browser.get("/zh/applications").status == 200)
            #expect(try await browser.get("/zh/verify").body.contains("登记库"))
        }
    }

    @Test func `nobody becomes somebody who has an account, and guessing ends soon`() async throws {
        try await CitizenWorld.run { world, client in
            try await know(CitizenWorld.hostile, world)
            let browser = try await signUp("heping", client, world)
            let taken = try await browser.post("/zh/verify", claim(Self.number, name: CitizenWorld.hostile))
            #expect(taken.status == 409)
            #expect(try await world.accounts.find("heping")?.subject == nil)
            var last = 0
            for _ in 0..<6 {
                last = try await browser.post("/zh/verify", claim(Self.number, phone: "13888005670")).status
            }
            #expect(last == 429)
        }
    }

    @Test func `programs are refused with what to do, and may check over the interface`() async throws {
        let number = "530802199506300010"
        try await CitizenWorld.run { world, client in
            try await know("何平", world, number: number)
            let browser = try await signUp("heping", client, world)
            let token = try #require(browser.session).token.text
            func call(_ path: String, _ method: HTTPRequest.Method, _ body: JSON? = nil) async throws -> (Int, JSON) {
                try await client.execute(
                    uri: path, method: method,
                    headers: [
                        .authorization: "Bearer \(token)", .contentType: "application/json", .idempotencyKey: "k",
                    ],
                    body: body.map { .init(bytes: $0.encoded) }
                ) { (Int($0.status.code), try JSON(parsing: Array($0.body.readableBytesView))) }
            }
            let intake: JSON = ["bundle": "employment-and-startup", "items": [], "region": "530102", "answers": [:]]
            let refused = try await call("/api/v1/applications", .post, intake)
            #expect(refused.0 == 403 && refused.1["code"]?.text == "notVerified")
            #expect(refused.1["message"]?.text?.contains("/api/v1/me/verification") == true)
            #expect(try await call("/api/v1/applications", .get).1["code"]?.text == "notVerified")
            #expect(try await call("/api/v1/me/verification", .get).1["mayApply"]?.flag == false)
            let wrong = try await call(
                "/api/v1/me/verification", .post, ["name": "何平", "number": .string(number), "phone": "13888005679"])
            #expect(wrong.0 == 422 && wrong.1["code"]?.text == "notConfirmed")
            let right = try await call(
                "/api/v1/me/verification", .post,
                ["name": "何平", "number": .string(number), "phone": .string(Self.phone)])
            #expect(right.0 == 200 && right.1["level"]?.text == "register" && right.1["mayApply"]?.flag == true)
            #expect(try await call("/api/v1/applications", .get).0 == 200)
        }
    }

    @Test func `staff of a counter confirm the account of whom they have before them`() async throws {
        try await OfficerWorld.run { world, client in
            let accounts = world.site.accounts
            try await accounts.create(
                NewAccount(account: "heping", name: "何平", kind: .citizen, password: OfficerWorld.password),
                at: world.clock.now)
            let clerk = try await world.signIn("clerk")
            let path = "/zh/counter/verification"
            let csrf = ("csrf", clerk.csrfToken)
            #expect(
                try await clerk.send(path, [csrf, ("account", "heping")], with: client).headers[.location]
                    == "/zh/counter")
            _ = try await clerk.send(
                "/zh/counter", [csrf, ("name", "何平"), ("number", "530802199506300010")], with: client)
            #expect(try await clerk.send(path, [csrf, ("account", "hailan")], with: client).status == .notFound)
            #expect(try await clerk.send(path, [csrf, ("account", "heping")], with: client).status == .seeOther)
            #expect(try await accounts.find("heping")?.level == .inPerson)
            #expect(try await accounts.checks(of: "heping").map(\.method) == ["counter:clerk"])
            let officer = try await world.signIn("hailan")
            #expect(
                try await officer.send(path, [("csrf", officer.csrfToken), ("account", "heping")], with: client).status
                    == .notFound)
        }
    }
}

@Suite struct `What staff hand in for somebody` {
    /// A clerk files the first scene over the interface.
    private func file(_ world: OfficerWorld, as account: String, _ client: any TestClientProtocol) async throws -> (
        Int, JSON
    ) {
        let bundle = try #require(world.catalog.bundles.first)
        let scene = try #require(bundle.scenes.first)
        var answers = Answers()
        for (element, value) in scene.answers.sorted(by: { $0.key < $1.key }) { answers[element] = JSON(value) }
        let needed = world.catalog.requirements(of: scene.items, in: bundle.code) { scene.lookup($0) }
        let materials = needed.materials.filter { $0.required && $0.source == .uploaded }.map { use -> JSON in
            ["material": .string(use.material.rawValue), "source": "uploaded", "upload": "paper"]
        }
        let body: JSON = [
            "bundle": .string(bundle.code.rawValue), "items": .array(scene.items.map { .string($0.rawValue) }),
            "region": "530102",
            "answers": answers.json, "materials": .array(materials),
            "commitments": .array(needed.commitments.map { .string($0.rawValue) }),
        ]
        let token = try await world.signIn(account).token.text
        return try await client.execute(
            uri: "/api/v1/applications", method: .post,
            headers: [
                .authorization: "Bearer \(token)", .contentType: "application/json", .idempotencyKey: UUID().uuidString,
            ],
            body: .init(bytes: body.encoded)
        ) { (Int($0.status.code), try JSON(parsing: Array($0.body.readableBytesView))) }
    }

    @Test func `names the applicant and the helper, says so, and can be claimed once by the applicant alone`()
        async throws
    {
        try await OfficerWorld.run { world, client in
            let (status, filed) = try await file(world, as: "clerk", client)
            #expect(status == 201 && filed["channel"]?.text == "counter" && filed["handledByStaff"]?.flag == true)
            let number = try CaseNumber(parsing: try #require(filed["number"]?.text))
            let first = try #require(try await world.casework.timeline(number).first)
            #expect(first.actor == "clerk:clerk")
            guard case .submitted(let submission) = first.event else { return }
            #expect(submission.applicant == world.wenNa.retyped() && submission.verification == .inPerson)

            let citizen = try await world.signIn("wenna")
            let page = try await client.get("/zh/applications/\(number)", headers: citizen.cookie).text
            #expect(page.contains("窗口代办（由工作人员代为提交）") && page.contains("认领这件申请"))
            let officer = try await world.signIn("hailan")
            let item = try await world.casework.application(number).tasks[0].number
            #expect(try await client.get("/zh/desk/items/\(item)", headers: officer.cookie).text.contains("工作人员代办"))
            let path = "/zh/applications/\(number)/claim"
            for other in ["lijun", "hailan"] {
                let signedIn = try await world.signIn(other)
                #expect(try await signedIn.send(path, [("csrf", signedIn.csrfToken)], with: client).status != .seeOther)
            }
            #expect(try await citizen.send(path, [("csrf", citizen.csrfToken)], with: client).status == .seeOther)
            #expect(try await citizen.send(path, [("csrf", citizen.csrfToken)], with: client).status == .conflict)
            let claimed = try await client.get("/zh/applications/\(number)", headers: citizen.cookie).text
            #expect(claimed.contains("认领") && !claimed.contains("认领这件申请"))
            #expect(try await world.casework.verify().violations == [])
        }
    }

    @Test func `what the applicant handed in is not to be claimed`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: "文娜")
            await #expect(throws: Refusal.notByStaff) {
                try await world.casework.act(
                    .claim, on: application.number, by: .applicant(application.applicant), at: world.clock.now)
            }
        }
    }

    @Test func `a program hands in only for people its owner has checked`() async throws {
        try await OfficerWorld.run { world, client in
            let good = try await file(world, as: "program", client)
            #expect(good.0 == 201 && good.1["handledByStaff"] == nil)
            try await world.site.accounts.create(
                NewAccount(
                    account: "blind", name: "b", kind: .client, password: OfficerWorld.password, department: "hrss",
                    region: "530102"),
                at: world.clock.now)
            let refused = try await file(world, as: "blind", client)
            #expect(refused.0 == 403 && refused.1["code"]?.text == "notVerified")
        }
    }
}
