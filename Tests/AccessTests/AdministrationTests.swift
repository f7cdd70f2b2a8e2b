import Ledger
import Testing
import Vocabulary

@testable import Access

@Suite struct `The three administrators` {
    static func principal(_ roles: Set<String>, _ kind: Principal.Kind = .administrator) -> Principal {
        Principal(account: "a", name: "A", kind: kind, roles: roles)
    }

    @Test func `every duty is exactly one administrator's`() {
        for duty in Administrator.Duty.allCases {
            let holders = Administrator.allCases.filter { Self.principal([$0.rawValue]).may(duty) }
            #expect(holders.count == 1, "\(duty)")
        }
    }

    @Test(arguments: Administrator.Duty.allCases)
    func `whoever holds two posts, or is no administrator, may do nothing`(duty: Administrator.Duty) {
        for left in Administrator.allCases {
            for right in Administrator.allCases where left != right {
                #expect(!Self.principal([left.rawValue, right.rawValue]).may(duty))
            }
            for kind in Principal.Kind.allCases where kind != .administrator {
                #expect(!Self.principal([left.rawValue], kind).may(duty))
            }
        }
        #expect(!Self.principal([]).may(duty))
    }

    @Test func `a duty needs the right password and post`() async throws {
        try await LookWorld.with { store in
            let accounts = Accounts(store: store, cost: .trivial)
            let password = "a-long-pass-phrase-2024"
            #expect(try await !accounts.isAppointed(.system))
            try await accounts.create(
                NewAccount(
                    account: "root", name: "系统管理员", kind: .administrator, password: password,
                    roles: ["system-administrator"]),
                at: LookWorld.noon)
            #expect(try await accounts.isAppointed(.system))
            _ = try await accounts.authorise(
                .createAccount, account: "root", password: password, code: nil, at: LookWorld.noon)
            await #expect(throws: DutyRefused.notYours(.readLooks)) {
                _ = try await accounts.authorise(
                    .readLooks, account: "root", password: password, code: nil, at: LookWorld.noon)
            }
            await #expect(throws: SignInRefused.wrong) {
                _ = try await accounts.authorise(
                    .createAccount, account: "root", password: "guess", code: nil, at: LookWorld.noon)
            }
        }
    }
}
