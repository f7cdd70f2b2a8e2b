import Access
import Cases
import Catalog
import Documents
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

/// What every page keeps, whoever asks: it is walked from link to link, so that a new page is in the test by being reachable.
@Suite struct `Every page` {
    /// The pages of ours that a page leads to, without what they were asked for.
    private func links(_ text: String, _ language: String) -> Set<String> {
        Set(
            Markup(HTML(verbatim: text)).elements.filter { $0.name == "a" }.compactMap { element -> String? in
                guard let address = element.attributes["href"], address.hasPrefix("/\(language)") else { return nil }
                return String(address.prefix { $0 != "#" })
            })
    }

    @Test(
        arguments: [
            "anonymous", "wenna", "hailan", "supervisor", "clerk", "system-administrator", "security-administrator",
            "audit-administrator",
        ], ["zh", "en"])
    func `keeps the content policy and runs no script of its own`(role: String, language: String) async throws {
        try await OfficerWorld.run { world, client in
            for post in Administrator.allCases {
                try await world.site.accounts.create(
                    NewAccount(
                        account: post.rawValue, name: OfficerWorld.hostile, kind: .administrator,
                        password: OfficerWorld.password, roles: [post.rawValue]),
                    at: world.clock.now)
            }
            _ = try await world.file()
            let cookie = role == "anonymous" ? [:] : try await world.signIn(role).cookie
            var waiting: Set<String> = ["/\(language)", "/\(language)/sign-up"]
            var walked: Set<String> = []
            while let next = waiting.popFirst(), walked.count < 60 {
                walked.insert(next)
                let answer = try await client.get(next, headers: cookie)
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(
                    policy.hasPrefix("default-src 'none';") && !policy.contains("unsafe") && !policy.contains("*"),
                    "\(next)")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(next)")
                #expect(answer.status.code < 500, "\(next)")
                guard answer.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
                let markup = Markup(HTML(verbatim: answer.text))
                for element in markup.elements {
                    #expect(
                        element.attributes["style"] == nil && !element.attributes.keys.contains { $0.hasPrefix("on") },
                        "\(next) \(element.name)")
                    if element.name == "script" {
                        #expect(element.attributes["src"]?.hasPrefix("/") == true, "\(next)")
                    }
                }
                #expect(!answer.text.contains("<script>alert"), "\(next) lets hostile text through")
                for link in links(answer.text, language) where !walked.contains(link) && !link.contains("/view?") {
                    waiting.insert(link)
                }
            }
            #expect(walked.count >= 5)
        }
    }
}
