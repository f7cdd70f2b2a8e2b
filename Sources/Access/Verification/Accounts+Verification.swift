import Ledger
import Vocabulary

/// Why an identity check is not taken down.
public enum VerificationRefused: Error, Hashable, Sendable {
    /// The account already stands for somebody else.
    case otherPerson
    /// Another open account stands for that person already.
    case personHasAccount
    /// Only applicants' accounts stand for people.
    case notAnApplicant
}

/// One identity check of an account (实名核验记录).
public struct IdentityCheck: Hashable, Sendable {
    public let at: Instant
    public let level: VerificationLevel
    /// Who checked: `register`, `counter:…`, `identity-provider:…`.
    public let method: String
    public let evidence: String
}

extension Accounts {
    /// Takes down that an account is a person's, and how that is known. A level is never lowered by a weaker check.
    /// - Parameters:
    ///   - method: who checked.
    ///   - evidence: what it was compared with.
    /// - Throws: `VerificationRefused`, `AccountRefused.unknown`.
    public func verify(
        account: String, as subject: Identifier<Principal>, level: VerificationLevel, method: String, evidence: String,
        at now: Instant
    ) async throws {
        let name = try Self.name(account)
        try await store.write { session in
            guard let stored = try StoredAccount.find(name, in: session) else { throw AccountRefused.unknown }
            guard stored.principal.kind == .citizen else { throw VerificationRefused.notAnApplicant }
            if let known = stored.principal.subject, known != subject { throw VerificationRefused.otherPerson }
            let others = try session.query(.accountsOfSubject, [.id(subject)]) { $0.text(0) }
            guard others.allSatisfy({ $0 == name.text }) else { throw VerificationRefused.personHasAccount }
            let reached = max(level, stored.principal.level)
            try session.execute(
                .setLevel, [.id(subject), .integer(reached.rawValue), .integer(name.shard), .text(name.text)])
            try session.post(
                .addCheck,
                [
                    .integer(name.shard), .text(name.text), .instant(now), .id(Identifier<IdentityCheck>.new()),
                    .id(subject),
                    .integer(level.rawValue), .text(method), .text(evidence),
                ])
        }
        cache.forget(account: name.text)
    }

    /// How it is known whose account it is, the latest check first.
    public func checks(of account: String) async throws -> [IdentityCheck] {
        let name = try Self.name(account)
        return try await store.read { session in
            try session.query(.checksOfAccount, [.integer(name.shard), .text(name.text)]) { row in
                guard let level = VerificationLevel(rawValue: row.int(1)) else {
                    throw StorageFailure.corrupt("an identity check has the unknown level \(row.int(1))")
                }
                return IdentityCheck(at: row.instant(0), level: level, method: row.text(2), evidence: row.text(3))
            }
        }
    }

    /// The open account that stands for a person; nil when there is none.
    public func account(of subject: Identifier<Principal>) async throws -> String? {
        try await store.read { session in try session.first(.accountsOfSubject, [.id(subject)]) { $0.text(0) } }
    }

    /// Takes one of the few tries that checking one number, or one account's claims, may cost.
    /// - Throws: `SignInRefused.tooManyAttempts`.
    public func takeCheck(of key: String, at now: Instant) throws(SignInRefused) { try claims.take(key, at: now) }

    /// Takes one of the requests that an account, and the network address it comes from, may make.
    /// - Throws: `SignInRefused.tooManyAttempts`.
    public func takeRequest(account: String?, address: String, at now: Instant) throws(SignInRefused) {
        try requestsOfAddress.take(NetworkAddress.counted(address), at: now)
        if let account { try requestsOfAccount.take(account, at: now) }
    }

    /// Takes one of the accounts that may be opened from one network address.
    /// - Throws: `SignInRefused.tooManyAttempts`.
    public func takeSignUp(from address: String?, at now: Instant) throws(SignInRefused) {
        if let address { try signUps.take(NetworkAddress.counted(address), at: now) }
    }
}

extension Statement {
    static let accountsOfSubject = Statement(
        "SELECT name FROM account WHERE subject = $1 AND closed_at IS NULL ORDER BY name")
    static let setLevel = Statement("UPDATE account SET subject = $1, level = $2 WHERE shard_key = $3 AND name = $4")
    static let addCheck = Statement(
        """
        INSERT INTO identity_check (shard_key, account, at, id, subject, level, method, evidence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """)
    static let checksOfAccount = Statement(
        """
        SELECT at, level, method, evidence FROM identity_check WHERE shard_key = $1 AND account = $2
        ORDER BY at DESC, id DESC LIMIT 50
        """)
}
