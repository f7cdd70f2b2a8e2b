import Ledger
import Vocabulary

/// That an administrator used a duty: who, which, on whose account, and when. Never changed, and read by the audit administrator.
public struct AdministrationAct: Hashable, Sendable {
    public let at: Instant
    public let administrator: String
    public let duty: String
    public let account: String
}

/// An account as the system administrator's list shows it.
public struct ListedAccount: Hashable, Sendable {
    public let principal: Principal
    public let isOpen: Bool
}

extension Accounts {
    /// Writes down that a duty was used.
    public func note(_ duty: Administrator.Duty, by administrator: String, on account: String, at now: Instant)
        async throws
    {
        try await store.write { session in
            try session.post(
                .addAct,
                [
                    .integer(AccountName.shard(of: administrator)), .instant(now),
                    .id(Identifier<AdministrationAct>.new()),
                    .text(administrator), .text(duty.rawValue), .text(account),
                ])
        }
    }

    /// What administrators did since a moment, the latest first.
    public func acts(since moment: Instant, latest count: Int = 500) async throws -> [AdministrationAct] {
        try await store.read { session in
            try session.query(.latestActs, [.instant(moment), .integer(count)]) { row in
                AdministrationAct(
                    at: row.instant(0), administrator: row.text(1), duty: row.text(2), account: row.text(3))
            }
        }
    }

    /// The staff accounts from a name on, in their order, for the system administrator's list.
    public func staff(from name: String = "", limit: Int = 100) async throws -> [ListedAccount] {
        try await store.read { session in
            let names = try session.query(.staffNames, [.text(name), .integer(limit)]) { $0.text(0) }
            return try names.compactMap { name in
                guard let name = try? AccountName(parsing: name), let found = try StoredAccount.find(name, in: session)
                else { return nil }
                return ListedAccount(principal: found.principal, isOpen: found.isOpen)
            }
        }
    }
}

extension Looks {
    /// What one account looked at, the latest first.
    public func by(_ account: String, since moment: Instant, latest count: Int = 500) async throws -> [Look] {
        try await search(.looksByAccount, [.text(account), .instant(moment), .integer(count)])
    }
}

extension Statement {
    static let addAct = Statement(
        "INSERT INTO administration_act (shard_key, at, id, administrator, duty, account) VALUES ($1, $2, $3, $4, $5, $6)"
    )
    static let latestActs = Statement(
        "SELECT at, administrator, duty, account FROM administration_act WHERE at > $1 ORDER BY at DESC, id DESC LIMIT $2"
    )
    static let staffNames = Statement(
        "SELECT name FROM account WHERE kind <> 'citizen' AND name >= $1 ORDER BY name LIMIT $2")
    static let looksByAccount = Statement(
        """
        SELECT subject, at, account, department, purpose, case_number, elements, alarms FROM look
        WHERE account = $1 AND at > $2 ORDER BY at DESC, id DESC LIMIT $3
        """)
}
