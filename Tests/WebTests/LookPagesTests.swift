import Access
import Cases
import Catalog
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

@Suite struct `Who looked at my data` {
    @Test func `an officer names a purpose to see data whole, and the citizen sees that they did`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let number = try await world.task("employment-registration", of: application).number
            let officer = try await world.signIn("hailan")
            let whole = "530102199802153125"
            let item = try await client.get("/zh/desk/items/\(number)", headers: officer.cookie).text
            #expect(!item.contains(whole) && item.contains("查看完整信息"))

            let denied = try await officer.send("/zh/looks/\(number)", [("csrf", officer.csrfToken)], with: client)
            #expect(denied.status == .unprocessableContent && !denied.text.contains(whole))
            let citizen = try await world.signIn("wenna")
            #expect(try await client.get("/zh/looks", headers: citizen.cookie).text.contains("没有人查看过您的完整信息"))

            let shown = try await officer.send(
                "/zh/looks/\(number)", [("csrf", officer.csrfToken), ("purpose", "contact")], with: client)
            #expect(shown.status == .ok && shown.text.contains(whole))
            #expect(shown.headers[.cacheControl] == "no-store")
            #expect(!shown.text.contains("<script>alert"))
            let page = try await client.get("/zh/looks", headers: citizen.cookie).text
            #expect(page.contains("联系申请人") && page.contains(number.description))
        }
    }

    @Test func `an officer of another region or another citizen sees nothing`() async throws {
        try await OfficerWorld.run { world, client in
            let application = try await world.file()
            let number = try await world.task("employment-registration", of: application).number
            for account in ["faraway", "yibao", "wenna", "clerk"] {
                let signedIn = try await world.signIn(account)
                let answer = try await signedIn.send(
                    "/zh/looks/\(number)", [("csrf", signedIn.csrfToken), ("purpose", "review")], with: client)
                #expect(answer.status == .notFound || answer.status == .forbidden, "\(account)")
                #expect(!answer.text.contains("530102199802153125"))
            }
            let found = try await Looks(store: world.casework.store).at(application.applicant.retyped())
            #expect(found == [])
        }
    }
}
