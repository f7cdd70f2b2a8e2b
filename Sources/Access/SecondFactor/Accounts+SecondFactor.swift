import Foundation
import Ledger
import Vocabulary

extension Accounts {
    /// Gives an account a second factor; from now on it signs in with password and code only. Its sessions end.
    /// - Returns: the address for the authenticator, shown once and as a QR code.
    /// - Throws: `AccountRefused.unknown`.
    public func enrolSecondFactor(account: String, at now: Instant) async throws -> String {
        let name = try Self.name(account)
        let secret = Digest.randomBytes(Self.secretCount)
        let kept = try keys?.seal(secret, .secondFactor, for: Self.place(name)) ?? secret
        try await store.write { session in
            try Self.requireAccount(name, in: session)
            try session.post(
                .setSecondFactor, [.integer(name.shard), .text(name.text), .bytes(kept), .integer(0), .instant(now)])
            try Self.endSessions(of: name, at: now, in: session)
        }
        cache.forget(account: name.text)
        let label = name.text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name.text
        return "otpauth://totp/Lianban:\(label)?secret=\(TimeCode.base32(secret))&issuer=Lianban"
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

    private static let secretCount = 20

    /// What a sealed secret is bound to.
    private static func place(_ name: AccountName) -> SealPlace {
        SealPlace("second_factor.secret", row: Array(name.text.utf8))
    }

    private func secret(_ kept: [UInt8], of name: AccountName) throws -> [UInt8] {
        // Secrets of before there were keys lie there as they are, and are shorter than anything sealed.
        guard kept.count > Self.secretCount else { return kept }
        guard let keys else { throw SealFault.noKeys }
        return try keys.open(kept, for: Self.place(name))
    }

    /// The keys under which secrets of second factors lie.
    public func keysOfSecondFactors() async throws -> Set<KeyID> {
        try await store.read { session in
            Set(try session.query(.allSecondFactors) { SealingKey.id(of: $0.bytes(2)) }.compactMap(\.self))
        }
    }

    /// Seals every second factor's secret under the key in use.
    /// - Returns: how many were sealed anew.
    public func resealSecondFactors() async throws -> Int {
        guard let keys else { return 0 }
        let current = try keys.inUse(.secondFactor).id
        return try await store.write { [self] session in
            let rows = try session.query(.allSecondFactors) { row in
                (shard: row.integer(0), account: row.text(1), kept: row.bytes(2))
            }
            var count = 0
            for row in rows where SealingKey.id(of: row.kept) != current || row.kept.count == Self.secretCount {
                let name = try AccountName(parsing: row.account)
                let fresh = try keys.seal(try secret(row.kept, of: name), .secondFactor, for: Self.place(name))
                count += try session.execute(
                    .resealSecondFactor, [.bytes(fresh), .integer(row.shard), .text(row.account), .bytes(row.kept)])
            }
            return count
        }
    }

    /// Whether a code belongs to the account now; each one serves once. True for an account without a second factor.
    func takeCode(_ code: String?, of name: AccountName, at now: Instant) async throws -> Bool {
        try await store.write { [self] session in
            let key: [SQLValue] = [.integer(name.shard), .text(name.text)]
            guard let factor = try session.first(.secondFactor, key, { (secret: $0.bytes(0), used: $0.integer(1)) })
            else { return true }
            let secret = try self.secret(factor.secret, of: name)
            guard let code, let step = TimeCode.step(of: code, secret: secret, after: factor.used, at: now) else {
                return false
            }
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
    static let secondFactor = Statement(
        "SELECT secret, used_step FROM second_factor WHERE shard_key = $1 AND account = $2")
    static let allSecondFactors = Statement(
        "SELECT shard_key, account, secret FROM second_factor ORDER BY shard_key, account")
    static let resealSecondFactor = Statement(
        "UPDATE second_factor SET secret = $1 WHERE shard_key = $2 AND account = $3 AND secret = $4")
    static let useSecondFactor = Statement(
        "UPDATE second_factor SET used_step = $1 WHERE shard_key = $2 AND account = $3 AND used_step < $4")
}
