import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Access

@Suite struct `The second factor` {
    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func `gives the digits of RFC 6238, appendix B`(seconds: Int, expected: String) {
        let step = TimeCode.step(at: Instant(microseconds: Int64(seconds) * 1_000_000))
        #expect(TimeCode.digits(of: step, secret: Array("12345678901234567890".utf8), count: 8) == expected)
    }

    @Test func `a code serves once, and neighbours of the present step are taken`() {
        let secret = Array("12345678901234567890".utf8)
        let now = Instant(microseconds: 1_234_567_890_000_000)
        let step = TimeCode.step(at: now)
        let code = TimeCode.digits(of: step - 1, secret: secret)
        #expect(TimeCode.step(of: code, secret: secret, after: 0, at: now) == step - 1)
        #expect(TimeCode.step(of: code, secret: secret, after: step - 1, at: now) == nil)
        #expect(
            TimeCode.step(of: TimeCode.digits(of: step - 2, secret: secret), secret: secret, after: 0, at: now) == nil)
    }

    @Test func `secrets are written in base 32`() {
        #expect(TimeCode.base32(Array("foobar".utf8)) == "MZXW6YTBOI")
        #expect(TimeCode.base32(Array("fooba".utf8)) == "MZXW6YTB")
    }

    @Test func `an account with one signs in with password and code only`() async throws {
        try await LookWorld.with { store in
            let accounts = Accounts(store: store, cost: .trivial)
            let now = LookWorld.noon
            let password = "a-long-pass-phrase-2024"
            try await accounts.create(
                NewAccount(account: "hailan", name: "海岚", kind: .officer, password: password), at: now)
            let address = try await accounts.enrolSecondFactor(account: "hailan", at: now)
            #expect(address.hasPrefix("otpauth://totp/Lianban:hailan?secret="))
            await #expect(throws: SignInRefused.wrong) {
                _ = try await accounts.signIn(account: "hailan", password: password, at: now)
            }
            await #expect(throws: SignInRefused.wrong) {
                _ = try await accounts.signIn(account: "hailan", password: password, code: "12345", at: now)
            }
            let secret = try await store.read {
                try $0.first(.assembled("SELECT secret FROM second_factor")) { $0.bytes(0) } ?? []
            }
            let code = TimeCode.digits(of: TimeCode.step(at: now), secret: secret)
            _ = try await accounts.signIn(account: "hailan", password: password, code: code, at: now)
            await #expect(throws: SignInRefused.wrong) {
                _ = try await accounts.signIn(account: "hailan", password: password, code: code, at: now)
            }
            try await accounts.removeSecondFactor(account: "hailan", at: now)
            _ = try await accounts.signIn(account: "hailan", password: password, at: now)
        }
    }

    @Test func `its secret lies sealed in the store, and a new key takes it over`() async throws {
        try await LookWorld.with { store in
            let ring = KeyRing.temporary()
            let accounts = Accounts(store: store, cost: .trivial, keys: ring)
            let now = LookWorld.noon
            let password = "a-long-pass-phrase-2024"
            try await accounts.create(
                NewAccount(account: "hailan", name: "海岚", kind: .officer, password: password), at: now)
            let address = try await accounts.enrolSecondFactor(account: "hailan", at: now)
            let kept = try await store.read { session in
                try session.first(.assembled("SELECT secret FROM second_factor")) { $0.bytes(0) } ?? []
            }
            #expect(SealingKey.id(of: kept) == (try ring.inUse(.secondFactor).id))
            #expect(!address.contains(TimeCode.base32(Array(kept.suffix(20)))))
            #expect(try await accounts.resealSecondFactors() == 0)
            // Without the keys nobody signs in, and nothing is let through instead.
            await #expect(throws: SealFault.noKeys) {
                try await Accounts(store: store, cost: .trivial).signIn(
                    account: "hailan", password: password, code: "000000", at: now)
            }
        }
    }
}
