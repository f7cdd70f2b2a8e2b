import Ledger
import Registry
import Vocabulary

extension Entitlements {
    /// Decides again what can have changed since the last time, and makes the offers that follow.
    ///
    /// A new fact leads to the policies that read it, for that person. A new day or a changed policy leads to a run over everybody
    /// in columns, after which only those are decided whose answer is or was yes. Every person is one transaction that holds the
    /// decision, its offers and the end of the news, so a crash at any point leaves nothing undone that would not be done by the
    /// next run, and nothing done twice.
    public func refresh(_ schemes: Schemes, limits: OfferLimits, at now: Instant) async throws -> Tally {
        var tally = Tally()
        try await decideNews(schemes, limits, now, &tally)
        try await decideChangedSchemes(schemes, limits, now, &tally)
        try await offerWhatWaits(limits, now, &tally)
        return tally
    }

    /// Records that a person wants to be told, or no longer does, and decides every scheme for them at once.
    ///
    /// - Returns: how many offers were made.
    @discardableResult
    public func consent(
        _ granted: Bool, of person: Identifier<Subject>, _ schemes: Schemes, limits: OfferLimits, at now: Instant
    ) async throws -> Int {
        try await store.write { [register] session in
            try Offers.setConsent(granted, of: person, at: now, in: session)
            guard granted else { return 0 }
            return try Self.decide(person, schemes.all, schemes, register, limits, now, in: session).offers
        }
    }

    // MARK: New facts

    private func decideNews(_ schemes: Schemes, _ limits: OfferLimits, _ now: Instant, _ tally: inout Tally)
        async throws
    {
        while true {
            let people = try await store.read { [register, page] session in
                try register.subjectsWithNews(limit: page, in: session)
            }
            if people.isEmpty { break }
            for person in people {
                let kept = try await store.read { [register] session in try register.root(of: person, in: session) }
                if kept != person {
                    try await passNews(of: person, to: kept)
                    continue
                }
                let done = try await store.write { [register] session in
                    let elements = try register.takeNews(of: person, in: session)
                    guard try register.kind(of: person, in: session) == .person else { return Tally() }
                    return try Self.decide(
                        person, schemes.reading(elements), schemes, register, limits, now, in: session)
                }
                tally.add(done, people: 1)
            }
        }
    }

    /// What is new in a file that was joined to another is news of that one. Two transactions, for the files may lie apart; in this
    /// order nothing is lost between them, and what is done again changes nothing.
    private func passNews(of duplicate: Identifier<Subject>, to kept: Identifier<Subject>) async throws {
        let news = try await store.read { [register] session in try register.news(of: duplicate, in: session) }
        try await store.write { [register] session in try register.add(news, to: kept, in: session) }
        try await store.write { [register] session in try register.end(news, of: duplicate, in: session) }
    }

    // MARK: New days and policies

    private func decideChangedSchemes(
        _ schemes: Schemes, _ limits: OfferLimits, _ now: Instant, _ tally: inout Tally
    ) async throws {
        let marks = try await store.read { session in Set(try ReferenceTexts.names(kind: Self.mark, in: session)) }
        let changed = schemes.all.filter { !marks.contains(schemes.mark(of: $0)) }
        try await withdraw(schemes, now)
        guard !changed.isEmpty else { return }
        let open = Schemes(changed, of: schemes.catalog, on: schemes.day)
        var concerned: [Identifier<Subject>: Set<String>] = [:]
        // Everybody, those with news among them.
        tally.people = try await find(open, explaining: false) { found in
            concerned[found.subject, default: []].insert(found.entitlement.policy)
        }.people
        for scheme in changed {
            let policy = scheme.policy
            let before = try await store.read { session in
                try session.query(.peopleEntitled, [.text(policy)]) { row in try row.id(0, of: Subject.self) }
            }
            for person in before { concerned[person, default: []].insert(policy) }
        }
        for (person, policies) in concerned.sorted(by: { $0.key < $1.key }) {
            let again = changed.filter { policies.contains($0.policy) }
            let done = try await store.write { [register] session in
                try Self.decide(person, again, schemes, register, limits, now, in: session)
            }
            tally.add(done, people: 0)
        }
        // Only now: a run that was cut short begins again.
        for scheme in changed {
            let mark = schemes.mark(of: scheme)
            try await store.write { session in
                try ReferenceTexts.add(kind: Self.mark, name: mark, body: "", at: now, in: session)
            }
        }
    }

    static var mark: String { "policy-census" }

    /// Ends the entitlements to policies that are no longer in force.
    private func withdraw(_ schemes: Schemes, _ now: Instant) async throws {
        let inForce = Set(schemes.all.map(\.policy))
        let stored = try await store.read { session in try session.query(.policiesWithEntitlements) { $0.text(0) } }
        for policy in stored where !inForce.contains(policy) {
            while true {
                let people = try await store.read { [page] session in
                    try session.query(.somePeopleEntitled, [.text(policy), .integer(page)]) { row in
                        try row.id(0, of: Subject.self)
                    }
                }
                guard !people.isEmpty else { break }
                for person in people {
                    try await store.write { session in
                        try session.execute(
                            .deleteEntitlement, [.integer(person.shardKey), .id(person), .text(policy)])
                    }
                }
            }
        }
    }

    // MARK: What could not be offered before

    /// Offers what consent or limits held back.
    private func offerWhatWaits(_ limits: OfferLimits, _ now: Instant, _ tally: inout Tally) async throws {
        var place = RegisterPlace.start
        while true {
            let from = place
            let people = try await store.read { [page] session in
                try Offers.waiting(after: from, limit: page, in: session)
            }
            for person in people {
                tally.offers += try await store.write { session in
                    try Offers.make(for: person, limits: limits, at: now, in: session)
                }
            }
            guard people.count == page, let last = people.last else { break }
            place = RegisterPlace(after: last)
        }
    }

    // MARK: One person

    /// Decides some schemes for one person, writes what is new, and offers it.
    private static func decide(
        _ person: Identifier<Subject>, _ again: [Scheme], _ schemes: Schemes, _ register: Register,
        _ limits: OfferLimits,
        _ now: Instant, in session: any Session
    ) throws -> Tally {
        var tally = Tally()
        guard !again.isEmpty else { return tally }
        let key: [SQLValue] = [.integer(person.shardKey), .id(person)]
        // What is known of a file that was joined to another entitles under that one.
        let isOneself = try register.root(of: person, in: session) == person
        let facts =
            isOneself ? try register.current(about: person, on: schemes.day, for: Offers.purpose, in: session) : [:]
        for scheme in again {
            tally.decided += 1
            if isOneself, let entitlement = schemes.decide(scheme, facts) {
                try session.execute(
                    .putEntitlement,
                    key + [
                        .text(scheme.policy), .text(entitlement.version), .optional(entitlement.amount?.fen),
                        .day(schemes.day),
                    ])
            } else {
                try session.execute(.deleteEntitlement, key + [.text(scheme.policy)])
            }
        }
        tally.offers = try Offers.make(for: person, limits: limits, at: now, in: session)
        return tally
    }
}

extension Entitlements.Tally {
    fileprivate mutating func add(_ other: Self, people: Int) {
        self.people += people
        decided += other.decided
        offers += other.offers
    }
}

extension Schemes {
    /// Says that a scheme was run over everybody on this day. Facts begin and end with days, so every day is a new one.
    func mark(of scheme: Scheme) -> String { "\(scheme.fingerprint)@\(day)" }
}

extension RegisterPlace {
    /// The three values that a statement compares with.
    var values: [SQLValue] { [.integer(shard), .integer(shard), .bytes(id)] }
}

extension Statement {
    static let putEntitlement = Statement(
        """
        INSERT INTO entitlement (shard_key, subject, policy, version, amount, decided_on) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shard_key, subject, policy) DO UPDATE SET version = excluded.version, amount = excluded.amount,
            decided_on = excluded.decided_on
        """)
    static let deleteEntitlement = Statement(
        "DELETE FROM entitlement WHERE shard_key = $1 AND subject = $2 AND policy = $3")
    static let peopleEntitled = Statement(
        "SELECT subject FROM entitlement WHERE policy = $1 ORDER BY shard_key, subject")
    static let somePeopleEntitled = Statement(
        "SELECT subject FROM entitlement WHERE policy = $1 ORDER BY shard_key, subject LIMIT $2")
    static let policiesWithEntitlements = Statement("SELECT DISTINCT policy FROM entitlement ORDER BY policy")
}
