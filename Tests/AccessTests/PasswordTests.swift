import CCrypto
import Foundation
import Ledger
import Testing

@testable import Access

@Suite struct `Password hashes` {
    /// RFC 7914 §12, the vector with N = 1024, r = 8, p = 16.
    @Test func `are scrypt's`() throws {
        let cost = try #require(PasswordCost(logRounds: 10, blockSize: 8, parallelism: 16))
        let key = try PasswordHash.derive(Password("password"), salt: Array("NaCl".utf8), cost: cost, count: 64)
        #expect(
            Digest.hexadecimal(key)
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622"
                + "eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")
    }

    @Test func `survive being written and read`() throws {
        let hash = try PasswordHash(of: Password("steep path"), cost: .trivial)
        let read = try #require(PasswordHash(parsing: hash.description))
        #expect(read == hash)
        #expect(hash.description.hasPrefix("$scrypt$ln=4,r=1,p=1$"))
        #expect(try read.matches(Password("steep path")))
        #expect(try !read.matches(Password("steep pat")))
    }

    @Test func `differ for the same password`() throws {
        let one = try PasswordHash(of: Password("steep path"), cost: .trivial)
        let other = try PasswordHash(of: Password("steep path"), cost: .trivial)
        #expect(one.salt != other.salt && one.key != other.key)
    }

    @Test(arguments: [
        "", "$", "plain text", "$scrypt$ln=17,r=8$c2FsdHNhbHQ$a2V5", "$argon2id$v=19$m=1,t=1,p=1$c2FsdHNhbHQ$a2V5",
        "$scrypt$ln=40,r=8,p=1$c2FsdHNhbHRzYWx0c2E$a2V5a2V5a2V5a2V5a2V5a2V5",
        "$scrypt$ln=17,r=8,p=1$c2FsdA$a2V5a2V5a2V5a2V5a2V5a2V5", "$scrypt$ln=4,r=1,p=1$c2FsdHNhbHRzYWx0c2E$",
        "$scrypt$ln=4,r=1,p=1$***$a2V5a2V5a2V5a2V5a2V5a2V5",
    ])
    func `are refused when damaged`(text: String) {
        #expect(PasswordHash(parsing: text) == nil)
    }

    @Test func `take the recommended memory`() {
        #expect(PasswordCost.current.memory / (1 << 20) == 128)
    }

    @Test(arguments: [(0, 8, 1), (30, 8, 1), (17, 0, 1), (17, 8, 0), (17, 8, 17), (16, 1, 1), (24, 32, 1)])
    func `refuse costs outside reason`(rounds: Int, block: Int, parallel: Int) {
        #expect(PasswordCost(logRounds: rounds, blockSize: block, parallelism: parallel) == nil)
    }
}

@Suite struct `A password in memory` {
    @Test func `is the same from every keyboard`() {
        #expect(Password("ｓｔｅｅｐ　ｐａｔｈ").text == Password("steep path").text)
        #expect(Password("e\u{301}te\u{301}").text == Password("été").text)
    }

    @Test func `never prints itself`() {
        let password = Password("steep path")
        var dumped = ""
        dump(password, to: &dumped)
        #expect(!"\(password) \(String(reflecting: password)) \(dumped)".contains("steep"))
    }

    @Test func `of a megabyte is cut`() {
        #expect(Password(String(repeating: "长", count: 1 << 20)).count == Password.longest + 1)
    }
}

@Suite struct `Password rules` {
    private func flaw(_ text: String) -> PasswordFlaw? {
        PasswordRules(refused: .none).flaw(in: Password(text), account: "wenna", name: "文娜")
    }

    @Test(arguments: [
        "雨后 steep-path 71", "lianban-demo-2024", "correct horse battery staple", "kunming-lake-2024", "kX9#mfT2vq",
        "我在翠湖边喂海鸥看日落",
        "12 herons, 3 boats", "94718305526617384029",
    ])
    func `accept a good one`(text: String) {
        #expect(flaw(text) == nil)
    }

    @Test(
        arguments: [
            ("", .tooShort(minimum: 10)), ("ninechars", .tooShort(minimum: 10)),
            (String(repeating: "ab!c", count: 33), .tooLong(maximum: 128)), ("steep\u{7}path71", .unprintable),
            ("wenna-2024!!", .ownName), ("WENNAwenna12", .ownName), ("文娜文娜文娜文娜文娜", .ownName),
            ("Lianban@2024", .ownName),
            ("13888001234", .onlyDigits), ("530102199901013125", .onlyDigits), ("2001-06-07 1", .onlyDigits),
            ("aaaaaaaaaaaa", .pattern), ("abcabcabcabc", .pattern), ("qwertyuiop", .pattern),
            ("1qaz2wsx3edc", .pattern),
            ("zaq12wsxcde3", .pattern), ("q1w2e3r4t5y6", .pattern), ("qwerty123456", .pattern),
            ("!@#$%^&*()", .pattern), ("abcdefghijkl", .pattern),
            ("password123", .common), ("P@ssw0rd2024", .common), ("iloveyou1999", .common), ("woaini1314520", .common),
            ("admin@admin888", .common), ("zhangwei1988", .common), ("Welcome#2024", .common), ("我爱你5201314", .common),
            ("m1chael123!", .common), ("letmein!!!!!", .common),
        ] as [(String, PasswordFlaw)])
    func `refuse a first guess`(text: String, reason: PasswordFlaw) {
        #expect(flaw(text) == reason)
    }

    @Test func `ask for no particular kinds of character`() {
        #expect(flaw("every autumn the herons return") == nil)
    }

    @Test func `refuse what an installation's own list names`() {
        let rules = PasswordRules(
            refused: RefusedPasswords(lines: ["Every Autumn", "every autumn the herons return", ""]))
        #expect(rules.flaw(in: Password("Every autumn the HERONS return"), account: "wenna", name: "文娜") == .common)
        #expect(rules.flaw(in: Password("every autumn the swifts leave"), account: "wenna", name: "文娜") == nil)
    }

    @Test func `refuse hardly any random password`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        let refused = (0..<5_000).count { _ in
            flaw(String((0..<12).map { _ in alphabet.randomElement(using: &generator)! })) != nil
        }
        #expect(refused < 20)
    }
}

@Suite struct `Hashing passwords` {
    @Test func `refuses more than may wait`() async throws {
        let hashing = PasswordHashing(
            cost: PasswordCost(logRounds: 12, blockSize: 8, parallelism: 1)!, lanes: 1, waitingLimit: 3)
        let outcomes = await withTaskGroup { group in
            for _ in 0..<12 {
                group.addTask {
                    do {
                        _ = try await hashing.compare(Password("steep path"), with: nil)
                        return "compared"
                    } catch {
                        return "\(error)"
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes["compared", default: 0] >= 3)
        #expect(outcomes["compared", default: 0] + outcomes["busy(retryAfterSeconds: 5)", default: 0] == 12)
        #expect(outcomes["busy(retryAfterSeconds: 5)", default: 0] >= 1)
        #expect(hashing.count == outcomes["compared"])
    }

    @Test func `never accepts where nothing is stored`() async throws {
        let hashing = PasswordHashing(cost: .trivial)
        #expect(try await !hashing.compare(Password(""), with: nil))
        #expect(hashing.count == 1)
    }
}
