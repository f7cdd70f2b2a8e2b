import Foundation
import Testing
import Vocabulary

@testable import Exchange

@Suite struct `Signatures of messages` {
    let secret = WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!
    let body = Array("{\"test\": 2432232314}".utf8)
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"

    private func instant(_ seconds: Int64) -> Instant { Instant(microseconds: seconds * 1_000_000) }

    private func headers(_ signature: String, at seconds: String = "1614265330") -> WebhookHeaders {
        WebhookHeaders(id: id, timestamp: seconds, signature: signature)
    }

    @Test func `the standard's example has the standard's signature`() {
        #expect(
            secret.sign(id: id, seconds: 1_614_265_330, body: body) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        )
    }

    @Test func `a good signature among several gives the identifier`() throws {
        let good = secret.sign(id: id, seconds: 1_614_265_330, body: body)
        let found = try headers("v1,AAAA \(good)").verify(body, secrets: [.new(), secret], at: instant(1_614_265_400))
        #expect(found == id)
    }

    @Test func `a changed byte, another secret or a borrowed timestamp does not pass`() {
        let good = secret.sign(id: id, seconds: 1_614_265_330, body: body)
        let now = instant(1_614_265_330)
        #expect(throws: ReplyRefused.self) { try headers(good).verify(body + [32], secrets: [secret], at: now) }
        #expect(throws: ReplyRefused.self) { try headers(good).verify(body, secrets: [.new()], at: now) }
        #expect(throws: ReplyRefused.self) {
            try headers(good, at: "1614265331").verify(body, secrets: [secret], at: now)
        }
        #expect(throws: ReplyRefused.self) { try headers(good).verify(body, secrets: [], at: now) }
    }

    @Test(arguments: [-301, 301, -86_400, 86_400]) func `what was signed too long ago, or will be, is refused`(
        off: Int64
    ) {
        let good = secret.sign(id: id, seconds: 1_614_265_330, body: body)
        #expect {
            try headers(good).verify(body, secrets: [secret], at: instant(1_614_265_330 + off))
        } throws: { ($0 as? ReplyRefused)?.reason == .oldTimestamp }
    }

    @Test(arguments: ["", "9999999999999999999999", "-1", "1e9", "１６１４２６５３３０"])
    func `a timestamp that is none is refused`(text: String) {
        #expect(throws: ReplyRefused.self) {
            try headers("v1,x", at: text).verify(body, secrets: [secret], at: instant(1_614_265_330))
        }
    }

    @Test(arguments: ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_***"])
    func `a weak or broken secret is none`(text: String) {
        #expect(WebhookSecret(text) == nil)
    }

    @Test func `a new secret can be written and read`() {
        let new = WebhookSecret.new()
        #expect(WebhookSecret(new.text + "\n") == new)
    }
}
