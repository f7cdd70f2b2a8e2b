import Cases
import Catalog
import Documents
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

/// The way of one citizen from the guide to the rating.
@Suite struct `A citizen's way` {
    private static let bundle = "/zh/bundles/employment-and-startup"
    private static let situation =
        "person_category=unemployed&employment_kind=unemployed&medical_covered=false&wants_archive_transfer=false&wants_housing_fund=false"

    /// Starts a draft for the two items of somebody who lost work.
    static func draft(_ browser: Browser) async throws -> String {
        let fields = situation.split(separator: "&").map { $0.split(separator: "=") }.map {
            (String($0[0]), String($0[1]))
        }
        let begun = try await browser.post(
            "\(bundle)/start",
            fields + [
                ("item", "employment-registration"), ("item", "medical-insurance-registration"), ("region", "530102"),
            ])
        try #require(begun.status == 303)
        return begun.location
    }

    /// Fills in every part, signs, and sends.
    static func submitted(_ browser: Browser, _ world: CitizenWorld) async throws -> CaseNumber {
        let draft = try await draft(browser)
        var address = "\(draft)/parts/identity"
        for _ in 0..<10 where address.contains("/parts/") {
            let page = try await browser.get(address)
            let saved = try await browser.post(
                address, world.answers + [("version", try #require(page.hidden("version"))), ("go", "on")])
            try #require(saved.status == 303, "\(saved.body)")
            address = saved.location
        }
        #expect(address == "\(draft)/materials")
        let version = try #require(try await browser.get(address).hidden("version"))
        let signed = try await browser.upload(
            address, [("version", version), ("go", "on"), ("sign-employment-registration", "yes")], files: [])
        try #require(signed.status == 303, "\(signed.body)")
        let check = try await browser.get("\(draft)/check")
        let sent = try await browser.post("\(draft)/submission", [("version", try #require(check.hidden("version")))])
        try #require(sent.status == 303, "\(sent.body)")
        let number = try #require(sent.location.split(separator: "/").dropLast().last)
        return try CaseNumber(parsing: number)
    }

    @Test func `leads from the guide through form, supplement and feedback to the rating`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client, as: "citizen")
            let number = try await Self.submitted(browser, world)
            let home = "/zh/applications/\(number)"
            let confirmation = try await browser.get("\(home)/submitted")
            #expect(confirmation.body.contains(number.html.text))

            try await world.act(
                .askCorrection("employment-registration", fields: ["phone"], materials: [], note: "<b>号码</b>打不通"),
                on: number)
            let asked = try await browser.get(home)
            #expect(asked.body.contains("需要您补正"))
            let supplement = "\(home)/items/employment-registration/supplement"
            let form = try await browser.get(supplement)
            #expect(form.body.contains("&lt;b&gt;号码&lt;/b&gt;打不通"))
            let names = form.markup.elements.compactMap { $0.attributes["name"] }.filter {
                !["viewport", "color-scheme", "format-detection"].contains($0)
            }
            #expect(Set(names) == ["csrf", "version", "phone"])
            let answered = try await browser.upload(
                supplement, [("version", try #require(form.hidden("version"))), ("phone", "13900001234")], files: [])
            #expect(answered.status == 303)

            for item: ItemCode in ["employment-registration", "medical-insurance-registration"] {
                try await world.conclude(item, of: number)
            }
            let feedback = try await browser.get("\(home)/feedback")
            #expect(feedback.status == 200)
            #expect(feedback.body.contains("办件结果一次告知单"))
            let pdf = try await browser.get("\(home)/feedback.pdf")
            #expect(pdf.headers[.contentType] == "application/pdf")
            #expect(pdf.headers[.contentDisposition] == "inline; filename=\"\(number).pdf\"")

            let rating = try await browser.get("\(home)/rating")
            let grades = rating.markup.elements.filter { $0.attributes["name"] == "grade" }
            #expect(grades.count == 5)
            #expect(!grades.contains { $0.attributes["checked"] != nil })
            let none = try await browser.post("\(home)/rating", [])
            #expect(none.status == 422)
            #expect(try await browser.post("\(home)/rating", [("grade", "5"), ("comment", "很快")]).status == 303)
            let again = try await browser.post("\(home)/rating", [("grade", "1")])
            #expect(again.status == 409)

            let token = try await world.casework.application(number).token
            let stranger = try await world.browser(client)
            let verification = try await stranger.get("/v/\(token)", headers: [.acceptLanguage: "en;q=0.9, fr"])
            #expect(verification.status == 200)
            #expect(verification.body.contains("Valid"))
            #expect(!verification.body.contains(CitizenWorld.number))
            #expect(!verification.body.contains("13900001234"))
        }
    }

    @Test func `shows one question at a time and keeps the answers when going back`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let first = try await browser.get("\(Self.bundle)/guide")
            // What decides the most items comes first.
            #expect(first.hidden("asked") == "employment_kind")
            let unanswered = try await browser.get("\(Self.bundle)/guide?asked=person_category")
            #expect(unanswered.body.contains("class=\"problems\""))
            let back = try await browser.get("\(Self.bundle)/guide?ask=employment_kind&\(Self.situation)")
            let chosen = back.markup.elements.first { $0.attributes["checked"] != nil }
            #expect(chosen?.attributes["value"] == "unemployed")
            #expect(back.hidden("person_category") == "unemployed")
            // An answer that no longer matters is kept for going back, and decides nothing.
            let changed =
                "employment_kind=employed&business_licensed=true&wants_loan=true&medical_covered=true"
                + "&wants_archive_transfer=false&wants_housing_fund=false"
            let result = try await browser.get("\(Self.bundle)/guide?\(changed)")
            #expect(result.hidden("business_licensed") == "true")
            #expect(!result.markup.elements.contains { $0.attributes["value"] == "startup-loan" })
            #expect(!result.body.contains("您已经领取营业执照了吗？"))
        }
    }

    @Test func `ends the guide with items in and out, each with its reason`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let result = try await browser.get("\(Self.bundle)/guide?\(Self.situation)")
            let boxes = result.markup.elements.filter { $0.attributes["name"] == "item" }.compactMap {
                $0.attributes["value"]
            }
            #expect(boxes == ["employment-registration", "medical-insurance-registration"])
            #expect(result.body.contains("您尚未参加基本医疗保险"))
            #expect(result.body.contains("没有营业执照的经营主体，不需要创业登记"))
        }
    }

    @Test func `says what an unticked item was needed for`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let answers =
                "person_category=veteran&employment_kind=self-employed&business_licensed=true&first_business=true&wants_loan=true"
                + "&pension_covered=true&medical_covered=true&wants_archive_transfer=false&wants_housing_fund=false"
            let refused = try await browser.get(
                "\(Self.bundle)/start?\(answers)&item=employment-registration&item=startup-loan")
            #expect(refused.status == 422)
            #expect(refused.body.contains("“创业贷款申请”须先办或同时办“创业登记”"))
        }
    }

    @Test func `needs no sign-in before the form, and then comes back to the same place`() async throws {
        try await CitizenWorld.run { world, client in
            let browser = try await world.browser(client)
            let address =
                "\(Self.bundle)/start?\(Self.situation)&item=employment-registration&item=medical-insurance-registration"
            let answer = try await browser.get(address)
            #expect(answer.status == 303)
            #expect(answer.location == "/zh/sign-in?next=\(address.queryEncoded)")
        }
    }
}
