import Cases
import Catalog
import Documents
import HTTPTypes
import HummingbirdTesting
import Ledger
import NIOCore
import Registry
import Testing
import Vocabulary

@testable import Web

@Suite struct `The policy finder` {
    private static let page = "/zh/policies"
    /// A founder in Kunming who still owes a car loan.
    private static let founder =
        "person_category=graduate&residence_region=530102&business_region=530102&business_licensed=true&business_live=true"
        + "&partners=1&interest_subsidies=0&business_kind=individual&bad_credit=false&under_enforcement=false&age=26"

    @Test func `asks a few questions without signing in, and stores nothing`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let first = try await browser.get(Self.page)
            #expect(first.status == 200)
            #expect(first.headers[.setCookie] == nil)
            let form = try #require(
                first.markup.elements.first { $0.name == "form" && $0.attributes["action"] == Self.page })
            #expect(form.attributes["method"] == "get")
            #expect(first.markup.elements.contains { $0.attributes["name"] == "asked" })
            #expect(first.markup.flaws == [])
            #expect(first.markup.brokenReferences == [])
            #expect(first.markup.inlineCode == [])
            #expect(!first.body.contains("name=\"citizen_id\""))
        }
    }

    @Test func `shows what one is entitled to, how much, why, and what it would take`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let loan = try await browser.get("\(Self.page)/guaranteed-startup-loan?\(Self.founder)&other_loans=false")
            #expect(loan.body.contains("您可以享受：最高 200,000 元"))
            #expect(loan.body.contains("个人不超过 20 万元"))
            #expect(loan.body.contains("云南省贷免扶补和创业担保贷款实施政策"))
            let almost = try await browser.get("/en/policies/guaranteed-startup-loan?\(Self.founder)&other_loans=true")
            #expect(almost.body.contains("You are not entitled to this at present"))
            #expect(almost.body.contains("is no longer true"))
            let all = try await browser.get("\(Self.page)?\(Self.founder)&other_loans=true")
            #expect(all.body.contains("您可以享受"))
            #expect(all.body.contains("差一点就可以享受"))
            #expect(all.markup.flaws == [])
            #expect(all.markup.brokenReferences == [])
        }
    }

    @Test func `a question left blank counts as not known and is not asked again`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let page = try await browser.get(
                "\(Self.page)/guaranteed-startup-loan?\(Self.founder)&asked=other_loans&other_loans=")
            #expect(page.body.contains("还要知道更多才能判断"))
            #expect(page.body.contains("不清楚"))
            #expect(!page.markup.elements.contains { $0.attributes["name"] == "asked" })
        }
    }

    @Test func `an answer that is none is shown again with the reason`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let page = try await browser.get("\(Self.page)?asked=age&age=many")
            #expect(page.body.contains("class=\"problems\""))
            #expect(
                page.markup.elements.contains { $0.attributes["name"] == "age" && $0.attributes["value"] == "many" })
        }
    }

    @Test func `hostile text in the address is shown, never run`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let hostile = CitizenWorld.hostile.queryEncoded
            for address in [
                "\(Self.page)?age=\(hostile)&asked=age", "\(Self.page)?person_category=\(hostile)&unknown=\(hostile)",
                "\(Self.page)?ask=\(hostile)&\(hostile)=\(hostile)", "\(Self.page)/\(hostile)",
                "\(Self.page)?residence_region=\(hostile)&started_on=\(hostile)&asked=started_on",
            ] {
                let page = try await browser.get(address)
                #expect(!page.body.contains("<script>"), "\(address)")
                #expect(page.markup.flaws == [], "\(address)")
                #expect(page.markup.inlineCode == [], "\(address)")
                #expect(page.status < 500)
            }
        }
    }

    @Test func `what a department vouches for is used and shown with its source`() async throws {
        try await CitizenWorld.run { world, client in
            try await world.casework.store.write { [world] session in
                let subject = try world.casework.register.findOrEnter(
                    number: CitizenWorld.number, kind: .person, at: world.now, in: session)
                try world.casework.register.record(
                    Fact(
                        element: "business_licensed", value: false, source: "department:market-regulation",
                        validFrom: "2024-05-08", asOf: Instant("2024-05-08", hour: 9, minute: 0)), about: subject,
                    in: session)
            }
            let browser = try await world.browser(client, as: "citizen")
            let page = try await browser.get("\(Self.page)/guaranteed-startup-loan?business_licensed=true")
            #expect(page.body.contains("您目前不能享受"))
            #expect(page.body.contains("来自市场监督管理局"))
        }
    }

    // MARK: The interface

    private func search(_ body: String, _ client: any TestClientProtocol) async throws -> (status: Int, json: JSON) {
        try await client.execute(
            uri: "/api/v1/policies/search", method: .post, headers: [.contentType: "application/json"],
            body: ByteBuffer(string: body)
        ) { response in (Int(response.status.code), try JSON(parsing: String(buffer: response.body))) }
    }

    @Test func `programs get questions and results after the contract`() async throws {
        try await CitizenWorld.run { _, client in
            let schema = Schema(OpenAPI.reference("policySearch"), components: OpenAPI.schemas)
            let bodies = [
                "{}", #"{"answers": {"person_category": "graduate"}, "unknown": ["age"], "on": "2025-06-07"}"#,
                #"{"answers": {"person_category": "graduate", "residence_region": "530102", "business_licensed": true, "partners": 1, "interest_subsidies": 0, "other_loans": true}, "policies": ["guaranteed-startup-loan"]}"#,
                #"{"audience": "enterprise"}"#,
            ]
            for body in bodies {
                let (status, json) = try await search(body, client)
                #expect(status == 200, "\(body)")
                #expect(schema.problems(in: json).isEmpty, "\(schema.problems(in: json))")
            }
            let (_, found) = try await search(bodies[2], client)
            let result = try #require(found["results"]?.elements?.first)
            #expect(result["verdict"] == "ineligible")
            #expect(result["nearest"]?.elements?.first?["element"] == "other_loans")
            #expect(result["because"]?.elements?.first?["facts"]?.elements?.first?["source"] == "answer")
            #expect(found["questions"]?.elements == [])
        }
    }

    @Test func `programs are told what is wrong`() async throws {
        try await CitizenWorld.run { _, client in
            for (body, code) in [
                (#"{"answers": {"no_such": 1}}"#, "unknownElement"),
                (#"{"answers": {"age": "many"}}"#, "answerRefused"),
                (#"{"unknown": ["no_such"]}"#, "unknownElement"), (#"{"policies": ["no-such"]}"#, "noSuchPolicy"),
                (#"{"on": "2024-13-01"}"#, "malformed"), (#"{"more": 1}"#, "malformed"), ("[]", "malformed"),
            ] {
                let (status, json) = try await search(body, client)
                #expect((400..<500).contains(status), "\(body)")
                #expect(json["code"]?.text == code, "\(body) \(json)")
            }
        }
    }

    @Test func `programs list policies and their versions on a day`() async throws {
        try await CitizenWorld.run { _, client in
            func get(_ address: String) async throws -> (Int, JSON) {
                try await client.execute(uri: address, method: .get) { response in
                    (Int(response.status.code), try JSON(parsing: String(buffer: response.body)))
                }
            }
            let (status, list) = try await get("/api/v1/policies?on=2024-06-07")
            #expect(status == 200)
            let policy = Schema(OpenAPI.reference("policy"), components: OpenAPI.schemas)
            let policies = try #require(list["policies"]?.elements)
            #expect(policies.count > 8)
            for json in policies { #expect(policy.problems(in: json).isEmpty) }
            let (_, one) = try await get("/api/v1/policies/guaranteed-startup-loan?on=2025-06-07")
            #expect(one["versions"]?.elements?.first?["name"] == "2025")
            #expect(try await get("/api/v1/policies/none").0 == 404)
            #expect(try await get("/api/v1/policies?on=yesterday").0 == 400)
        }
    }
}
