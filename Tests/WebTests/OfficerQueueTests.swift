import Cases
import Catalog
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

@Suite struct `The list of a department` {
    private let registration: ItemCode = "employment-registration"

    @Test func `it shows each item with its number, its urgency and a masked name`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            let page = try await client.get("/zh/desk", headers: officer.cookie).text
            #expect(page.contains("/zh/desk/items/\(number)"))
            #expect(page.contains("还剩 5 个工作日"))
            #expect(page.contains("五华区"))
            #expect(page.contains("待受理"))
            #expect(!page.contains("<script>"))
        }
    }

    @Test func `filters narrow it by status, item, phase and term`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number.description
            func lists(_ query: String) async throws -> Bool {
                try await client.get("/zh/desk?\(query)", headers: officer.cookie).text.contains(number)
            }
            #expect(try await lists("status=received"))
            #expect(try await !lists("status=handling"))
            #expect(try await lists("item=employment-registration"))
            #expect(try await !lists("item=startup-registration"))
            #expect(try await !lists("phase=ended"))
            #expect(try await !lists("within=1"))
            #expect(try await lists("within=5"))
            #expect(try await lists("phase=open&status=&item=&within="))
        }
    }

    @Test(arguments: ["status=none", "phase=x", "within=-1", "within=a", "cursor=zz"])
    func `a filter that is not one is refused`(query: String) async throws {
        try await OfficerWorld.run { world, client in
            let officer = try await world.signIn("hailan")
            #expect(try await client.get("/zh/desk?\(query)", headers: officer.cookie).status == .badRequest)
        }
    }

    @Test func `a long list goes on where its page ended`() async throws {
        try await OfficerWorld.run { world, client in
            for _ in 0..<26 { _ = try await world.file() }
            let officer = try await world.signIn("hailan")
            let page = try await client.get("/zh/desk", headers: officer.cookie).text
            let next = try #require(page.firstMatch(of: /rel="next" href="([^"]+)"/)).1
            let second = try await client.get(String(next).replacing("&amp;", with: "&"), headers: officer.cookie).text
            let numbers = { (text: String) in Set(text.matches(of: /desk\/items\/(\w{43})/).map { String($0.1) }) }
            #expect(numbers(page).count == 50)
            #expect(!numbers(second).isEmpty)
            #expect(numbers(page).isDisjoint(with: numbers(second)))
        }
    }

    @Test func `a number leads to its item, in whatever way it was copied`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("hailan")
            let number = try await world.task(registration, of: application).number
            let spaced = "\(number.description.prefix(18)) \(number.description.dropFirst(18).lowercased()) "
            let answer = try await client.get("/zh/desk?number=\(spaced.queryEncoded)", headers: officer.cookie)
            #expect(answer.headers[.location] == "/zh/desk/items/\(number)")
        }
    }

    @Test func `a number of another department is not found`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let officer = try await world.signIn("yibao")
            let number = try await world.task(registration, of: application).number
            let answer = try await client.get("/zh/desk?number=\(number)", headers: officer.cookie)
            #expect(answer.status == .notFound)
            #expect(answer.text.contains("没有这个编号的办件"))
            let broken = try await client.get("/zh/desk?number=%22%3E%3Cscript%3E", headers: officer.cookie)
            #expect(broken.status == .notFound)
            #expect(!broken.text.contains("<script>"))
        }
    }

    @Test func `accepting several is first tried, then done, and one that cannot be does not stop the others`()
        async throws
    {
        try await OfficerWorld.run { world, client in
            let first = try await world.file()
            let second = try await world.file()
            let officer = try await world.signIn("hailan")
            let good = try await world.task(registration, of: first).number
            let bad = try await world.task(registration, of: second).number
            try await world.casework.act(.accept(registration), on: bad, by: try officer.actor(), at: world.clock.now)

            let check = try await officer.send(
                "/zh/desk/acceptance",
                [
                    ("csrf", officer.csrfToken), ("number", good.description), ("number", bad.description),
                    ("number", "<b>"),
                ],
                with: client)
            #expect(check.status == .ok)
            #expect(check.text.contains("还没有办理"))
            #expect(check.text.contains("不能受理"))
            #expect(check.text.contains("&lt;b&gt;"))
            #expect(try await world.task(registration, of: first).status == .received)

            let version = try await world.casework.application(first.number).version
            #expect(check.text.contains("value=\"\(good):\(version)\""))
            #expect(!check.text.contains("value=\"\(bad):"))
            let done = try await officer.send(
                "/zh/desk/acceptance/done",
                [("csrf", officer.csrfToken), ("accept", "\(good):\(version)"), ("accept", "\(bad):1")], with: client)
            #expect(done.text.contains("已受理 1 件，未受理 1 件"))
            #expect(try await world.task(registration, of: first).status == .handling)
        }
    }

    @Test(arguments: ["desk", "desk?phase=ended", "supervision"])
    func `the English pages are complete`(path: String) async throws {
        try await OfficerWorld.run { world, client in
            _ = try await world.file(name: "Wen Na")
            world.clock.now = Instant("2024-06-13", hour: 9, minute: 30)
            let officer = try await world.signIn("hailan")
            var page = try await client.get("/en/\(path)", headers: officer.cookie).text
            page.replace(/<li class="who">.*?<\/li>/.dotMatchesNewlines(), with: "")
            #expect(page.straysOfChinese == "")
        }
    }
}

@Suite struct `Watching over deadlines` {
    private let registration: ItemCode = "employment-registration"
    private let archive: ItemCode = "archive-transfer"

    @Test func `what is due within three working days is listed with who can still act`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let number = try await world.task(registration, of: application).number
            var supervisor = try await world.signIn("supervisor")
            let calm = try await client.get("/zh/supervision", headers: supervisor.cookie).text
            #expect(!calm.contains(number.description))

            world.clock.now = Instant("2024-06-13", hour: 9, minute: 30)
            supervisor = try await world.signIn("supervisor")
            let soon = try await client.get("/zh/supervision", headers: supervisor.cookie).text
            #expect(soon.contains(number.description))
            #expect(soon.contains("黄牌：还剩"))
            #expect(soon.contains("受理岗"))
            #expect(soon.contains("12333"))
        }
    }

    @Test func `what is overdue is red, and what waits for the applicant is left out`() async throws {
        try await OfficerWorld.run { world, client in
            let late = try await world.file()
            let paused = try await world.file()
            let actor = try await world.signIn("hailan").actor()
            let lateNumber = try await world.task(archive, of: late).number
            let pausedNumber = try await world.task(archive, of: paused).number
            for number in [lateNumber, pausedNumber] {
                try await world.casework.act(.accept(archive), on: number, by: actor, at: world.clock.now)
            }
            try await world.casework.act(
                .askCorrection(archive, fields: ["full_name"], materials: [], note: "请核对"), on: pausedNumber, by: actor,
                at: world.clock.now)
            world.clock.now = Instant("2024-07-30", hour: 9, minute: 30)
            let supervisor = try await world.signIn("supervisor")
            let page = try await client.get("/zh/supervision", headers: supervisor.cookie).text
            #expect(page.contains(lateNumber.description))
            #expect(page.contains("红牌：超期"))
            #expect(!page.contains(pausedNumber.description))
            #expect(page.contains("时限已暂停，不在此列"))
        }
    }

    @Test func `another department's late items are not listed`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            world.clock.now = Instant("2024-06-13", hour: 9, minute: 30)
            let number = try await world.task(registration, of: application).number
            for account in ["yibao", "faraway"] {
                let officer = try await world.signIn(account)
                let page = try await client.get("/zh/supervision", headers: officer.cookie)
                #expect(page.status == .ok)
                #expect(!page.text.contains(number.description))
            }
        }
    }
}
