import Access
import Cases
import Catalog
import HTTPTypes
import HummingbirdTesting
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Web

@Suite struct `What is held about me` {
    private func know(_ facts: [(String, String, String, String?)], _ world: OfficerWorld) async throws {
        let register = world.casework.register
        let (person, now): (Identifier<Subject>, Instant) = (world.wenNa.retyped(), world.clock.now)
        try await world.casework.store.write { session in
            for (element, value, source, consent) in facts {
                try register.record(
                    Fact(
                        element: element, value: .string(value), source: source, validFrom: "2024-01-01", asOf: now,
                        consent: consent),
                    about: person, in: session)
            }
        }
    }

    private func facts(_ world: OfficerWorld) async throws -> [Fact] {
        let register = world.casework.register
        return try await world.casework.store.read { try register.facts(about: world.wenNa.retyped(), in: $0) }
    }

    private func ask(
        _ kind: String, _ element: String, _ source: String, _ text: String, _ who: SignedIn,
        _ client: any TestClientProtocol
    )
        async throws -> TestResponse
    {
        try await who.send(
            "/zh/me/requests",
            [("csrf", who.csrfToken), ("kind", kind), ("element", element), ("source", source), ("text", text)],
            with: client)
    }

    @Test func `stands there with source and date, in both languages, and can be taken along`() async throws {
        try await OfficerWorld.run { world, client in
            try await know(
                [
                    ("ethnic_group", "03", "department:public-security", nil),
                    ("phone", "=13888005678", "applicant", nil),
                ], world)
            let citizen = try await world.signIn("wenna")
            let page = try await client.get("/zh/me", headers: citizen.cookie).text
            #expect(page.contains("公安") && page.contains("2024年6月7日") && page.contains("下载副本"))
            let english = try await client.get("/en/me", headers: citizen.cookie)
            #expect(english.status == .ok)
            let copy = try await client.get("/zh/me/copy.json", headers: citizen.cookie)
            #expect(copy.headers[.contentDisposition]?.contains("attachment") == true)
            let json = try JSON(parsing: Array(copy.text.utf8))
            #expect(json["facts"]?.elements?.count == 2)
            #expect(json["facts"]?.elements?.first?["source"]?.text == "department:public-security")
            // A spreadsheet must not run what somebody typed.
            #expect(try await client.get("/zh/me/copy.csv", headers: citizen.cookie).text.contains("\"'=13888005678\""))
            let other = try await world.signIn("lijun")
            #expect(!(try await client.get("/zh/me", headers: other.cookie).text.contains("公安")))
            for account in ["hailan", "admin", "clerk"] {
                let staff = try await world.signIn(account)
                #expect(try await client.get("/zh/me", headers: staff.cookie).status == .forbidden)
            }
        }
    }

    @Test func `a correction goes to the department whose word it is, which answers once`() async throws {
        try await OfficerWorld.run { world, client in
            try await know([("ethnic_group", "03", "item:employment-registration", nil)], world)
            let citizen = try await world.signIn("wenna")
            #expect(
                try await ask("correction", "ethnic_group", "item:employment-registration", "", citizen, client).status
                    == .unprocessableContent)
            #expect(
                try await ask("correction", "ethnic_group", "item:employment-registration", "汉族", citizen, client)
                    .status == .seeOther)
            let request = try #require(
                try await world.casework.store.read { try world.casework.register.openRequests(for: "hrss", in: $0) }
                    .first)
            #expect(request.due == "2024-07-01")
            let path = "/zh/desk/requests/\(request.person)/\(request.id)"
            func answer(_ account: String, _ outcome: String, value: String, reason: String = "核对户口簿") async throws
                -> HTTPResponse.Status
            {
                let officer = try await world.signIn(account)
                return try await officer.send(
                    path,
                    [
                        ("csrf", officer.csrfToken), ("outcome", outcome), ("value-\(request.id)", value),
                        ("reason-\(request.id)", reason),
                    ], with: client
                ).status
            }
            for account in ["yibao", "bank", "intake", "supervisor", "clerk", "wenna", "admin"] {
                let status = try await answer(account, "granted", value: "01")
                #expect(status == .notFound || status == .forbidden, "\(account): \(status)")
            }
            #expect(try await answer("hailan", "granted", value: "not a code") == .unprocessableContent)
            #expect(try await answer("hailan", "granted", value: "01", reason: "") == .unprocessableContent)
            #expect(try await answer("hailan", "granted", value: "01") == .seeOther)
            #expect(try await answer("hailan", "refused", value: "") == .conflict)
            let last = try #require(try await facts(world).last)
            #expect(
                last.value == "01" && last.source == "item:employment-registration"
                    && last.evidence == "request:\(request.id)")
            #expect(try await client.get("/zh/me", headers: citizen.cookie).text.contains("核对户口簿"))
        }
    }

    @Test
    func `is erased where only the person or their consent holds it, and kept with the reason where a statute does`()
        async throws
    {
        try await OfficerWorld.run { world, client in
            try await know(
                [
                    ("phone", "13888005678", "applicant", nil),
                    ("education", "21", "item:employment-registration", nil),
                    ("ethnic_group", "03", "department:public-security", nil),
                ], world)
            let citizen = try await world.signIn("wenna")
            _ = try await ask("deletion", "phone", "applicant", "", citizen, client)
            _ = try await ask("deletion", "education", "item:employment-registration", "", citizen, client)
            _ = try await ask("deletion", "ethnic_group", "department:public-security", "", citizen, client)
            #expect(try await facts(world).map(\.element).sorted() == ["education", "ethnic_group"])
            let page = try await client.get("/zh/me", headers: citizen.cookie).text
            #expect(page.contains("档案须依法保存") && page.contains("由主管部门依法登记和保存") && page.contains("已删除"))
            #expect(try await client.get("/en/me", headers: citizen.cookie).text.contains("must be kept by law"))
            #expect(try await ask("deletion", "birthday", "applicant", "", citizen, client).status == .notFound)
        }
    }

    @Test func `consents are apart, off at first, and taking one back erases what was kept under it`() async throws {
        try await OfficerWorld.run { world, client in
            try await know(
                [("phone", "13888005678", "import:bank", "share-with-banks"), ("education", "21", "import:x", nil)],
                world)
            let register = world.casework.register
            let person: Identifier<Subject> = world.wenNa.retyped()
            let citizen = try await world.signIn("wenna")
            let page = try await client.get("/zh/me", headers: citizen.cookie).text
            #expect(page.components(separatedBy: "未同意").count == 4 && !page.contains("checked"))
            func say(_ purpose: String, _ word: String) async throws {
                let answer = try await citizen.send(
                    "/zh/me/consents", [("csrf", citizen.csrfToken), ("purpose", purpose), ("granted", word)],
                    with: client)
                #expect(answer.status == .seeOther)
            }
            func agrees(_ purpose: ConsentPurpose) async throws -> Bool {
                try await world.casework.store.read { try register.agrees(person, to: purpose, in: $0) }
            }
            try await say("share-with-banks", "yes")
            #expect(try await agrees(.shareWithBanks))
            #expect(try await !agrees(.recommendJobs))
            try await say("share-with-banks", "no")
            #expect(try await !agrees(.shareWithBanks))
            #expect(try await facts(world).map(\.element) == ["education"])
            #expect(try await world.casework.store.read { try register.consents(of: person, in: $0) }.count == 2)
        }
    }

    @Test func `a bank sees data whole only with the applicant's own consent`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let register = world.casework.register
            let now = world.clock.now
            let bank = try await world.signIn("bank")
            // The loan begins when the registrations it depends on are granted; until then nothing is the bank's.
            let loan = try await world.task("startup-loan", of: application).number
            let before = try await bank.send(
                "/zh/looks/\(loan)", [("csrf", bank.csrfToken), ("purpose", "review")], with: client)
            #expect(before.status == .forbidden && before.text.contains("没有单独同意"))
            try await world.casework.store.write { session in
                _ = try register.say(
                    true, to: .shareWithBanks, person: application.applicant.retyped(), at: now, in: session)
            }
            let after = try await bank.send(
                "/zh/looks/\(loan)", [("csrf", bank.csrfToken), ("purpose", "review")], with: client)
            #expect(after.status == .ok)
        }
    }

    @Test func `programs get the copy, ask and consent over the interface`() async throws {
        try await OfficerWorld.run { world, client in
            try await know([("phone", "13888005678", "applicant", nil)], world)
            let citizen = try await world.signIn("wenna")
            func call(_ path: String, _ body: JSON? = nil) async throws -> (Int, JSON) {
                var headers = citizen.bearer
                headers[.contentType] = "application/json"
                return try await client.execute(
                    uri: "/api/v1/me/\(path)", method: body == nil ? .get : .post, headers: headers,
                    body: body.map { .init(bytes: $0.encoded) }
                ) { (Int($0.status.code), try JSON(parsing: Array($0.body.readableBytesView))) }
            }
            #expect(try await call("data").1["facts"]?.elements?.count == 1)
            let consent = try await call("consents", ["purpose": "recommend-jobs", "granted": true])
            #expect(consent.0 == 200 && consent.1["granted"]?.flag == true)
            let fixed = try await call(
                "requests", ["kind": "correction", "element": "phone", "source": "applicant", "text": "13888005679"])
            #expect(fixed.0 == 201 && fixed.1["answer"]?["outcome"]?.text == "granted")
            #expect(try await facts(world).last?.value == "13888005679")
            #expect(
                try await call("requests", ["kind": "objection", "element": "sex", "source": "applicant"]).0 == 404)
        }
    }

    @Test(arguments: [true, false]) func `erasing at once takes all that no statute keeps, and nothing else`(
        byPage: Bool
    ) async throws {
        try await OfficerWorld.run { world, client in
            try await know(
                [
                    ("phone", "13888005678", "applicant", nil), ("education", "21", "applicant", nil),
                    ("internship_post", "编辑", "import:fair", ConsentPurpose.recommendJobs.rawValue),
                    ("ethnic_group", "03", "department:public-security", nil),
                    ("registered_region", "530102", "item:employment-registration", nil),
                ], world)
            let application = try await world.file(name: "文娜")
            let (casework, now, owner) = (world.casework, world.clock.now, application.applicant)
            func files() async throws -> Int {
                try await casework.store.read {
                    try $0.first(.assembled("SELECT count(*) FROM upload")) { $0.int(0) } ?? 0
                }
            }
            let handedIn = try await files()
            let loose = try await casework.keep(
                Array("x".utf8), of: "m", named: "x.txt", mediaType: "text/plain", owner: owner, at: now)
            _ = try await casework.save(Draft(owner: owner, bundle: "employment-and-startup", at: now), at: now)
            let citizen = try await world.signIn("wenna")
            let page = try await client.get("/zh/me/erasure", headers: citizen.cookie).text
            #expect(page.contains("手机号码") && page.contains("未提交的草稿 1 份") && page.contains("未提交的文件 1 份"))
            #expect(page.contains("民族：") && page.contains("户籍地："))
            #expect(try await client.get("/en/me/erasure", headers: citizen.cookie).text.straysOfChinese == "")
            // Looking erases nothing, and neither does another's form.
            #expect(try await citizen.send("/zh/me/erasure", [("csrf", "x")], with: client).status == .forbidden)
            #expect(try await facts(world).count == 5)
            if byPage {
                #expect(
                    try await citizen.send("/zh/me/erasure", [("csrf", citizen.csrfToken)], with: client).status
                        == .seeOther)
            } else {
                let answer = try await client.execute(
                    uri: "/api/v1/me/erasure", method: .post, headers: [.authorization: "Bearer \(citizen.token.text)"])
                #expect(try JSON(parsing: Array(answer.text.utf8)) == ["facts": 3, "drafts": 1, "files": 1])
            }
            #expect(Set(try await facts(world).map(\.element)) == ["ethnic_group", "registered_region"])
            #expect(try await casework.upload(loose, of: owner) == nil)
            #expect(try await files() == handedIn && handedIn > 0)
            #expect(try await casework.drafts(of: owner).isEmpty)
            #expect(try await casework.application(application.number) == application)
            let requests = try await casework.store.read {
                try casework.register.requests(of: world.wenNa.retyped(), in: $0)
            }
            #expect(requests.map(\.element).sorted() == ["education", "internship_post", "phone"])
            #expect(requests.allSatisfy { $0.kind == .deletion && $0.answer?.outcome == .granted })
        }
    }
}
