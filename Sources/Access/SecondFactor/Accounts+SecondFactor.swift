import Ledger
import Vocabulary

extension Accounts {
    /// Gives an account a second factor; from now on it signs in with password and code only. Its sessions end.
    /// - Returns: the address for the authenticator, shown once and as a QR code.
    /// - Throws: `AccountRefused.unknown`.
    public func enrolSecondFactor(account: String, at now: Instant) async throws -> String {
        let name = try Self.name(account)
        let secret = Digest.randomBytes(20)
        try await store.write { session in
            try Self.requireAccount(name, in: session)
            try session.post(
                .setSecondFactor, [.integer(name.shard), .text(name.text), .bytes(secret), .integer(0), .instant(now)])
            try Self.endSessions(of: name, at: now, in: session)
        }
        cache.forget(account: name.text)
        return "otpauth://totp/Lianban:\(name.text)?secret=\(TimeCode.base32(secret))&issuer=Lianban"
    }

    /// Takes the second factor away, for a telephone that was lost. Its sessions end.
    public func removeSecondFactor(account: String, at now: Instant) async throws {
        let name = try Self.name(account)
        try await store.write { session in
            try Self.requireAccount(name, in: session)
            try session.execute(.removeSecondFactor, [.integer(name.shard), .text(name.text)])
            try Self.endSessions(of: name, at: now, in: session)
        }
        cache.forget(account: name.text)
    }

    /// Whether a code belongs to the account now; each one serves once. True for an account without a second factor.
    func takeCode(_ code: String?, of name: AccountName, at now: Instant) async throws -> Bool {
        try await store.write { session in
            let key: [SQLValue] = [.integer(name.shard), .text(name.text)]
            guard let factor = try session.first(.secondFactor, key, { (secret: $0.bytes(0), used: $0.integer(1)) }) else { return true }
            guard let code, let step = TimeCode.step(of: code, secret: factor.secret, after: factor.used, at: now) else { return false }
            return try session.execute(.useSecondFactor, [.integer(step)] + key + [.integer(step)]) == 1
        }
    }
}

extension Statement {
    static let setSecondFactor = Statement(
        """
        INSERT INTO second_factor (shard_key, account, secret, used_step, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shard_key, account) DO UPDATE SET secret = excluded.secret, used_step = excluded.used_step, at = excluded.at
        """)
    static let removeSecondFactor = Statement("DELETE FROM second_factor WHERE shard_key = $1 AND account = $2")
    static let secondFactor = Statement("SELECT secret, used_step FROM second_factor WHERE shard_key = $1 AND account = $2")
    static let useSecondFactor = Statement(
        "UPDATE second_factor SET used_step = $1 WHERE shard_key = $2 AND account = $3 AND used_step < $4")
}
