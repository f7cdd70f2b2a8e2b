import Access
import Cases
import Catalog
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

@Suite struct `Handling an item at the desk` {
    private let registration: ItemCode = "employment-registration"
    private let archive: ItemCode = "archive-transfer"

    @Test func `an officer takes an item from receipt over a supplement to the grant`() async throws {
        try await OfficerWorld.run { world, client in
            var application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            let address = "/zh/desk/items/\(number)"

            let accepted = try await officer.press("accept", on: number, version: application.version, with: client)
            #expect(accepted.status == .seeOther)
            #expect(accepted.headers[.location] == "\(address)?done=accept")
            let page = try await client.get("\(address)?done=accept", headers: officer.cookie).text
            #expect(page.contains("已受理，办理时限从次日起算"))

            application = try await world.casework.application(application.number)
            let asked = try await officer.press(
                "ask", on: number, version: application.version,
                ["ask-fields": "occupation", "ask-note": OfficerWorld.hostile], with: client)
            #expect(asked.status == .seeOther)
            let waiting = try await client.get(address, headers: officer.cookie).text
            #expect(waiting.contains("受理后待补正"))
            #expect(waiting.contains("正在等申请人补正"))
            #expect(!waiting.contains("<script>alert"))

            application = try await world.casework.act(
                .answerCorrection(registration, answers: Answers(["occupation": "1"]), materials: []), on: number,
                by: .applicant(application.applicant), at: world.clock.now)
            let granted = try await officer.press(
                "grant", on: number, version: application.version, ["employment_certificate_number": "KM-2024-0001"],
                with: client)
            #expect(granted.headers[.location] == "\(address)?done=grant")
            #expect(try await world.task(registration, of: application).outcome == .granted)
            let ended = try await client.get(address, headers: officer.cookie).text
            #expect(ended.contains("KM-2024-0001"))
            #expect(ended.contains("已补正"))
        }
    }

    @Test func `what an earlier result fed in is shown with its origin`() async throws {
        try await OfficerWorld.run { world, client in
            var application = try await world.file()
            let officer = try await world.signIn("hailan")
            let actor = try officer.actor()
            let number = try await world.task(registration, of: application).number
            application = try await world.casework.act(
                .accept(registration), on: number, by: actor, at: world.clock.now)
            application = try await world.casework.act(
                .grant(registration, result: Answers(["employment_certificate_number": "KM-2024-0077"])), on: number,
                by: actor,
                at: world.clock.now)
            let next = try await world.task("startup-registration", of: application)
            let page = try await client.get("/zh/desk/items/\(next.number)", headers: officer.cookie).text
            #expect(page.contains("前置结果带入"))
            #expect(page.contains("KM-2024-0077"))
            let name = try #require(world.catalog.items[registration]?.name.zh)
            #expect(page.contains("来自“\(name)”的结果"))
        }
    }

    @Test func `a reason that is missing is asked for beside its field`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            let answer = try await officer.press(
                "decline", on: number, version: application.version, ["decline-reason": "　"], with: client)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("写明理由"))
            #expect(answer.text.contains("href=\"#\(Form.id("decline-reason"))\""))
            #expect(try await world.task(registration, of: application).status == .received)
        }
    }

    @Test func `a result that is missing is asked for by its label`() async throws {
        try await OfficerWorld.run { world, client in
            var application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            application = try await world.casework.act(
                .accept(registration), on: number, by: try officer.actor(), at: world.clock.now)
            let answer = try await officer.press("grant", on: number, version: application.version, with: client)
            #expect(answer.status == .unprocessableContent)
            let label = try #require(world.catalog.elements["employment_certificate_number"]?.label.zh)
            #expect(answer.text.contains("请填写\(label)"))
        }
    }

    @Test func `a page that is out of date does nothing and says so, and keeps what was written`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            let answer = try await officer.press(
                "decline", on: number, version: application.version - 1, ["decline-reason": "材料不符"], with: client)
            #expect(answer.status == .preconditionFailed)
            #expect(answer.text.contains("您打开页面后，这件申请又有变动"))
            #expect(answer.text.contains("材料不符</textarea>"))
            #expect(try await world.task(registration, of: application).status == .received)
        }
    }

    @Test func `a form without the session's token is refused`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            let answer = try await officer.send(
                "/zh/desk/items/\(number)/accept", [("csrf", "wrong"), ("version", String(application.version))],
                with: client)
            #expect(answer.status == .forbidden)
            #expect(try await world.task(registration, of: application).status == .received)
        }
    }

    @Test func `sensitive answers are masked`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            let page = try await client.get("/zh/desk/items/\(number)", headers: officer.cookie).text
            #expect(page.contains("530102********3125"))
            #expect(!page.contains("530102199802153125"))
            #expect(!page.contains("13888005678"))
        }
    }

    @Test func `the clock is derived day by day and says why it stood`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let actor = try officer.actor()
            let number = try await world.task(archive, of: application).number
            try await world.casework.act(.accept(archive), on: number, by: actor, at: world.clock.now)
            try await world.casework.act(
                .askCorrection(archive, fields: ["full_name"], materials: [], note: "请核对"), on: number, by: actor,
                at: world.clock.now)
            let page = try await client.get("/zh/desk/items/\(number)", headers: officer.cookie).text
            #expect(page.contains("到期日逐日推算"))
            #expect(page.contains("受理，次日起算"))
            #expect(page.contains("等申请人补正"))
            #expect(page.contains("时限暂停中"))
        }
    }

    @Test func `an uploaded file is saved under its own name and never opened here`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let found = try await world.uploads(of: application, seenBy: officer)
            let (number, upload) = try #require(found.first)
            let answer = try await client.get("/zh/desk/items/\(number)/uploads/\(upload)", headers: officer.cookie)
            #expect(answer.status == .ok)
            #expect(answer.text == "内容")
            let disposition = try #require(answer.headers[.contentDisposition])
            #expect(disposition.hasPrefix("attachment"))
            #expect(!disposition.contains("\r") && !disposition.contains("<"))
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        }
    }

    @Test func `a file of another application is not found`() async throws {
        try await OfficerWorld.run { world, client in
            let first = try await world.file()
            let second = try await world.file()
            let officer = try await world.signIn("hailan")
            let (number, _) = try #require(try await world.uploads(of: first, seenBy: officer).first)
            let (_, foreign) = try #require(try await world.uploads(of: second, seenBy: officer).first)
            let answer = try await client.get("/zh/desk/items/\(number)/uploads/\(foreign)", headers: officer.cookie)
            #expect(answer.status == .notFound)
        }
    }

    @Test func `the English page is complete`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file(name: "Wen Na")
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            for step in 0..<2 {
                if step == 1 {
                    try await world.casework.act(
                        .accept(registration), on: number, by: try officer.actor(), at: world.clock.now)
                }
                var page = try await client.get("/en/desk/items/\(number)", headers: officer.cookie).text
                // Values are the applicant's own words; labels and sentences are ours.
                page.replace(/<dd>[^<]*<\/dd>/, with: "")
                page.replace(/<li class="who">.*?<\/li>/.dotMatchesNewlines(), with: "")
                #expect(page.straysOfChinese == "")
                #expect(page.contains("What you can do now"))
            }
        }
    }
}

extension OfficerWorld {
    /// Uploads of an application with the number of an item of the officer's that uses each.
    func uploads(
        of application: Web.Application, seenBy signedIn: SignedIn
    ) async throws -> [(number: CaseNumber, upload: String)] {
        let officer = try #require(signedIn.officer)
        let desk = Desk(officer: officer, isSupervisor: false)
        return try await DeskItem.all(under: application.number, desk, casework).flatMap { item in
            item.allReceipts.compactMap { receipt in receipt.upload.map { (item.task.number, $0) } }
        }
    }
}
