import Ledger
import Vocabulary

/// One line of the history of sign-ins. It holds neither the password nor the token, and not the name either where no
/// account has it, because people type passwords into the wrong field.
public struct SignInAttempt: Hashable, Sendable {
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        case succeeded
        case wrong
        /// Refused unchecked, because the name was locked.
        case locked
        /// Not an attempt: an administrator ended the lock.
        case released
    }

    public let at: Instant
    public let outcome: Outcome
    /// The network address as far as it is counted: all of IPv4, the first half of IPv6.
    public let address: String?
}

/// Where the attempts under one typed name are kept, whether or not an account has it.
struct AttemptPlace: Sendable {
    /// Nil when the typed text cannot name an account.
    let name: AccountName?
    let shard: Int64

    init(typed: String) {
        name = try? AccountName(parsing: typed)
        shard = name?.shard ?? AccountName.shard(of: String(String.UnicodeScalarView(typed.unicodeScalars.prefix(512))))
    }

    func account(in session: any Session) throws -> StoredAccount? {
        // A text that names nothing is looked up like one that could.
        guard let name else { return try StoredAccount.find(.nobody, in: session) }
        return try StoredAccount.find(name, in: session)
    }

    /// Moments of the failures since the last success or release, oldest first.
    func failures(before now: Instant, in session: any Session) throws -> [Instant] {
        var failures: [Instant] = []
        let since = now.adding(seconds: -7 * Lockout.memory)
        try session.each(.decisiveAttempts, [.integer(shard), .instant(since)]) { row in
            guard row.text(1) == SignInAttempt.Outcome.wrong.rawValue else { return false }
            failures.append(row.instant(0))
            return true
        }
        return failures.reversed()
    }

    func record(_ outcome: SignInAttempt.Outcome, address: String?, at now: Instant, in session: any Session) throws {
        let account = try name.flatMap { try StoredAccount.find($0, in: session)?.principal.account }
        try session.post(
            .addAttempt,
            [
                .integer(shard), .instant(now), .id(Identifier<SignInAttempt>.new()), .optional(account),
                .text(outcome.rawValue), .optional(address),
            ])
    }

    func latest(_ count: Int, in session: any Session) throws -> [SignInAttempt] {
        try session.query(.latestAttempts, [.integer(shard), .integer(count)]) { row in
            guard let outcome = SignInAttempt.Outcome(rawValue: row.text(1)) else {
                throw StorageFailure.corrupt("a sign-in has the unknown outcome \(row.text(1))")
            }
            return SignInAttempt(at: row.instant(0), outcome: outcome, address: row.optionalText(2))
        }
    }
}

extension Statement {
    static let addAttempt = Statement(
        "INSERT INTO sign_in (shard_key, at, id, account, outcome, address) VALUES ($1, $2, $3, $4, $5, $6)")
    static let decisiveAttempts = Statement(
        """
        SELECT at, outcome FROM sign_in WHERE shard_key = $1 AND at > $2 AND outcome <> 'locked'
        ORDER BY at DESC, id DESC LIMIT 100
        """)
    static let latestAttempts = Statement(
        "SELECT at, outcome, address FROM sign_in WHERE shard_key = $1 ORDER BY at DESC, id DESC LIMIT $2")
}
