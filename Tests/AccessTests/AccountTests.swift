import Ledger
import Testing
import Vocabulary

@testable import Access

@Suite struct `Creating an account` {
    @Test func `keeps who it is`() async throws {
        let world = try await World()
        let officer = try await world.accounts.find("hailan")
        #expect(
            officer
                == Principal(
                    account: "hailan", name: "海兰", kind: .officer, department: "gjj", region: "530100",
                    roles: ["decide", "accept"]))
        #expect(try await world.accounts.find("wenna")?.subject == Identifier(high: 7, low: 9))
    }

    @Test func `twice is refused before the password is hashed again`() async throws {
        let world = try await World()
        let hashed = world.accounts.passwords.count
        await #expect(throws: AccountRefused.taken) { try await world.accounts.create(.wenNa, at: World.morning) }
        #expect(world.accounts.passwords.count == hashed)
    }

    @Test func `at the same time under one name succeeds once`() async throws {
        let world = try await World()
        var account = NewAccount.wenNa
        account.account = "twin"
        let outcomes = await withTaskGroup { [account] group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        try await world.accounts.create(account, at: World.morning)
                        return "created"
                    } catch {
                        return (error as? AccountRefused) == .taken ? "taken" : "\(error)"
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes == ["created": 1, "taken": 7])
    }

    @Test func `with a bad password is refused with the reason`() async throws {
        let world = try await World()
        let account = NewAccount(account: "lin", name: "林", kind: .clerk, password: "short")
        await #expect(throws: AccountRefused.password(.tooShort(minimum: 10))) {
            try await world.accounts.create(account, at: World.morning)
        }
        #expect(try await world.accounts.find("lin") == nil)
    }

    @Test func `works for every kind`() async throws {
        let world = try await World()
        for kind in Principal.Kind.allCases {
            let account = NewAccount(
                account: "kind-\(kind.rawValue)", name: "某", kind: kind, password: "seven green umbrellas")
            try await world.accounts.create(account, at: World.morning)
            #expect(try await world.accounts.find("kind-\(kind.rawValue)")?.kind == kind)
        }
    }
}

@Suite struct `Account names` {
    @Test(arguments: [
        ("wenna", "wenna"), (" WenNa ", "wenna"), ("ＷｅｎＮａ", "wenna"), ("昆明人社-李", "昆明人社-李"), ("a.b_c@d", "a.b_c@d"),
    ])
    func `have one spelling`(typed: String, kept: String) throws {
        #expect(try AccountName(parsing: typed).text == kept)
    }

    @Test(
        arguments: [
            ("", .length(0)), ("x", .length(1)), (String(repeating: "x", count: 65), .length(65)),
            (String(repeating: "好", count: 400), .length(1_200)), (".hidden", .character(position: 1)),
            ("wen na", .character(position: 4)), ("wen\u{0}na", .character(position: 4)),
            ("wеnna", .character(position: 2)),
            ("wen\u{202E}na", .character(position: 4)), ("a' OR '1'='1", .character(position: 2)),
            ("<script>", .character(position: 1)), ("wenna😀", .character(position: 6)),
        ] as [(String, MalformedAccountName)])
    func `refuse what could be mistaken for another`(typed: String, reason: MalformedAccountName) {
        #expect(throws: reason) { try AccountName(parsing: typed) }
    }

    @Test func `spread over the shards`() throws {
        let shards = try (0..<200).map { try AccountName(parsing: "account-\($0)").shard }
        #expect(Set(shards).count == 200)
        #expect(shards.contains { $0 < 0 } && shards.contains { $0 > 0 })
    }
}

@Suite struct `Closing an account` {
    @Test func `ends its sessions at once and keeps it from signing in`() async throws {
        let world = try await World()
        let open = try await world.signIn()
        #expect(try await world.session(open, at: 1) != nil)
        try await world.accounts.close(account: "wenna", at: World.after(2))
        #expect(try await world.session(open, at: 2) == nil)
        await #expect(throws: SignInRefused.wrong) { try await world.signIn(at: 3) }
    }

    @Test func `can be undone`() async throws {
        let world = try await World()
        let before = try await world.signIn()
        try await world.accounts.close(account: "wenna", at: World.after(1))
        try await world.accounts.reopen(account: "wenna")
        #expect(try await world.signIn(at: 2).principal.account == "wenna")
        #expect(try await world.session(before, at: 2) == nil)
    }

    @Test func `of a name that nobody has is refused`() async throws {
        let world = try await World()
        await #expect(throws: AccountRefused.unknown) {
            try await world.accounts.close(account: "nobody", at: World.morning)
        }
        await #expect(throws: AccountRefused.unknown) {
            try await world.accounts.revoke(account: "nobody", at: World.morning)
        }
    }
}
