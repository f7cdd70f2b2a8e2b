import Ledger
import Vocabulary

extension Accounts {
    /// Signs in whom an identity provider vouches for, with the account that belongs to them: the one they came from, the one
    /// they used before, the one of the same person, or a new one.
    /// - Parameters:
    ///   - person: the person of the identity number that the provider tells; nil when it tells none.
    ///   - current: the account that is signed in already and sent the browser there.
    /// - Throws: `VerificationRefused`, `ProviderRefused.notAnApplicant`.
    public func signIn(
        with identity: ProvidedIdentity, person: Identifier<Principal>?, current: Principal? = nil,
        from address: String? = nil,
        replacing previous: String? = nil, at now: Instant
    ) async throws -> SignedIn {
        let digest = identity.digest
        let shard = digest.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
        let linked = try await store.read { session in
            try session.first(.accountOfProvider, [.integer(shard), .bytes(digest)]) { $0.text(0) }
        }
        let account: String
        if let current {
            account = current.account
        } else if let linked {
            account = linked
        } else if let person, let known = try await self.account(of: person) {
            account = known
        } else {
            account = try await open(identity, digest: digest, at: now)
        }
        guard let found = try await find(account), found.kind == .citizen else { throw ProviderRefused.notAnApplicant }
        if let person {
            try await verify(
                account: account, as: person, level: .identityProvider, method: "identity-provider:\(identity.issuer)",
                evidence: Digest.hexadecimal(digest.prefix(8)), at: now)
        }
        if linked != account {
            try await store.write { session in
                try session.execute(.linkProvider, [.integer(shard), .bytes(digest), .text(account), .instant(now)])
            }
        }
        let name = try Self.name(account)
        let stored = try await store.read { session in try StoredAccount.find(name, in: session) }
        guard let stored, stored.isOpen else { throw SignInRefused.wrong }
        let proven = Proven(name: name, principal: stored.principal, hash: stored.hash, fresherHash: nil)
        let signedIn = try await open(proven, address: address, newHash: nil, at: now)
        if let previous { try await signOut(token: previous, at: now) }
        return signedIn
    }

    /// An account without a password for somebody who comes by the provider for the first time.
    private func open(_ identity: ProvidedIdentity, digest: [UInt8], at now: Instant) async throws -> String {
        let name = try Self.name("p-" + Digest.hexadecimal(digest.prefix(12)))
        let displayed = String((identity.name ?? name.text).prefix(64))
        try await store.write { session in
            try session.execute(
                .addAccount,
                [
                    .integer(name.shard), .text(name.text), .text(displayed), .text(Principal.Kind.citizen.rawValue),
                    .null, .null, .null,
                    .instant(now), .integer(VerificationLevel.declared.rawValue),
                ])
        }
        return name.text
    }
}

extension Statement {
    static let accountOfProvider = Statement(
        "SELECT account FROM provider_account WHERE shard_key = $1 AND digest = $2")
    static let linkProvider = Statement(
        """
        INSERT INTO provider_account (shard_key, digest, account, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shard_key, digest) DO UPDATE SET account = excluded.account, at = excluded.at
        """)
}
