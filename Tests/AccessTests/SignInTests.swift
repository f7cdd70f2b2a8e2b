import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Access

@Suite struct `Signing in` {
    @Test func `with the right password opens a session`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        #expect(signedIn.principal.name == "文娜")
        #expect(signedIn.expiresAt == World.after(12 * 3600))
        #expect(signedIn.token.text.utf8.count == 54)
        #expect(try await world.session(signedIn, at: 1)?.principal == signedIn.principal)
    }

    @Test func `with a wrong password is refused`() async throws {
        let world = try await World()
        #expect(try await world.failure() == .wrong)
    }

    @Test func `takes the name in any width and case`() async throws {
        let world = try await World()
        #expect(try await world.signIn(" ＷENNA").principal.account == "wenna")
    }

    @Test func `does the same work for a name that nobody has`() async throws {
        let world = try await World()
        let before = world.accounts.passwords.count
        #expect(try await world.failure("wenna") == .wrong)
        let known = world.accounts.passwords.count
        #expect(try await world.failure("nobody") == .wrong)
        let unknown = world.accounts.passwords.count
        #expect(known - before == 1)
        #expect(unknown - known == 1)
    }

    @Test(arguments: [
        "", "' OR 1=1 --", "wenna\u{0}", "wen\u{202E}na", "<script>alert(1)</script>", "../../etc/passwd",
        "${jndi:ldap://x}",
        String(repeating: "娜", count: 200_000), "\u{FFFD}\u{FFFF}", "wenna\r\nSet-Cookie: a=b", "%00%0a",
    ])
    func `treats a hostile name like any unknown one`(name: String) async throws {
        let world = try await World()
        let before = world.accounts.passwords.count
        #expect(try await world.failure(name) == .wrong)
        #expect(world.accounts.passwords.count == before + 1)
        #expect(try await world.accounts.attempts(of: name).map(\.outcome) == [.wrong])
    }

    @Test func `gives each session tokens of its own`() async throws {
        let world = try await World()
        let one = try await world.signIn()
        let other = try await world.signIn(at: 1)
        #expect(one.token != other.token)
        #expect(one.csrfToken != other.csrfToken)
        #expect(one.session != other.session)
        #expect(one.accepts(csrfToken: one.csrfToken))
        #expect(!one.accepts(csrfToken: other.csrfToken))
        #expect(!one.accepts(csrfToken: ""))
    }

    @Test func `replaces the session that the client had`() async throws {
        let world = try await World()
        let first = try await world.signIn()
        let second = try await world.accounts.signIn(
            account: "wenna", password: World.password, replacing: first.token.text, at: World.after(5))
        #expect(try await world.session(first, at: 6) == nil)
        #expect(try await world.session(second, at: 6) != nil)
    }

    @Test func `writes one line of history for each attempt`() async throws {
        let world = try await World()
        _ = try await world.failure(from: "203.0.113.9", at: 1)
        _ = try await world.signIn(from: "2001:db8:1:2:3:4:5:6", at: 2)
        let attempts = try await world.accounts.attempts(of: "wenna")
        #expect(
            attempts == [
                SignInAttempt(at: World.after(2), outcome: .succeeded, address: "2001:db8:1:2::/64"),
                SignInAttempt(at: World.after(1), outcome: .wrong, address: "203.0.113.9"),
            ])
    }

    @Test func `leaves no secret in the data file`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        let typedAsName = "my-secret-typed-as-name"
        _ = try await world.failure(typedAsName)
        let disk = try world.bytesOnDisk()
        #expect(disk.range(of: Data("wenna".utf8)) != nil)
        #expect(disk.range(of: Data(signedIn.session.bytes)) != nil)
        #expect(disk.range(of: Data(signedIn.token.text.utf8)) == nil)
        #expect(disk.range(of: Data(signedIn.token.secret)) == nil)
        #expect(disk.range(of: Data(signedIn.csrfToken.utf8)) == nil)
        #expect(disk.range(of: Data(World.password.utf8)) == nil)
        #expect(disk.range(of: Data("not her password".utf8)) == nil)
        #expect(disk.range(of: Data(typedAsName.utf8)) == nil)
    }

    @Test func `renews a hash of another cost`() async throws {
        let world = try await World()
        let stronger = try #require(PasswordCost(logRounds: 5, blockSize: 2, parallelism: 1))
        let later = world.neighbour(cost: stronger)
        _ = try await later.signIn(account: "wenna", password: World.password, at: World.after(1))
        let stored = try await world.store.read { session in
            try StoredAccount.find(AccountName(parsing: "wenna"), in: session)?.hash
        }
        #expect(try PasswordHash(parsing: #require(stored))?.cost == stronger)
        _ = try await later.signIn(account: "wenna", password: World.password, at: World.after(2))
    }
}

@Suite struct `A lock-out` {
    @Test func `begins with the fifth failure`() async throws {
        let world = try await World()
        for attempt in 0..<5 { #expect(try await world.failure(at: attempt) == .wrong) }
        let end = World.after(4 + 600)
        await #expect(throws: SignInRefused.locked(until: end)) { try await world.signIn(at: 5) }
        #expect(try await world.accounts.lockedUntil(account: "wenna", at: World.after(5)) == end)
    }

    @Test func `checks no password`() async throws {
        let world = try await World()
        for attempt in 0..<5 { _ = try await world.failure(at: attempt) }
        let hashed = world.accounts.passwords.count
        _ = try await world.failure(at: 6)
        #expect(world.accounts.passwords.count == hashed)
        #expect(try await world.accounts.attempts(of: "wenna", latest: 1).map(\.outcome) == [.locked])
    }

    @Test func `ends by itself`() async throws {
        let world = try await World()
        for attempt in 0..<5 { _ = try await world.failure(at: attempt) }
        #expect(try await world.signIn(at: 604).principal.account == "wenna")
    }

    @Test func `grows with each further failure`() async throws {
        let world = try await World()
        for attempt in 0..<5 { _ = try await world.failure(at: attempt) }
        #expect(try await world.failure(at: 604) == .wrong)
        #expect(try await world.failure(at: 605) == .locked(until: World.after(604 + 1200)))
    }

    @Test func `is forgotten after a success`() async throws {
        let world = try await World()
        for attempt in 0..<4 { _ = try await world.failure(at: attempt) }
        _ = try await world.signIn(at: 4)
        for attempt in 5..<9 { #expect(try await world.failure(at: attempt) == .wrong) }
        _ = try await world.signIn(at: 9)
    }

    @Test func `meets a name that nobody has in the same way`() async throws {
        let world = try await World()
        for attempt in 0..<5 { #expect(try await world.failure("nobody", at: attempt) == .wrong) }
        #expect(try await world.failure("nobody", at: 5) == .locked(until: World.after(604)))
    }

    @Test func `touches no other name`() async throws {
        let world = try await World()
        for attempt in 0..<5 { _ = try await world.failure(at: attempt) }
        #expect(try await world.failure("hailan", at: 5) == .wrong)
    }

    @Test func `survives a restart`() async throws {
        let world = try await World()
        for attempt in 0..<5 { _ = try await world.failure(at: attempt) }
        await #expect(throws: SignInRefused.locked(until: World.after(604))) {
            try await world.neighbour().signIn(account: "wenna", password: World.password, at: World.after(5))
        }
    }

    @Test func `can be ended by an administrator`() async throws {
        let world = try await World()
        for attempt in 0..<5 { _ = try await world.failure(at: attempt) }
        try await world.accounts.unlock(account: "wenna", at: World.after(5))
        #expect(try await world.accounts.lockedUntil(account: "wenna", at: World.after(6)) == nil)
        _ = try await world.signIn(at: 6)
    }

    @Test func `cannot be outrun by guessing at the same time`() async throws {
        let world = try await World()
        let outcomes = await withTaskGroup { group in
            for _ in 0..<16 {
                group.addTask { try? await world.failure(at: 1) }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes[.wrong] == 5)
        #expect(outcomes[.locked(until: World.after(601))] == 11)
    }

    @Test func `is not lifted by many refused attempts`() async throws {
        let world = try await World()
        for attempt in 0..<5 { _ = try await world.failure(at: attempt) }
        for attempt in 5..<130 { _ = try await world.failure(at: attempt) }
        #expect(try await world.accounts.lockedUntil(account: "wenna", at: World.after(200)) == World.after(604))
    }
}

@Suite struct `The delay of a lock-out` {
    private func end(_ seconds: Int...) -> Int? {
        Lockout.end(after: seconds.map(World.after)).map { Int(World.morning.seconds(until: $0)) }
    }

    @Test func `is nothing for failures that are spread out`() {
        #expect(end(0, 60, 120, 180) == nil)
        #expect(end(0, 300, 600, 900, 1200, 1500) == nil)
    }

    @Test func `doubles up to four hours`() {
        #expect(end(0, 1, 2, 3, 4) == 604)
        #expect(end(0, 1, 2, 3, 4, 1000) == 2200)
        #expect(end(0, 1, 2, 3, 4, 1000, 3000, 6000, 12_000, 30_000, 50_000) == 64_400)
    }

    @Test func `starts again after a day of quiet`() {
        #expect(end(0, 1, 2, 3, 4, 87_100) == nil)
    }
}

@Suite struct `Failures from one address` {
    @Test func `are refused after thirty, until time passes`() async throws {
        let world = try await World()
        for attempt in 0..<30 {
            #expect(try await world.failure("name-\(attempt)", from: "203.0.113.9") == .wrong)
        }
        #expect(try await world.failure("name-30", from: "203.0.113.9") == .tooManyAttempts(retryAfterSeconds: 10))
        #expect(try await world.failure("name-30", from: "203.0.113.10") == .wrong)
        #expect(try await world.failure("name-31", from: "203.0.113.9", at: 10) == .wrong)
    }

    @Test func `cost no work once refused`() async throws {
        let world = try await World()
        for attempt in 0..<30 { _ = try await world.failure("name-\(attempt)", from: "203.0.113.9") }
        let hashed = world.accounts.passwords.count
        let commits = world.store.commits.count
        _ = try await world.failure("name-31", from: "203.0.113.9")
        #expect(world.accounts.passwords.count == hashed)
        #expect(world.store.commits.count == commits)
    }

    @Test func `are not counted for successes`() async throws {
        let world = try await World()
        for _ in 0..<60 { _ = try await world.signIn(from: "203.0.113.9") }
        #expect(world.accounts.allowance.count == 0)
    }

    @Test func `count together in half an address of version 6`() {
        #expect(NetworkAddress.counted("2001:db8::1") == NetworkAddress.counted("2001:db8::ffff:2"))
        #expect(NetworkAddress.counted("2001:db8:0:1::1") != NetworkAddress.counted("2001:db8::1"))
        #expect(NetworkAddress.counted("::ffff:203.0.113.9") == "203.0.113.9")
        #expect(NetworkAddress.counted(String(repeating: "a:\u{0}é", count: 100)).utf8.count <= 64)
    }

    @Test func `take bounded memory`() throws {
        let allowance = AddressAllowance(capacity: 100)
        for number in 0..<10_000 { try allowance.take("address-\(number)", at: World.morning) }
        #expect(allowance.count <= 101)
    }
}
