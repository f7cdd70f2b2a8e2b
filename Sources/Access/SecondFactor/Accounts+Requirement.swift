import Ledger
import Vocabulary

extension Principal {
    /// The role of accounts whose password everybody knows, since they are a demonstration's. Only the demonstration gives it.
    public static let demonstration = "demonstration"

    /// Whether the account decides over others' matters, so that a password alone is too little.
    var isStaff: Bool {
        switch kind {
        case .clerk, .officer, .supervisor, .administrator: !roles.contains(Self.demonstration)
        case .citizen, .client: false
        }
    }
}

extension Accounts {
    /// Whether an account signs in with a code besides its password.
    public func hasSecondFactor(account: String) async throws -> Bool {
        let name = try Self.name(account)
        return try await hasSecondFactor(name)
    }

    func hasSecondFactor(_ name: AccountName) async throws -> Bool {
        try await store.read { session in
            try session.first(.secondFactor, [.integer(name.shard), .text(name.text)]) { _ in true } ?? false
        }
    }

    /// Whether an account signs in with a password at all; one that the identity provider opened does not.
    public func hasPassword(account: String) async throws -> Bool {
        let name = try Self.name(account)
        return try await store.read { session in try StoredAccount.find(name, in: session)?.hash != nil }
    }

    /// Whether a security administrator can sign in where staff need a second factor. Before the first of them can, whoever
    /// runs the machine gives it to them.
    public func isSecurityAdministratorReady() async throws -> Bool {
        try await store.read { session in
            try session.first(.holdersWithSecondFactor, [.text(Administrator.security.rawValue)]) { $0.int(0) > 0 }
                ?? false
        }
    }

    /// Open staff accounts that cannot sign in where a second factor is needed, and open ones of a demonstration.
    public func countStaff() async throws -> (withoutSecondFactor: Int, demonstration: Int) {
        try await store.read { session in
            let role: [SQLValue] = [.text(Principal.demonstration)]
            return (
                try session.first(.staffWithoutSecondFactor, role) { $0.int(0) } ?? 0,
                try session.first(.demonstrationAccounts, role) { $0.int(0) } ?? 0
            )
        }
    }

    /// Refuses staff whose account has no second factor where they need one; after the password was right.
    func requireSecondFactor(_ proven: Proven) async throws {
        guard requiresSecondFactor, proven.principal.isStaff, try await !hasSecondFactor(proven.name) else { return }
        throw SignInRefused.secondFactorMissing
    }
}

extension Statement {
    static let staffWithoutSecondFactor = Statement(
        """
        SELECT count(*) FROM account a
        WHERE a.kind IN ('clerk', 'officer', 'supervisor', 'administrator') AND a.closed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM second_factor f WHERE f.shard_key = a.shard_key AND f.account = a.name)
            AND NOT EXISTS (
                SELECT 1 FROM account_role r WHERE r.shard_key = a.shard_key AND r.account = a.name AND r.role = $1)
        """)
    static let demonstrationAccounts = Statement(
        """
        SELECT count(*) FROM account_role r JOIN account a ON a.shard_key = r.shard_key AND a.name = r.account
        WHERE r.role = $1 AND a.closed_at IS NULL
        """)
    static let holdersWithSecondFactor = Statement(
        """
        SELECT count(*) FROM account_role r
        JOIN second_factor f ON f.shard_key = r.shard_key AND f.account = r.account WHERE r.role = $1
        """)
}
