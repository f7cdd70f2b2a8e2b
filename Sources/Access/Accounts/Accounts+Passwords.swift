import Ledger
import Vocabulary

extension Accounts {
    /// Replaces the password of somebody who knows the present one. Every session of the account ends, and a new one begins.
    ///
    /// A wrong present password counts like a failed sign-in.
    /// - Throws: `SignInRefused`, `AccountRefused.password`.
    public func changePassword(
        account: String, from present: String, to new: String, code: String? = nil, address: String? = nil,
        at now: Instant
    ) async throws -> SignedIn {
        let name = try? AccountName(parsing: account)
        let displayed = try await find(account)?.name ?? ""
        if let flaw = rules.flaw(in: Password(new), account: name?.text ?? "", name: displayed) {
            throw AccountRefused.password(flaw)
        }
        return try await attempt(account: account, password: present, address: address, at: now) { proven in
            try await self.requireCode(code, of: proven.name, from: address, at: now)
            if Password(new).text == Password(present).text { throw AccountRefused.password(.unchanged) }
            let hash = try await self.passwords.hash(Password(new))
            let signedIn = try await self.open(proven, address: address, newHash: hash, endingOthers: true, at: now)
            return signedIn
        }
    }

    /// Gives an account a new password on an administrator's word, and ends its sessions.
    /// - Throws: `AccountRefused`.
    public func setPassword(account: String, to new: String, at now: Instant) async throws {
        let name = try Self.name(account)
        guard let displayed = try await find(name.text)?.name else { throw AccountRefused.unknown }
        let hash = try await hash(new, for: name, displayed: displayed)
        try await store.write { session in
            try session.post(
                .setPassword, [.integer(name.shard), .text(name.text), .text(hash.description), .instant(now)])
            try Self.endSessions(of: name, at: now, in: session)
        }
        cache.forget(account: name.text)
    }
}

extension Statement {
    static let setPassword = Statement(
        """
        INSERT INTO account_password (shard_key, account, hash, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shard_key, account) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
        """)
}
