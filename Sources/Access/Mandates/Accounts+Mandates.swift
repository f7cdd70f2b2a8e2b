import Ledger
import Vocabulary

extension Accounts {
    /// Lets another applicant act for the person who is signed in.
    /// - Throws: `MandateRefused`.
    @discardableResult
    public func give(
        _ scope: Mandate.Scope, to agent: String, until end: CalendarDay, from giver: Principal, at now: Instant
    )
        async throws -> Mandate
    {
        guard let person = giver.subject, giver.level >= .needed else { throw MandateRefused.doesNotHold }
        guard now.day <= end, end <= now.day.adding(days: Mandate.longestDays) else { throw MandateRefused.endsWrongly }
        // Whoever acts for others must be known like those who act for themselves.
        guard let found = try await find(agent), found.kind == .citizen, found.level >= .needed,
            let other = found.subject
        else {
            throw MandateRefused.noSuchAgent
        }
        guard other != person else { throw MandateRefused.toOneself }
        let mandate = Mandate(
            id: .new(), person: person, personName: giver.name, agent: found.account, scope: scope, endsOn: end,
            givenAt: now, revokedAt: nil)
        try await store.write { session in
            try session.post(
                .addMandate,
                [
                    .integer(person.shardKey), .id(person), .id(mandate.id), .text(giver.name), .text(mandate.agent),
                    .text(scope.rawValue),
                    .day(end), .instant(now),
                ])
        }
        return mandate
    }

    /// Takes a mandate back; whoever acts under it stops at once.
    /// - Throws: `MandateRefused.doesNotHold`.
    public func revoke(_ mandate: Identifier<Mandate>, of person: Identifier<Principal>, at now: Instant) async throws {
        try await store.write { session in
            let count = try session.execute(
                .revokeMandate, [.instant(now), .integer(person.shardKey), .id(person), .id(mandate)])
            guard count == 1 else { throw MandateRefused.doesNotHold }
        }
    }

    /// The mandates a person gave, the latest first.
    public func mandates(of person: Identifier<Principal>) async throws -> [Mandate] {
        try await store.read { session in
            try session.query(.mandatesOfPerson, [.integer(person.shardKey), .id(person)], Self.mandate)
        }
    }

    /// The mandates an account may use on a day.
    public func mandates(for agent: String, on day: CalendarDay) async throws -> [Mandate] {
        try await store.read { session in
            try session.query(.mandatesForAgent, [.text(agent), .day(day)], Self.mandate)
        }
    }

    /// From now on the session acts for the person of a mandate, until it stops or the mandate does.
    /// - Throws: `MandateRefused.doesNotHold`.
    @discardableResult
    public func act(under mandate: Identifier<Mandate>, in signedIn: SignedIn, at now: Instant) async throws -> Mandate
    {
        let held = try await mandates(for: signedIn.principal.account, on: now.day).first { $0.id == mandate }
        guard let held else { throw MandateRefused.doesNotHold }
        try await store.write { session in
            try session.execute(.stopActing, [.instant(now), .id(signedIn.session)])
            try session.post(
                .beginActing,
                [.integer(held.person.shardKey), .id(held.person), .id(held.id), .id(signedIn.session), .instant(now)])
        }
        return held
    }

    public func stopActing(in signedIn: SignedIn, at now: Instant) async throws {
        try await store.write { session in try session.execute(.stopActing, [.instant(now), .id(signedIn.session)]) }
    }

    /// The mandate under which a session acts now. Asked with every request, so that taking it back works at once.
    public func acting(in signedIn: SignedIn, at now: Instant) async throws -> Mandate? {
        try await store.read { session in
            try session.first(
                .actingNow, [.id(signedIn.session), .text(signedIn.principal.account), .day(now.day)], Self.mandate)
        }
    }

    private static func mandate(_ row: any Row) throws -> Mandate {
        guard let scope = Mandate.Scope(rawValue: row.text(4)) else {
            throw StorageFailure.corrupt("a mandate has the unknown scope \(row.text(4))")
        }
        return Mandate(
            id: try row.id(0), person: try row.id(1), personName: row.text(2), agent: row.text(3), scope: scope,
            endsOn: row.day(5),
            givenAt: row.instant(6), revokedAt: row.optionalInstant(7))
    }
}

extension Statement {
    static let addMandate = Statement(
        """
        INSERT INTO mandate (shard_key, person, id, person_name, agent, scope, ends_on, given_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """)
    static let revokeMandate = Statement(
        "UPDATE mandate SET revoked_at = $1 WHERE shard_key = $2 AND person = $3 AND id = $4 AND revoked_at IS NULL")
    static let mandatesOfPerson = Statement(
        """
        SELECT id, person, person_name, agent, scope, ends_on, given_at, revoked_at FROM mandate
        WHERE shard_key = $1 AND person = $2 ORDER BY given_at DESC, id DESC LIMIT 100
        """)
    static let mandatesForAgent = Statement(
        """
        SELECT id, person, person_name, agent, scope, ends_on, given_at, revoked_at FROM mandate
        WHERE agent = $1 AND ends_on >= $2 AND revoked_at IS NULL ORDER BY given_at DESC, id DESC LIMIT 100
        """)
    static let beginActing = Statement(
        "INSERT INTO mandate_use (shard_key, person, mandate, session, started_at) VALUES ($1, $2, $3, $4, $5)")
    static let stopActing = Statement("UPDATE mandate_use SET ended_at = $1 WHERE session = $2 AND ended_at IS NULL")
    static let actingNow = Statement(
        """
        SELECT m.id, m.person, m.person_name, m.agent, m.scope, m.ends_on, m.given_at, m.revoked_at FROM mandate_use u
        JOIN mandate m ON m.shard_key = u.shard_key AND m.person = u.person AND m.id = u.mandate
        WHERE u.session = $1 AND u.ended_at IS NULL AND m.agent = $2 AND m.ends_on >= $3 AND m.revoked_at IS NULL
        ORDER BY u.started_at DESC LIMIT 1
        """)
}
