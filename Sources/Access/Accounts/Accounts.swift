import Ledger
import Vocabulary

/// The accounts of an installation: who they are, how they prove it, and which sessions they have open.
///
/// Reasons come as `AccountRefused` and `SignInRefused`; a failing store throws its own `StorageFailure`.
public final class Accounts: Sendable {
    let store: any Store
    let passwords: PasswordHashing
    let rules: PasswordRules
    let cache: SessionCache
    let limits: SessionLimits
    let turns = Turns()
    let allowance = AddressAllowance()
    /// Checks of identities: five at once, then one in four hours.
    let claims = AddressAllowance(burst: 5, secondsPerToken: 4 * 3600)
    /// Requests of one account, and of one network address with all who share it.
    let requestsOfAccount = AddressAllowance(burst: 200, secondsPerToken: 0.2)
    let requestsOfAddress = AddressAllowance(burst: 1_000, secondsPerToken: 0.02)
    /// Accounts opened from one network address.
    let signUps = AddressAllowance(burst: 20, secondsPerToken: 60)
    let keys: KeyRing?
    /// Whether staff sign in with a second factor only.
    public let requiresSecondFactor: Bool

    /// - Parameters:
    ///   - cost: of new hashes; a stored hash of another cost is renewed when its owner signs in.
    ///   - refused: passwords that may not be chosen, besides those that the rules recognise.
    ///   - keys: what seals the secrets of second factors; nil keeps them as they are.
    ///   - requiresSecondFactor: whether staff sign in with a second factor only.
    public init(
        store: any Store, cost: PasswordCost = .current, limits: SessionLimits = SessionLimits(),
        refusing refused: RefusedPasswords = .none, keys: KeyRing? = nil, requiresSecondFactor: Bool = false
    ) {
        self.store = store
        self.keys = keys
        self.requiresSecondFactor = requiresSecondFactor
        self.limits = limits
        rules = PasswordRules(refused: refused)
        passwords = PasswordHashing(cost: cost)
        cache = SessionCache(limits: limits)
    }

    public static let migrations = AccessSchema.migrations

    /// Creates an account.
    /// - Throws: `AccountRefused`; `.taken` before any password is hashed, so that seeding again costs nothing.
    public func create(_ account: NewAccount, at now: Instant) async throws {
        let name = try Self.name(account.account)
        guard try await find(name.text) == nil else { throw AccountRefused.taken }
        let hash = try await hash(account.password, for: name, displayed: account.name)
        try await store.write { session in
            let key: [SQLValue] = [.integer(name.shard), .text(name.text)]
            let added = try session.execute(
                .addAccount,
                key + [
                    .text(account.name), .text(account.kind.rawValue), account.subject.map { .id($0) } ?? .null,
                    .optional(account.department), .optional(account.region.map { Int64($0.number) }), .instant(now),
                    .integer(account.level.rawValue),
                ])
            guard added == 1 else { throw AccountRefused.taken }
            for role in account.roles.sorted() { try session.post(.addRole, key + [.text(role)]) }
            try session.post(.setPassword, key + [.text(hash.description), .instant(now)])
        }
    }

    /// The account of a name, open or closed; nil when there is none.
    public func find(_ account: String) async throws -> Principal? {
        guard let name = try? AccountName(parsing: account) else { return nil }
        return try await store.read { session in try StoredAccount.find(name, in: session)?.principal }
    }

    /// Closes an account and ends its sessions at once. Nothing of its history is lost.
    /// - Throws: `AccountRefused.unknown`.
    public func close(account: String, at now: Instant) async throws {
        let name = try Self.name(account)
        try await store.write { session in
            try Self.requireAccount(name, in: session)
            try session.execute(.closeAccount, [.instant(now), .integer(name.shard), .text(name.text)])
            try Self.endSessions(of: name, at: now, in: session)
        }
        cache.forget(account: name.text)
    }

    /// Lets a closed account sign in again.
    /// - Throws: `AccountRefused.unknown`.
    public func reopen(account: String) async throws {
        let name = try Self.name(account)
        try await store.write { session in
            try Self.requireAccount(name, in: session)
            try session.execute(.reopenAccount, [.integer(name.shard), .text(name.text)])
        }
    }

    static func name(_ account: String) throws(AccountRefused) -> AccountName {
        do throws(MalformedAccountName) {
            return try AccountName(parsing: account)
        } catch {
            throw .malformedName(error)
        }
    }

    static func requireAccount(_ name: AccountName, in session: any Session) throws {
        guard try StoredAccount.find(name, in: session) != nil else { throw AccountRefused.unknown }
    }

    /// Checks a new password against the rules, then hashes it.
    func hash(_ password: String, for name: AccountName, displayed: String) async throws -> PasswordHash {
        let password = Password(password)
        if let flaw = rules.flaw(in: password, account: name.text, name: displayed) {
            throw AccountRefused.password(flaw)
        }
        return try await passwords.hash(password)
    }
}

/// An account as it is stored.
struct StoredAccount {
    let principal: Principal
    /// The text of its password's hash; nil for an account that signs in another way.
    let hash: String?
    let isOpen: Bool

    static func find(_ name: AccountName, in session: any Session) throws -> StoredAccount? {
        let key: [SQLValue] = [.integer(name.shard), .text(name.text)]
        let roles = try session.query(.rolesOfAccount, key) { $0.text(0) }
        return try session.first(.accountNamed, key) { row in
            guard let kind = Principal.Kind(rawValue: row.text(1)) else {
                throw StorageFailure.corrupt("account \(name) has the unknown kind \(row.text(1))")
            }
            guard let level = VerificationLevel(rawValue: row.int(7)) else {
                throw StorageFailure.corrupt("account \(name) has the unknown level \(row.int(7))")
            }
            let principal = Principal(
                account: name.text, name: row.text(0), kind: kind, level: level,
                subject: row.isNull(2) ? nil : try row.id(2),
                department: row.optionalText(3), region: row.optionalInteger(4).flatMap { RegionCode(number: Int($0)) },
                roles: Set(roles))
            return StoredAccount(principal: principal, hash: row.optionalText(6), isOpen: row.isNull(5))
        }
    }
}

extension Statement {
    static let addAccount = Statement(
        """
        INSERT INTO account (shard_key, name, display_name, kind, subject, department, region, created_at, level)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (shard_key, name) DO NOTHING
        """)
    static let addRole = Statement("INSERT INTO account_role (shard_key, account, role) VALUES ($1, $2, $3)")
    static let accountNamed = Statement(
        """
        SELECT a.display_name, a.kind, a.subject, a.department, a.region, a.closed_at, p.hash, a.level
        FROM account a LEFT JOIN account_password p ON p.shard_key = a.shard_key AND p.account = a.name
        WHERE a.shard_key = $1 AND a.name = $2
        """)
    static let rolesOfAccount = Statement("SELECT role FROM account_role WHERE shard_key = $1 AND account = $2")
    static let closeAccount = Statement(
        "UPDATE account SET closed_at = $1 WHERE shard_key = $2 AND name = $3 AND closed_at IS NULL")
    static let reopenAccount = Statement("UPDATE account SET closed_at = NULL WHERE shard_key = $1 AND name = $2")
}
