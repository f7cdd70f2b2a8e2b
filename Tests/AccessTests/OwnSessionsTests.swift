import Ledger
import Testing
import Vocabulary

@testable import Access

@Suite struct `One's own sessions` {
    @Test func `are listed while they are open, and end one by one or all but this`() async throws {
        let world = try await World()
        let first = try await world.signIn(from: "203.0.113.9")
        let second = try await world.signIn(at: 60)
        let third = try await world.signIn(at: 120)
        _ = try await world.signIn("hailan", password: "quiet lake, nine herons", at: 120)
        let open = try await world.accounts.sessions(of: "wenna", at: World.after(130))
        #expect(open.map(\.id) == [third, second, first].map(\.session))
        #expect(open.last?.address == "203.0.113.9")
        // Another account's session is nobody else's to end.
        #expect(try await !world.accounts.end(first.session, of: "hailan", at: World.after(131)))
        #expect(try await world.accounts.end(first.session, of: "wenna", at: World.after(131)))
        #expect(try await world.session(first, at: 132) == nil)
        #expect(try await world.session(second, at: 132) != nil)
        try await world.accounts.endOthers(than: third.session, of: "wenna", at: World.after(133))
        #expect(try await world.session(second, at: 134) == nil)
        #expect(try await world.session(third, at: 134) != nil)
        #expect(try await world.accounts.sessions(of: "wenna", at: World.after(134)).map(\.id) == [third.session])
        // Half an hour without use, and it is listed no more.
        #expect(try await world.accounts.sessions(of: "wenna", at: World.after(134 + 1_900)).isEmpty)
    }
}

@Suite struct `What accounts are refused` {
    @Test func `is one row an hour with its count, and much of it within an hour is an alarm`() async throws {
        let world = try await World()
        let act = "POST /api/v1/items/{number}/decision"
        for second in 0..<RefusedAct.alarming - 1 {
            try await world.accounts.noteRefused(
                act, status: 403, about: "n\(second)", by: "hailan", at: World.after(second))
        }
        try await world.accounts.noteRefused("GET /zh/me", status: 403, about: nil, by: "wenna", at: World.after(1))
        let start = World.after(-1)
        let rows = try await world.accounts.refusedActs(since: start)
        #expect(rows.map(\.account) == ["hailan", "wenna"])
        #expect(rows.first?.count == RefusedAct.alarming - 1 && rows.first?.about == "n\(RefusedAct.alarming - 2)")
        #expect(try await world.accounts.refusedActs(of: "wenna", since: start).map(\.act) == ["GET /zh/me"])
        #expect(try await world.accounts.refusalAlarms(since: start).isEmpty)
        // Another kind of act in the same hour counts along.
        try await world.accounts.noteRefused(
            "GET /zh/history", status: 404, about: nil, by: "hailan", at: World.after(30))
        let alarms = try await world.accounts.refusalAlarms(since: start)
        #expect(alarms.map(\.account) == ["hailan"] && alarms.map(\.count) == [RefusedAct.alarming])
        // The next hour begins anew, and after the half year that the law asks for all is forgotten.
        try await world.accounts.noteRefused(act, status: 403, about: nil, by: "hailan", at: World.after(3_600))
        #expect(try await world.accounts.refusedActs(of: "hailan", since: start).count == 3)
        _ = try await world.accounts.forgetExpired(at: World.after(184 * 86_400))
        #expect(try await world.accounts.refusedActs(since: start).count == 4)
        _ = try await world.accounts.forgetExpired(at: World.after(192 * 86_400))
        #expect(try await world.accounts.refusedActs(since: start).isEmpty)
    }
}

@Suite struct `Where staff need a second factor` {
    private func accounts(_ store: any Store) -> Accounts {
        Accounts(store: store, cost: .trivial, requiresSecondFactor: true)
    }

    @Test func `they sign in with one only, citizens and programs without`() async throws {
        try await LookWorld.with { store in
            let (accounts, now) = (accounts(store), LookWorld.noon)
            let password = "a-long-pass-phrase-2024"
            for kind in Principal.Kind.allCases {
                try await accounts.create(
                    NewAccount(account: kind.rawValue, name: "海岚", kind: kind, password: password), at: now)
            }
            for account in ["clerk", "officer", "supervisor", "administrator"] {
                await #expect(throws: SignInRefused.secondFactorMissing) {
                    _ = try await accounts.signIn(account: account, password: password, at: now)
                }
                // Who does not know the password is told nothing about the account.
                await #expect(throws: SignInRefused.wrong) {
                    _ = try await accounts.signIn(account: account, password: "not the password", at: now)
                }
            }
            for account in ["citizen", "client"] {
                _ = try await accounts.signIn(account: account, password: password, at: now)
            }
            _ = try await accounts.enrolSecondFactor(account: "officer", at: now)
            let secret = try await store.read {
                try $0.first(.assembled("SELECT secret FROM second_factor")) { $0.bytes(0) } ?? []
            }
            let code = TimeCode.digits(of: TimeCode.step(at: now), secret: secret)
            _ = try await accounts.signIn(account: "officer", password: password, code: code, at: now)
        }
    }

    @Test func `a demonstration's accounts, whose password everybody knows, sign in without`() async throws {
        try await LookWorld.with { store in
            let (accounts, now) = (accounts(store), LookWorld.noon)
            let password = "a-long-pass-phrase-2024"
            try await accounts.create(
                NewAccount(
                    account: "hailan", name: "海岚", kind: .officer, password: password, roles: [Principal.demonstration]),
                at: now)
            _ = try await accounts.signIn(account: "hailan", password: password, at: now)
            #expect(try await accounts.countStaff() == (withoutSecondFactor: 0, demonstration: 1))
        }
    }

    @Test func `whoever runs the machine gives the first security administrator theirs`() async throws {
        try await LookWorld.with { store in
            let (accounts, now) = (accounts(store), LookWorld.noon)
            try await accounts.create(
                NewAccount(
                    account: "anquan", name: "方宁", kind: .administrator, password: "a-long-pass-phrase-2024",
                    roles: [Administrator.security.rawValue]), at: now)
            #expect(try await !accounts.isSecurityAdministratorReady())
            #expect(try await accounts.countStaff() == (withoutSecondFactor: 1, demonstration: 0))
            _ = try await accounts.enrolSecondFactor(account: "anquan", at: now)
            #expect(try await accounts.isSecurityAdministratorReady())
            #expect(try await accounts.countStaff() == (withoutSecondFactor: 0, demonstration: 0))
        }
    }
}
