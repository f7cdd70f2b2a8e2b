import Access
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import Vocabulary

@testable import Web

@Suite struct `A request in a signed-in visitor's name` {
    private let foreign = HTTPResponse.Status.forbidden

    @Test(arguments: ["", "nonsense"]) func `without the session's token is refused`(token: String) async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            let answer = try await client.post("/zh/sign-out", ["csrf": token], headers: signedIn.cookie)
            #expect(answer.status == foreign)
            #expect(answer.text.contains("页面已失效"))
            #expect(!answer.text.contains(SignInWorld.hostile))
            #expect(try await world.isOpen(signedIn))
        }
    }

    @Test func `with another session's token is refused`() async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            let other = try await world.signIn("lisi")
            let answer = try await client.post("/zh/sign-out", ["csrf": other.csrfToken], headers: signedIn.cookie)
            #expect(answer.status == foreign)
        }
    }

    @Test(arguments: [
        ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"], ["Origin": "https://evil.example"],
        ["Origin": "null"], ["Origin": "localhost"],
    ])
    func `from another site is refused although it has the token`(headers: [String: String]) async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            var fields = signedIn.cookie
            for (name, value) in headers { fields[HTTPField.Name(name)!] = value }
            let answer = try await client.post("/zh/sign-out", ["csrf": signedIn.csrfToken], headers: fields)
            #expect(answer.status == foreign)
            #expect(try await world.isOpen(signedIn))
        }
    }

    @Test(arguments: [
        ["Sec-Fetch-Site": "same-origin"], ["Sec-Fetch-Site": "none"], ["Origin": "https://example.test"],
        ["Origin": "http://localhost"],
    ])
    func `from our own pages is let in`(headers: [String: String]) async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            var fields = signedIn.cookie
            for (name, value) in headers { fields[HTTPField.Name(name)!] = value }
            let answer = try await client.post("/zh/sign-out", ["csrf": signedIn.csrfToken], headers: fields)
            #expect(answer.status == .seeOther)
        }
    }

    @Test func `cannot sign it in from another site`() async throws {
        try await SignInWorld.run { _, client in
            let answer = try await client.post(
                "/zh/sign-in", ["account": "wenna", "password": SignInWorld.password],
                headers: [.init("Sec-Fetch-Site")!: "cross-site"])
            #expect(answer.status == foreign)
            #expect(answer.cookies.isEmpty)
        }
    }

    @Test func `to the JSON interface needs the token in a header`() async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            var headers = signedIn.cookie
            let without = try await client.execute(uri: "/api/v1/sessions/current", method: .delete, headers: headers)
            #expect(without.status == foreign)
            #expect(without.headers[.contentType] == "application/problem+json")
            headers[.csrfToken] = signedIn.csrfToken
            let with = try await client.execute(uri: "/api/v1/sessions/current", method: .delete, headers: headers)
            #expect(with.status == .noContent)
        }
    }

    @Test func `needs a token on every route that may change something`() async throws {
        try await SignInWorld.run { world, client in
            let signedIn = try await world.signIn()
            let routes = world.site.router().routes.filter { ![.get, .head, .options].contains($0.method) }
            #expect(routes.count > 10)
            for route in routes where !route.path.description.hasSuffix("/sign-in") {
                let address = route.path.description.split(separator: "/").map {
                    $0.hasPrefix("{") || $0.hasPrefix(":") ? "x" : $0
                }
                for type in [
                    "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=b",
                    "text/plain",
                ] {
                    var headers = signedIn.cookie
                    headers[.contentType] = type
                    let answer = try await client.execute(
                        uri: "/" + address.joined(separator: "/"), method: route.method, headers: headers,
                        body: ByteBuffer(string: "a=b"))
                    #expect(answer.status == foreign, "\(route) \(type)")
                }
            }
        }
    }
}

@Suite struct `The token of a form` {
    @Test(
        arguments: [
            ("csrf=abc&a=b", "abc"), ("a=b&csrf=abc", "abc"), ("a=b", nil), ("", nil), ("xcsrf=abc", nil),
            ("csrf=", ""),
            ("a=csrf=abc", nil),
        ] as [(String, String?)])
    func `is found among fields`(body: String, token: String?) {
        #expect(FormToken.find(in: Array(body.utf8), .urlEncoded) == token)
    }

    @Test func `is found among parts`() {
        let shape = FormToken.Shape("multipart/form-data; boundary=\"b-1\"")
        #expect(shape == .multipart(boundary: "b-1"))
        func part(_ name: String, _ value: String) -> String {
            "--b-1\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        let find = { (body: String) in FormToken.find(in: Array(body.utf8), .multipart(boundary: "b-1")) }
        #expect(find(part("csrf", "abc") + part("a", "b") + "--b-1--\r\n") == "abc")
        #expect(find(part("a", "b") + part("csrf", "abc") + "--b-1--\r\n") == "abc")
        #expect(find(part("a", "csrf=abc") + "--b-1--\r\n") == nil)
        #expect(find("--b-1\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc") == nil)
    }

    @Test(arguments: [nil, "", "application/json", "text/plain", "multipart/form-data"] as [String?])
    func `is looked for in forms only`(type: String?) {
        #expect(FormToken.Shape(type) == nil)
    }

    @Test(arguments: [0, 1, 5, 6, 100]) func `is read without taking anything from the body`(count: Int) async throws {
        let chunks = ["hello", " ", "world", "!"].map { ByteBuffer(string: $0) }
        var request = Request(
            head: .init(method: .post, scheme: "http", authority: "localhost", path: "/"),
            body: RequestBody(
                asyncSequence: AsyncStream { stream in
                    for chunk in chunks { stream.yield(chunk) }
                    stream.finish()
                }))
        let head = try await request.peek(atLeast: count)
        #expect(head.readableBytes >= min(count, 12))
        #expect(try await String(buffer: request.body.collect(upTo: 100)) == "hello world!")
    }
}
