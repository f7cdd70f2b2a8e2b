import Testing

@testable import Exchange

@Suite struct `Sending outside` {
    @Test(arguments: [
        "http://example.org/", "https://user@example.org/", "https://user:secret@example.org/", "ftp://example.org/",
        "https:///nowhere", "file:///etc/passwd", "example.org", "https://example.org/#part", "",
    ])
    func `an address that is none is refused`(text: String) {
        #expect(throws: OutboundAddress.Refused.malformed(text)) { try OutboundAddress(text) }
    }

    @Test(arguments: [
        "127.0.0.1", "localhost", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]",
        "[64:ff9b::a00:1]", "[2002:7f00:1::]", "[2001:db8::1]", "2130706433", "0x7f.1", "127.1",
    ])
    func `a host inside is refused, however it is written`(host: String) async {
        let refused = await #expect(throws: OutboundAddress.Refused.self) {
            try await OutboundAddress("https://\(host)/").lookUp()
        }
        if case .malformed = refused { Issue.record("\(host) was not looked up") }
    }

    @Test(arguments: ["1.1.1.1", "172.32.0.1", "192.0.1.1", "[2606:4700::1111]", "[::ffff:8.8.8.8]"])
    func `a public address passes`(host: String) async throws {
        _ = try await OutboundAddress("https://\(host)/log").lookUp()
    }

    @Test func `whoever runs the machine may allow the inside`() async throws {
        #expect(try await OutboundAddress("http://127.0.0.1:9/", mayBeInside: true).lookUp() == "127.0.0.1")
    }
}
