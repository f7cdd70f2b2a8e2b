import Cases
import Catalog
import Eligibility
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Web

@Suite struct `Policies brought to a person` {
    /// Records what a department knows about the citizen.
    private func know(_ facts: [(String, JSON)], _ world: CitizenWorld) async throws {
        let register = world.casework.register
        let day = world.now
        try await world.casework.store.write { session in
            let person = try register.findOrEnter(number: CitizenWorld.number, kind: .person, at: day, in: session)
            for (element, value) in facts {
                let fact = Fact(
                    element: element, value: value, source: "department:hrss", validFrom: "2024-01-01", asOf: day)
                try register.record(fact, about: person, in: session)
            }
        }
    }

    private let graduateWithoutWork: [(String, JSON)] = [
        ("person_category", "graduate"), ("graduated_on", "2023-07-01"), ("residence_region", "530102"),
        ("student_aid", "disabled"), ("job_subsidy_received", false), ("employment_status", "unemployed"),
        ("unemployment_insured_months", 14), ("skill_certified_on", "2024-03-01"), ("skill_level", "4"),
        ("training_completed", true), ("trainings_this_year", 1),
    ]

    @Test(arguments: ["zh", "en"])
    func `nothing is looked for before consent, and what is found can be accepted or declined`(
        _ language: String
    ) async throws {
        try await CitizenWorld.run { world, client in
            try await know(graduateWithoutWork, world)
            let browser = try await world.browser(client, as: "citizen")
            let before = try await browser.get("/\(language)/offers")
            #expect(before.status == 200)
            #expect(!before.body.contains("offers/answer"))
            let agreed = try await browser.post("/\(language)/offers/consent", [("granted", "yes")])
            #expect(agreed.status == 303 && agreed.location == "/\(language)/offers")
            let found = try await browser.get("/\(language)/offers")
            #expect(!found.body.contains("<script>alert"))
            let policy = try #require(found.hidden("policy"))
            let version = try #require(found.hidden("version"))
            // Two in thirty days at most.
            #expect(found.body.components(separatedBy: "offers/answer").count - 1 == 2)
            let name = try #require(world.catalog.policies[PolicyCode(policy)]?.name)
            #expect(found.body.contains(language == "zh" ? name.zh : name.en))

            let offer = [("policy", policy), ("version", version)]
            #expect(
                try await browser.post("/\(language)/offers/answer", offer + [("answer", "declined")]).status == 303)
            let declined = try await browser.get("/\(language)/offers")
            #expect(declined.body.contains(language == "zh" ? "您谢绝的 1 项" : "1 that you declined"))
            #expect(
                try await browser.post("/\(language)/offers/answer", offer + [("answer", "accepted")]).status == 303)
            let accepted = try await browser.get("/\(language)/offers")
            #expect(accepted.body.contains(language == "zh" ? "您已接受" : "You accepted"))
            #expect(accepted.body.contains(language == "zh" ? "继续办理" : "Go on"))

            _ = try await browser.post("/\(language)/offers/consent", [("granted", "no")])
            let person = try await world.casework.store.read { [register = world.casework.register] session in
                let person = try #require(try register.find(number: CitizenWorld.number, in: session))
                return (try Offers.hasConsent(person, in: session), try Offers.standing(of: person, in: session))
            }
            #expect(!person.0)
            #expect(person.1.first { $0.policy == policy }?.answer == .accepted)
        }
    }

    @Test func `what is accepted is an application with all that is known filled in, begun once`() async throws {
        try await CitizenWorld.run { world, client in
            try await know(graduateWithoutWork, world)
            let browser = try await world.browser(client, as: "citizen")
            _ = try await browser.post("/zh/offers/consent", [("granted", "yes")])
            let offers = try await browser.get("/zh/offers")
            #expect(offers.body.contains("policies/job-seeking-subsidy"))
            let answer = [("policy", "job-seeking-subsidy"), ("version", "2024"), ("answer", "accepted")]
            let begun = try await browser.post("/zh/offers/answer", answer)
            #expect(begun.status == 303 && begun.location.hasPrefix("/zh/drafts/"))
            #expect(try await browser.post("/zh/offers/answer", answer).location == begun.location)

            let id = try #require(begun.location.split(separator: "/").dropFirst(2).first)
            let person = try await world.casework.store.read { [register = world.casework.register] session in
                try register.find(number: CitizenWorld.number, in: session)
            }
            let owner: Identifier<Applicant> = (try #require(person) as Identifier<Subject>).retyped()
            let draft = try #require(try await world.casework.draft(try Identifier(parsing: String(id)), of: owner))
            #expect(draft.items == ["job-seeking-subsidy"] && draft.region == "530102")
            // What the departments vouch for is shown and not asked.
            let form = try await browser.get("/zh/drafts/\(id)")
            #expect(form.status == 200)
            #expect(form.body.contains("求职补贴申领"))
        }
    }

    @Test func `what cannot be begun for a person is begun by them`() async throws {
        try await CitizenWorld.run { world, client in
            // Entitled, but nobody knows where they live.
            try await know(
                [
                    ("employment_status", "unemployed"), ("unemployment_insured_months", 14),
                    ("skill_certified_on", "2024-03-01"), ("skill_level", "4"),
                ], world)
            let browser = try await world.browser(client, as: "citizen")
            _ = try await browser.post("/en/offers/consent", [("granted", "yes")])
            let answer = [("policy", "skill-upgrade-subsidy"), ("version", "2024"), ("answer", "accepted")]
            let next = try await browser.post("/en/offers/answer", answer)
            #expect(next.location == "/en/bundles/subsidies")
            #expect(try await browser.get(next.location).status == 200)
        }
    }

    @Test func `what was accepted and handed in is not begun again`() async throws {
        let known: [(String, JSON)] =
            graduateWithoutWork + [
                ("phone", "13888005678"), ("bank", "103"), ("bank_card", "6228480030123456789"), ("full_name", "文娜"),
                ("citizen_id", .string(CitizenWorld.number)),
            ]
        try await CitizenWorld.run { world, client in
            try await know(known, world)
            let browser = try await world.browser(client, as: "citizen")
            _ = try await browser.post("/zh/offers/consent", [("granted", "yes")])
            let answer = [("policy", "job-seeking-subsidy"), ("version", "2024"), ("answer", "accepted")]
            let check = try await browser.post("/zh/offers/answer", answer).location
            #expect(check.hasSuffix("/check"))
            let version = try #require(try await browser.get(check).hidden("version"))
            let sent = try await browser.post(
                check.replacing("/check", with: "/submission"), [("version", version)])
            #expect(sent.status == 303 && sent.location.contains("/zh/applications/"))
            let again = try await browser.post("/zh/offers/answer", answer).location
            #expect(sent.location.hasPrefix(again) && again.contains("/zh/applications/"))
        }
    }

    @Test func `nobody answers for another, without a token, or to what was never offered`() async throws {
        try await CitizenWorld.run { world, client in
            try await know(graduateWithoutWork, world)
            let browser = try await world.browser(client, as: "citizen")
            _ = try await browser.post("/zh/offers/consent", [("granted", "yes")])
            let found = try await browser.get("/zh/offers")
            let offer = [
                ("policy", try #require(found.hidden("policy"))), ("version", try #require(found.hidden("version"))),
                ("answer", "accepted"),
            ]
            let other = try await world.browser(client, as: "other")
            #expect(try await other.post("/zh/offers/answer", offer).status == 409)
            #expect(try await browser.post("/zh/offers/answer", offer, withToken: false).status == 403)
            #expect(
                try await browser.post(
                    "/zh/offers/answer", [("policy", "none"), ("version", "1"), ("answer", "accepted")]
                ).status == 409)
            #expect(try await browser.post("/zh/offers/answer", Array(offer.prefix(2))).status == 400)
            #expect(try await browser.post("/zh/offers/consent", [("granted", "perhaps")]).status == 400)
            #expect(try await world.browser(client).get("/zh/offers").location.contains("sign-in"))
        }
    }
}
