import Cases
import Catalog
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

@Suite struct `Who may work at the desk` {
    private let registration: ItemCode = "employment-registration"

    @Test(arguments: ["desk", "supervision", "desk?phase=ended", "desk/acceptance"])
    func `for citizens the desk does not exist`(path: String) async throws {
        try await OfficerWorld.run { world, client in
            let citizen = try await world.signIn("wenna")
            #expect(try await client.get("/zh/\(path)", headers: citizen.cookie).status == .notFound)
        }
    }

    @Test func `a citizen neither sees nor does anything to an item`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let citizen = try await world.signIn("wenna")
            let number = try await world.task(registration, of: application).number
            #expect(try await client.get("/zh/desk/items/\(number)", headers: citizen.cookie).status == .notFound)
            let answer = try await citizen.press("accept", on: number, version: application.version, with: client)
            #expect(answer.status == .notFound)
            #expect(try await world.task(registration, of: application).status == .received)
        }
    }

    @Test func `whoever is not signed in is asked to sign in and brought back`() async throws {
        try await OfficerWorld.run { _, client in
            let answer = try await client.get("/zh/desk")
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/zh/sign-in?next=/zh/desk")
        }
    }

    @Test func `a clerk of the counter has no desk`() async throws {
        try await OfficerWorld.run { world, client in
            let clerk = try await world.signIn("clerk")
            #expect(try await client.get("/zh/desk", headers: clerk.cookie).status == .forbidden)
        }
    }

    @Test(arguments: ["yibao", "faraway", "bank"])
    func `another department, region or post does not find the item`(account: String) async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let other = try await world.signIn(account)
            let number = try await world.task(registration, of: application).number
            #expect(try await client.get("/zh/desk/items/\(number)", headers: other.cookie).status == .notFound)
            let answer = try await other.press("accept", on: number, version: application.version, with: client)
            #expect(answer.status == .notFound)
            let list = try await client.get("/zh/desk", headers: other.cookie).text
            #expect(!list.contains(number.description))
        }
    }

    @Test func `a supervisor looks on and decides nothing`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let supervisor = try await world.signIn("supervisor")
            let number = try await world.task(registration, of: application).number
            let page = try await client.get("/zh/desk/items/\(number)", headers: supervisor.cookie)
            #expect(page.status == .ok)
            #expect(page.text.contains("督办账号只查看，不办理"))
            let answer = try await supervisor.press("accept", on: number, version: application.version, with: client)
            #expect(answer.status == .forbidden)
            #expect(try await world.task(registration, of: application).status == .received)
        }
    }

    @Test func `an intake officer is not offered the decision`() async throws {
        try await OfficerWorld.run { world, client in
            var application = try await world.file()
            let intake = try await world.signIn("intake")
            let number = try await world.task(registration, of: application).number
            application = try await world.casework.act(
                .accept(registration), on: number, by: try intake.actor(), at: world.clock.now)
            let page = try await client.get("/zh/desk/items/\(number)", headers: intake.cookie).text
            #expect(!page.contains("/\(number)/grant\""))
            let answer = try await intake.press(
                "grant", on: number, version: application.version, ["employment_certificate_number": "X"], with: client)
            #expect(answer.status == .conflict)
            #expect(try await world.task(registration, of: application).outcome == nil)
        }
    }

    @Test func `a bank that does one step may not take back a result`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let bank = try #require(try await world.signIn("bank").officer)
            let item = try #require(world.catalog.items["startup-loan"])
            let task = try await world.task("startup-loan", of: application)
            let desk = Desk(officer: bank, isSupervisor: false)
            #expect(desk.sees(task, of: item))
            #expect(!bank.handles(task, of: item))
            #expect(!bank.decides(task, of: item, in: world.catalog))
        }
    }
}
