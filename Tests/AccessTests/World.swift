import Foundation
import Ledger
import Vocabulary

@testable import Access

/// A store in a temporary file, the accounts on it, and a few people. The file goes with the last reference.
final class World: Sendable {
    static let morning: Instant = "2024-06-07T01:00:00Z"
    static let password = "雨后 steep-path 71"

    let path: String
    let store: SQLiteStore
    let accounts: Accounts

    init(limits: SessionLimits = SessionLimits(), cost: PasswordCost = .trivial) async throws {
        path = FileManager.default.temporaryDirectory.path + "/access-\(UUID().uuidString).db"
        store = try SQLiteStore(path: path)
        try await store.migrate(Accounts.migrations)
        accounts = Accounts(store: store, cost: cost, limits: limits)
        for account in [NewAccount.wenNa, .haiLan] { try await accounts.create(account, at: Self.morning) }
    }

    deinit {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        let store = store
        Task { await store.close() }
    }

    /// Another process on the same data file.
    func neighbour(limits: SessionLimits = SessionLimits(), cost: PasswordCost = .trivial) -> Accounts {
        Accounts(store: store, cost: cost, limits: limits)
    }

    func signIn(
        _ account: String = "wenna", password: String = World.password, from address: String? = nil, at seconds: Int = 0
    ) async throws -> SignedIn {
        try await accounts.signIn(account: account, password: password, from: address, at: Self.after(seconds))
    }

    /// What a sign-in with a wrong password is answered.
    func failure(_ account: String = "wenna", from address: String? = nil, at seconds: Int = 0) async throws
        -> SignInRefused?
    {
        do {
            _ = try await signIn(account, password: "not her password", from: address, at: seconds)
            return nil
        } catch let refused as SignInRefused {
            return refused
        }
    }

    func session(_ signedIn: SignedIn, at seconds: Int) async throws -> SignedIn? {
        try await accounts.session(token: signedIn.token.text, at: Self.after(seconds))
    }

    static func after(_ seconds: Int) -> Instant { morning.adding(seconds: seconds) }

    /// Everything the data file and its log hold, as bytes.
    func bytesOnDisk() throws -> Data {
        try ["", "-wal"].reduce(into: Data()) { all, suffix in
            all += try Data(contentsOf: URL(fileURLWithPath: path + suffix))
        }
    }
}

extension NewAccount {
    /// A graduate.
    static let wenNa = NewAccount(
        account: "wenna", name: "文娜", kind: .citizen, password: World.password, level: .inPerson,
        subject: Identifier(high: 7, low: 9))

    /// An officer of the housing provident fund in Kunming.
    static let haiLan = NewAccount(
        account: "hailan", name: "海兰", kind: .officer, password: "quiet lake, nine herons", department: "gjj",
        region: "530100", roles: ["decide", "accept"])
}
