import Access
import Documents
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import Vocabulary

@testable import Web

@Suite struct `The page to sign in` {
    @Test(arguments: [("zh", "登录", "zh-CN"), ("en", "Sign in", "en")])
    func `asks for account and password in either language`(language: String, title: String, tag: String) async throws {
        try await SignInWorld.run { _, client in
            let page = try await client.get("/\(language)/sign-in?next=/\(language)/applications")
            #expect(page.status == .ok)
            #expect(page.headers[.cacheControl] == "no-store")
            let markup = Markup(HTML(verbatim: page.text))
            #expect(markup.elements.first { $0.name == "html" }?.attributes["lang"] == tag)
            #expect(page.text.contains("<h1>\(title)</h1>"))
            let inputs = markup.elements.filter { $0.name == "input" }
            #expect(inputs.first { $0.attributes["name"] == "account" }?.attributes["autocomplete"] == "username")
            #expect(
                inputs.first { $0.attributes["name"] == "password" }?.attributes["autocomplete"] == "current-password")
            #expect(inputs.first { $0.attributes["name"] == "password" }?.attributes["type"] == "password")
            #expect(
                inputs.first { $0.attributes["name"] == "next" }?.attributes["value"] == "/\(language)/applications")
        }
    }

    @Test func `sends somebody who is signed in on`() async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            let answer = try await client.get("/zh/sign-in?next=/zh/applications", headers: signedIn.cookie)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/zh/applications")
        }
    }
}

@Suite struct `Signing in with a browser` {
    @Test func `sets a cookie that only this site and no script can use`() async throws {
        try await SignInWorld.run { world, client in
            let answer = try await client.post(
                "/zh/sign-in", ["account": "wenna", "password": SignInWorld.password, "next": "/zh/applications"])
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/zh/applications")
            let cookie = try #require(answer.cookies.first)
            #expect(answer.cookies.count == 1)
            let parts = cookie.split(separator: ";").map { $0.trimmingPrefix(" ") }
            #expect(parts[0].hasPrefix("__Host-session="))
            #expect(Set(parts.dropFirst().map(String.init)) == ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
            let token = String(parts[0].dropFirst("__Host-session=".count))
            let session = try await world.site.accounts.session(token: token, at: world.clock.now)
            #expect(session?.principal.account == "wenna")
        }
    }

    @Test func `without TLS uses another name and no Secure`() async throws {
        try await SignInWorld.run(cookie: .plain) { world, client in
            let answer = try await client.post("/zh/sign-in", ["account": "wenna", "password": SignInWorld.password])
            let cookie = try #require(answer.cookies.first)
            #expect(cookie.hasPrefix("session="))
            #expect(!cookie.contains("Secure") && cookie.contains("HttpOnly"))
            let value = String(cookie.prefix { $0 != ";" })
            let again = try await client.get("/zh/sign-in", headers: [.cookie: value])
            #expect(again.status == .seeOther)
            let foreign = try await client.get("/zh/sign-in", headers: [.cookie: "__Host-" + value])
            #expect(foreign.status == .ok)
        }
    }

    @Test func `with a wrong password shows the form again`() async throws {
        try await SignInWorld.run { _, client in
            let wrong = try await client.post(
                "/zh/sign-in", ["account": "wenna", "password": "my wrong guess", "next": "/zh/applications"])
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.cookies.isEmpty)
            #expect(wrong.text.contains("账号或密码不正确"))
            #expect(wrong.text.contains("value=\"wenna\""))
            #expect(wrong.text.contains("value=\"/zh/applications\""))
            #expect(!wrong.text.contains("my wrong guess"))
            #expect(wrong.text.contains("<title>有误："))
            #expect(wrong.headers[.wwwAuthenticate] == nil)
        }
    }

    @Test func `says the same about an account that nobody has`() async throws {
        try await SignInWorld.run { _, client in
            let known = try await client.post("/zh/sign-in", ["account": "wenna", "password": "my wrong guess"])
            let unknown = try await client.post("/zh/sign-in", ["account": "nobody", "password": "my wrong guess"])
            #expect(unknown.status == known.status)
            #expect(unknown.text.replacing("nobody", with: "wenna") == known.text)
        }
    }

    @Test func `escapes whatever was typed`() async throws {
        try await SignInWorld.run { _, client in
            let page = try await client.post("/zh/sign-in", ["account": SignInWorld.hostile, "password": "x"])
            #expect(!page.text.contains("<script>alert"))
            #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            let input = Markup(HTML(verbatim: page.text)).elements.first { $0.attributes["name"] == "account" }
            #expect(input?.attributes["value"] == HTML(text: SignInWorld.hostile).text)
        }
    }

    @Test func `names the fields that are empty`() async throws {
        try await SignInWorld.run { _, client in
            let neither = try await client.post("/en/sign-in", ["account": "  ", "password": ""])
            #expect(neither.status == .unprocessableContent)
            #expect(neither.text.contains("There are 2 problems"))
            #expect(neither.text.contains("href=\"#f-account\"") && neither.text.contains("href=\"#f-password\""))
            let one = try await client.post("/en/sign-in", ["account": "wenna", "password": ""])
            #expect(!one.text.contains("href=\"#f-account\"") && one.text.contains("href=\"#f-password\""))
        }
    }

    @Test func `tells when a locked name may try again`() async throws {
        try await SignInWorld.run { _, client in
            for _ in 0..<5 {
                _ = try await client.post("/zh/sign-in", ["account": "wenna", "password": "my wrong guess"])
            }
            let locked = try await client.post("/zh/sign-in", ["account": "wenna", "password": SignInWorld.password])
            #expect(locked.status == .tooManyRequests)
            #expect(locked.text.contains("2024-06-07 09:10"))
            #expect(locked.headers[.retryAfter] != nil)
            #expect(locked.cookies.isEmpty)
        }
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example", "/\\evil.example", "/zh/../..//evil.example\r\nX: y",
        "javascript:alert(1)", "",
        "/zh/sign-in", "/en/sign-in?next=/zh", "/zh/sign-out", "/api/v1/sessions", "/zhx",
    ])
    func `never leads to another site or in circles`(next: String) async throws {
        try await SignInWorld.run { _, client in
            let answer = try await client.post(
                "/zh/sign-in", ["account": "wenna", "password": SignInWorld.password, "next": next])
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/zh")
        }
    }

    @Test func `ends the session that the browser had`() async throws {
        try await SignInWorld.run { world, client in
            let before = try await world.signIn()
            let answer = try await client.post(
                "/zh/sign-in", ["account": "lisi", "password": SignInWorld.password], headers: before.cookie)
            #expect(answer.status == .seeOther)
            #expect(try await !world.isOpen(before))
        }
    }

    @Test func `takes no form larger than it needs`() async throws {
        try await SignInWorld.run { _, client in
            let large = try await client.post(
                "/zh/sign-in", ["account": String(repeating: "a", count: 20_000), "password": "x"])
            #expect(large.status == .contentTooLarge)
        }
    }
}

@Suite struct `Signing out with a browser` {
    @Test func `ends the session at once and takes the cookie back`() async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            let answer = try await client.post("/zh/sign-out", ["csrf": signedIn.csrfToken], headers: signedIn.cookie)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/zh")
            #expect(answer.headers[.clearSiteData]?.contains("cache") == true)
            let cookie = try #require(answer.cookies.first)
            #expect(cookie.hasPrefix("__Host-session=;") && cookie.contains("Max-Age=0") && cookie.contains("Secure"))
            #expect(try await !world.isOpen(signedIn))
        }
    }

    @Test func `works when the session has ended already`() async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            try await world.site.accounts.revoke(account: "wenna", at: world.clock.now)
            let answer = try await client.post("/en/sign-out", ["csrf": signedIn.csrfToken], headers: signedIn.cookie)
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/en")
        }
    }
}

@Suite struct `A session over the JSON interface` {
    @Test func `begins and ends with a bearer token`() async throws {
        try await SignInWorld.run { world, client in
            let body = ByteBuffer(string: "{\"account\": \"hailan\", \"password\": \"\(SignInWorld.password)\"}")
            let answer = try await client.execute(uri: "/api/v1/sessions", method: .post, body: body)
            #expect(answer.status == .created)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.cookies.isEmpty)
            let token = try #require(answer.text.split(separator: "\"token\":\"").last?.prefix(54)).description
            #expect(
                try await world.site.accounts.session(token: token, at: world.clock.now)?.principal.account == "hailan")
            let bearer: HTTPFields = [.authorization: "Bearer \(token)"]
            let end = try await client.execute(uri: "/api/v1/sessions/current", method: .delete, headers: bearer)
            #expect(end.status == .noContent)
            #expect(try await world.site.accounts.session(token: token, at: world.clock.now) == nil)
            let again = try await client.execute(uri: "/api/v1/sessions/current", method: .delete, headers: bearer)
            #expect(again.status == .unauthorized)
        }
    }

    @Test func `is refused with a problem`() async throws {
        try await SignInWorld.run { _, client in
            let body = ByteBuffer(string: "{\"account\": \"hailan\", \"password\": \"wrong\"}")
            let answer = try await client.execute(uri: "/api/v1/sessions", method: .post, body: body)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }
}

@Suite struct `The address of a client` {
    @Test func `comes from the connection, or from a proxy on this machine`() {
        #expect(ClientAddress.of(peer: "203.0.113.9", forwardedFor: nil) == "203.0.113.9")
        #expect(ClientAddress.of(peer: "203.0.113.9", forwardedFor: "198.51.100.1") == "203.0.113.9")
        #expect(ClientAddress.of(peer: "127.0.0.1", forwardedFor: "10.9.9.9, 198.51.100.1") == "198.51.100.1")
        #expect(ClientAddress.of(peer: "127.0.0.1", forwardedFor: nil) == nil)
        #expect(ClientAddress.of(peer: "::1", forwardedFor: nil) == nil)
    }
}
