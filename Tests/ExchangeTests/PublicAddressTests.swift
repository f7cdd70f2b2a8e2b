import Testing

@testable import Exchange

@Suite struct `Addresses that a subscription may name` {
    @Test(arguments: [
        "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::101:101", "2002:0101:0101::1", "172.32.0.1",
        "100.128.0.1",
    ])
    func `the open internet`(text: String) throws {
        #expect(PublicAddress.isPublic(try #require(PublicAddress.bytes(of: text))))
    }

    @Test(arguments: [
        "127.0.0.1", "127.255.255.255", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1",
        "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:0001::1", "2002:c0a8:0101::1",
        "2001:db8::1", "2001::1", "::7f00:1",
    ])
    func `not the inside of a network, in whatever clothes`(text: String) throws {
        #expect(!PublicAddress.isPublic(try #require(PublicAddress.bytes(of: text))))
    }

    @Test(arguments: ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "127.1"])
    func `a sender calls no address inside, however it is written`(host: String) async {
        let sender = GuardedSender(address: "http://\(host):9/", secrets: [.new()], timeOut: 1)
        let delivery = await sender.send([], of: `What is sent next`.message())
        switch delivery {
        case .refused, .unavailable("the name \(host) leads nowhere", retryAfter: nil): break
        default: #expect(Bool(false), "\(delivery)")
        }
        await sender.close()
    }
}
