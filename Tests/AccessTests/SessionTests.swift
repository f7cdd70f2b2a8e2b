import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Access

@Suite struct `A session` {
    @Test func `ends after half an hour without use`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        #expect(try await world.session(signedIn, at: 1799) != nil)
        #expect(try await world.session(signedIn, at: 1799 + 1799) != nil)
        #expect(try await world.session(signedIn, at: 1799 + 1799 + 1800) == nil)
    }

    @Test func `ends after twelve hours however busy`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        for moment in stride(from: 1200, to: 43_200, by: 1200) {
            #expect(try await world.session(signedIn, at: moment) != nil)
        }
        #expect(try await world.session(signedIn, at: 43_199) != nil)
        #expect(try await world.session(signedIn, at: 43_200) == nil)
    }

    @Test func `ends at once when its owner signs out`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        let other = try await world.signIn()
        #expect(try await world.session(signedIn, at: 1) != nil)
        try await world.accounts.signOut(token: signedIn.token.text, at: World.after(1))
        #expect(try await world.session(signedIn, at: 1) == nil)
        #expect(try await world.session(other, at: 1) != nil)
    }

    @Test func `ends at once when it is revoked, although it is in memory`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        let officer = try await world.signIn("hailan", password: NewAccount.haiLan.password)
        #expect(try await world.session(signedIn, at: 1) != nil)
        #expect(try await world.session(officer, at: 1) != nil)
        #expect(world.accounts.cache.count == 2)
        try await world.accounts.revoke(account: "wenna", at: World.after(1))
        #expect(try await world.session(signedIn, at: 1) == nil)
        #expect(try await world.session(officer, at: 1) != nil)
    }

    @Test func `revoked by another process ends within seconds`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        #expect(try await world.session(signedIn, at: 1) != nil)
        try await world.neighbour().revoke(account: "wenna", at: World.after(2))
        #expect(try await world.session(signedIn, at: 6) == nil)
    }

    @Test func `survives a restart with its last use`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        #expect(try await world.session(signedIn, at: 1700) != nil)
        let restarted = world.neighbour()
        let found = try await restarted.session(token: signedIn.token.text, at: World.after(1900))
        #expect(found?.session == signedIn.session)
        #expect(found?.csrfToken == signedIn.csrfToken)
        #expect(found?.expiresAt == signedIn.expiresAt)
    }

    @Test func `busy in one process is not idle in another`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        let neighbour = world.neighbour()
        #expect(try await world.session(signedIn, at: 10) != nil)
        #expect(try await neighbour.session(token: signedIn.token.text, at: World.after(1500)) != nil)
        #expect(try await world.session(signedIn, at: 2000) != nil)
    }

    @Test func `writes its use down at most once a minute`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        let before = world.store.commits.writes
        for second in 0..<180 { #expect(try await world.session(signedIn, at: second) != nil) }
        #expect(world.store.commits.writes - before == 2)
    }

    @Test func `is answered from memory`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        #expect(try await world.session(signedIn, at: 0) != nil)
        await world.store.close()
        #expect(try await world.session(signedIn, at: 4) != nil)
        await #expect(throws: (any Error).self) { try await world.session(signedIn, at: 5) }
    }

    @Test func `goes on when its use cannot be written down`() async throws {
        let world = try await World()
        let unwritable = Accounts(store: ReadOnlyStore(store: world.store), cost: .trivial)
        let signedIn = try await world.signIn()
        #expect(try await unwritable.session(token: signedIn.token.text, at: World.after(100)) != nil)
        #expect(try await unwritable.session(token: signedIn.token.text, at: World.after(1800)) != nil)
        #expect(try await unwritable.session(token: signedIn.token.text, at: World.after(3500)) != nil)
    }

    @Test func `knows the account as it is now`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        #expect(try await world.session(signedIn, at: 1)?.principal.roles == [])
        let name = try AccountName(parsing: "wenna")
        try await world.store.write { session in
            try session.post(.addRole, [.integer(name.shard), .text(name.text), .text("mentor")])
        }
        #expect(try await world.session(signedIn, at: 6)?.principal.roles == ["mentor"])
    }

    @Test func `that ends while it is being read does not come back`() async throws {
        let world = try await World()
        for round in 0..<50 {
            let signedIn = try await world.signIn(at: round * 10)
            let moment = World.after(round * 10 + 1)
            await withTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask { _ = try? await world.accounts.session(token: signedIn.token.text, at: moment) }
                }
                group.addTask { try? await world.accounts.signOut(token: signedIn.token.text, at: moment) }
            }
            #expect(try await world.accounts.session(token: signedIn.token.text, at: moment) == nil)
        }
    }

    @Test func `takes bounded memory with many others`() async throws {
        var limits = SessionLimits()
        limits.cached = 10
        let world = try await World(limits: limits)
        var sessions: [SignedIn] = []
        for _ in 0..<30 { sessions.append(try await world.signIn()) }
        for signedIn in sessions { #expect(try await world.session(signedIn, at: 1) != nil) }
        #expect(world.accounts.cache.count <= 10)
    }
}

@Suite struct `A session token` {
    @Test func `is read back from its text`() throws {
        let token = SessionToken(shard: -42)
        #expect(SessionToken(parsing: token.text) == token)
        #expect(SessionToken(parsing: token.text)?.shard == -42)
        #expect(token.digest.bytes == Digest.sha256(token.secret))
    }

    @Test func `never prints itself`() {
        let token = SessionToken(shard: 7)
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token) \(String(reflecting: token)) \(dumped)".contains(token.text))
        #expect(!dumped.contains("words"))
    }

    @Test(arguments: [
        "", "x", String(repeating: "A", count: 53), String(repeating: "A", count: 55),
        String(repeating: "é", count: 27),
    ])
    func `of another shape opens nothing and asks no store`(text: String) async throws {
        let world = try await World()
        await world.store.close()
        #expect(try await world.accounts.session(token: text, at: World.morning) == nil)
    }

    @Test func `with one bit changed opens nothing`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        for place in 0..<54 {
            var characters = Array(signedIn.token.text)
            let value = try #require(alphabet.firstIndex(of: characters[place]))
            characters[place] = alphabet[value ^ 1]
            #expect(try await world.accounts.session(token: String(characters), at: World.after(1)) == nil)
        }
    }

    @Test func `leaves signing out twice, or without a session, without effect`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn()
        for _ in 0..<2 { try await world.accounts.signOut(token: signedIn.token.text, at: World.after(1)) }
        try await world.accounts.signOut(token: "nothing", at: World.after(1))
        try await world.accounts.signOut(token: SessionToken(shard: 1).text, at: World.after(1))
    }
}

@Suite struct `Base 64 for addresses` {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("\u{3FF}?>", "z78_Pg"),
    ])
    func `follows the standard`(bytes: String, text: String) {
        #expect(Array(bytes.utf8).withUnsafeBytes { Base64URL.text($0) } == text)
    }
}

@Suite struct `Changing a password` {
    private let next = "nine paper boats, upstream"

    @Test func `ends every other session and opens a new one`() async throws {
        let world = try await World()
        let before = try await world.signIn()
        #expect(try await world.session(before, at: 1) != nil)
        let after = try await world.accounts.changePassword(
            account: "wenna", from: World.password, to: next, at: World.after(2))
        #expect(try await world.session(before, at: 2) == nil)
        #expect(try await world.session(after, at: 2) != nil)
        await #expect(throws: SignInRefused.wrong) { try await world.signIn(at: 3) }
        _ = try await world.signIn(password: next, at: 4)
    }

    @Test func `needs the present one, and counts a wrong guess`() async throws {
        let world = try await World()
        for attempt in 0..<5 {
            await #expect(throws: SignInRefused.wrong) {
                try await world.accounts.changePassword(
                    account: "wenna", from: "a wrong guess", to: next, at: World.after(attempt))
            }
        }
        await #expect(throws: SignInRefused.locked(until: World.after(604))) {
            try await world.accounts.changePassword(
                account: "wenna", from: World.password, to: next, at: World.after(5))
        }
    }

    @Test func `refuses a weak one and the present one`() async throws {
        let world = try await World()
        await #expect(throws: AccountRefused.password(.common)) {
            try await world.accounts.changePassword(
                account: "wenna", from: World.password, to: "password123", at: World.after(1))
        }
        await #expect(throws: AccountRefused.password(.unchanged)) {
            try await world.accounts.changePassword(
                account: "wenna", from: World.password, to: World.password, at: World.after(2))
        }
        _ = try await world.signIn(at: 3)
    }

    @Test func `by an administrator ends the sessions`() async throws {
        let world = try await World()
        let before = try await world.signIn()
        #expect(try await world.session(before, at: 1) != nil)
        try await world.accounts.setPassword(account: "wenna", to: next, at: World.after(2))
        #expect(try await world.session(before, at: 2) == nil)
        _ = try await world.signIn(password: next, at: 3)
        await #expect(throws: AccountRefused.unknown) {
            try await world.accounts.setPassword(account: "nobody", to: next, at: World.after(4))
        }
    }
}

@Suite struct `Forgetting what has expired` {
    @Test func `keeps sign-ins half a year and sessions a day`() async throws {
        let world = try await World()
        for _ in 0..<130 { _ = try await world.signIn() }
        #expect(try await world.accounts.forgetExpired(at: World.after(43_200 + 86_400)) == 0)
        #expect(try await world.accounts.forgetExpired(at: World.after(43_200 + 86_401)) == 130)
        #expect(try await world.accounts.forgetExpired(keepingAttemptsForDays: 1, at: World.after(184 * 86_400)) == 0)
        #expect(
            try await world.accounts.forgetExpired(keepingAttemptsForDays: 1, at: World.after(184 * 86_400 + 1)) == 130)
        #expect(try await world.accounts.attempts(of: "wenna") == [])
    }
}

/// A store whose disk is full.
private struct ReadOnlyStore: Store {
    let store: SQLiteStore
    var dialect: Dialect { store.dialect }
    func write<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        throw StorageFailure.full
    }
    func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await store.read(body)
    }
    func migrate(_ migrations: [Migration]) async throws { throw StorageFailure.full }
    func close() async { await store.close() }
}

@Suite struct `Staff whose account is closed` {
    @Test func `stop at once, also when another node closed it`() async throws {
        let world = try await World()
        let signedIn = try await world.signIn("hailan", password: "quiet lake, nine herons")
        #expect(try await world.session(signedIn, at: 1) != nil)
        try await world.neighbour().close(account: "hailan", at: World.after(2))
        #expect(try await world.session(signedIn, at: 2) == nil)
    }
}

@Suite struct `Requests` {
    @Test func `are counted for an account and for an address, and the allowance fills up again`() async throws {
        let world = try await World()
        for _ in 0..<200 { try world.accounts.takeRequest(account: "wenna", address: "203.0.113.9", at: World.morning) }
        #expect(throws: SignInRefused.self) {
            try world.accounts.takeRequest(account: "wenna", address: "203.0.113.9", at: World.morning)
        }
        try world.accounts.takeRequest(account: "lisi", address: "203.0.113.9", at: World.morning)
        try world.accounts.takeRequest(account: "wenna", address: "203.0.113.9", at: World.after(1))
        for _ in 0..<1_000 { try world.accounts.takeRequest(account: nil, address: "2001:db8::1", at: World.morning) }
        #expect(throws: SignInRefused.self) {
            try world.accounts.takeRequest(account: nil, address: "2001:db8::2", at: World.morning)
        }
    }
}
