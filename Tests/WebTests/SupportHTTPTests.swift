import Documents
import Hummingbird
import HummingbirdTesting
import Testing
import Vocabulary

@testable import Web

@Suite struct `Answering over HTTP` {
    private func application(isSecure: Bool = false) -> some ApplicationProtocol {
        let router = Router()
        router.add(middleware: SecurityHeaders(isSecure: isSecure))
        router.add(middleware: TracingMiddleware())
        Asset.add(to: router)
        Preferences.add(to: router, isSecure: isSecure)
        router.get("page") { request, _ -> HTML in
            "<p>\(Preferences.isElderView(request) ? "elder" : "standard") \("<b>")</p>"
        }
        router.get("refused") { _, _ -> HTML in throw HTTPError(.forbidden) }
        router.post("form") { request, _ -> Response in
            do {
                let form = try await request.form(limits: .files(upTo: 1_000))
                let lines = form.entries.map { "\($0.name)=\($0.value)" } + form.files.map { "\($0.field):\($0.name)" }
                return HTML(text: lines.joined(separator: "|")).response()
            } catch let error as MalformedForm {
                return HTML(text: error.message.en).response(status: .init(code: error.status))
            }
        }
        return Application(router: router)
    }

    @Test func `a page is HTML that nobody keeps`() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/page", method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/html; charset=utf-8")
                #expect(response.headers[.cacheControl] == "no-store")
                #expect(String(buffer: response.body) == "<p>standard &lt;b&gt;</p>")
            }
        }
    }

    @Test(arguments: ["/page", "/refused", "/missing"]) func `every answer carries the policy`(address: String)
        async throws
    {
        try await application().test(.router) { client in
            try await client.execute(uri: address, method: .get) { response in
                let policy = try #require(response.headers[.contentSecurityPolicy])
                #expect(policy.hasPrefix("default-src 'none';"))
                #expect(policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self'"))
                #expect(!policy.contains("unsafe") && !policy.contains("*"))
                #expect(response.headers[.xContentTypeOptions] == "nosniff")
                #expect(response.headers[.init("Referrer-Policy")!] == "same-origin")
                #expect(response.headers[.strictTransportSecurity] == nil)
                #expect(response.headers[.requestID]?.isEmpty == false)
            }
        }
    }

    @Test func `browsers are bound to TLS only where there is TLS`() async throws {
        try await application(isSecure: true).test(.router) { client in
            try await client.execute(uri: "/page", method: .get) { response in
                #expect(response.headers[.strictTransportSecurity] == "max-age=63072000; includeSubDomains")
                #expect(response.headers[.contentSecurityPolicy]?.hasSuffix("upgrade-insecure-requests") == true)
            }
        }
    }

    @Test func `the style sheet may be kept for ever, under an address that changes with it`() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: Stylesheet.path, method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/css; charset=utf-8")
                #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
                #expect(String(buffer: response.body) == Stylesheet.text)
            }
        }
        #expect(Asset.fingerprint("a") != Asset.fingerprint("b"))
        #expect(Stylesheet.path.contains(Asset.fingerprint(Stylesheet.text)))
    }

    @Test func `the style sheet is whole, small and loads nothing from elsewhere`() {
        let text = Stylesheet.text
        #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
        #expect(text.utf8.count < 25_000)
        #expect(!text.contains("url(") && !text.contains("@import") && !text.contains("http"))
    }

    @Test func `the elder view is remembered and forgotten again`() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/zh/view/elder?back=/zh/cases%3Fa%3D1", method: .get) { response in
                #expect(response.status == .seeOther)
                #expect(response.headers[.location] == "/zh/cases?a=1")
                let cookie = try #require(response.headers[.setCookie])
                #expect(
                    cookie.hasPrefix("view=elder;") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
            }
            try await client.execute(uri: "/page", method: .get, headers: [.cookie: "a=b; view=elder"]) { response in
                #expect(String(buffer: response.body).contains("elder"))
            }
            try await client.execute(uri: "/en/view/standard?back=//evil.example", method: .get) { response in
                #expect(response.headers[.location] == "/")
                #expect(response.headers[.setCookie]?.contains("Max-Age=0") == true)
            }
        }
    }

    @Test(arguments: [
        ("application/x-www-form-urlencoded", "a=1&b=%E5%BC%A0", 200, "a=1|b=张"),
        ("application/x-www-form-urlencoded; charset=UTF-8", "a=1", 200, "a=1"),
        ("application/x-www-form-urlencoded", "a=%", 400, "the percent escape at byte 3 is broken"),
        (
            "application/x-www-form-urlencoded", String(repeating: "a", count: 1_001), 413,
            "what was sent is larger than 1 KB"
        ),
        ("application/json", "{}", 415, "the request is not a form: application/json"),
        ("", "a=1", 415, "the request is not a form: "),
        ("multipart/form-data", "x", 400, "the multipart form has no boundary"),
        (
            "multipart/form-data; boundary=\"b0\"",
            "--b0\r\nContent-Disposition: form-data; name=\"p\"; filename=\"x.pdf\"\r\n\r\n%PDF\r\n--b0--\r\n", 200,
            "p:x.pdf"
        ),
    ])
    func `a form is read by its type, within its limits`(
        type: String, body: String, status: Int, answer: String
    ) async throws {
        try await application().test(.router) { client in
            try await client.execute(
                uri: "/form", method: .post, headers: [.contentType: type], body: ByteBuffer(string: body)
            ) { response in
                #expect(response.status.code == status)
                #expect(String(buffer: response.body) == answer)
            }
        }
    }
}
