import Catalog
import Ledger
import Registry
import Vocabulary

extension Casework {
    /// Carries a command out and returns the new state.
    /// - Parameter expecting: the version the actor saw (If-Match); nil when it does not matter.
    /// - Throws: `Refusal` when the command cannot be carried out; storage failures.
    @discardableResult
    public func act(
        _ command: Command, on number: CaseNumber, by actor: Actor, at instant: Instant, expecting: Int? = nil
    ) async throws -> Application {
        try await act(command, by: actor, at: instant, expecting: expecting, known: recent.find(number), number) {
            [self] in
            try load(number, in: $0)
        }
    }

    @discardableResult
    public func act(
        _ command: Command, on reference: CaseReference, by actor: Actor, at instant: Instant, expecting: Int? = nil
    ) async throws -> Application {
        try await act(command, by: actor, at: instant, expecting: expecting, known: recent.find(reference.id), nil) {
            [self] in
            (try load(reference, in: $0), reference)
        }
    }

    /// Decides on what is known, else on a snapshot, beside all others who decide, and takes the writer's turn only to store
    /// what was decided.
    private func act(
        _ command: Command, by actor: Actor, at instant: Instant, expecting: Int?, known: KnownCase?,
        _ number: CaseNumber?,
        _ find: @escaping @Sendable (any Session) throws -> (Application, CaseReference)
    ) async throws -> Application {
        if let known, let catalog = shelf.held(known.application.revision) {
            do {
                let prepared = try PreparedAct(
                    command, on: known, by: actor, at: instant, expecting: expecting, casework: self, catalog: catalog,
                    from: .memory)
                if !prepared.isIdle { return try await carryOut(prepared, number) }
            } catch is NotAtHand {
            } catch is ChangedMeanwhile {
            } catch is Refusal {
                // The store has the last word on what cannot be done.
            }
        }
        let prepare: @Sendable (any Session) throws -> PreparedAct = { [self] session in
            let (application, reference) = try find(session)
            return try prepared(
                command, on: application, reference, by: actor, at: instant, expecting: expecting, in: session)
        }
        do {
            return try await carryOut(try await store.read(prepare), number)
        } catch is ChangedMeanwhile {
            // Someone came first, so it is decided again in the writer's turn, where nobody can.
            return try await store.write { [self] session in
                try prepare(session).write(self, otherwise: StorageFailure.conflict, in: session)
            }
        }
    }

    private func carryOut(_ prepared: PreparedAct, _ number: CaseNumber?) async throws -> Application {
        let after = try await store.writeBatched { [self] in
            try prepared.write(self, otherwise: ChangedMeanwhile(), in: $0)
        }
        recent.remember(prepared.outcome, as: number)
        return after
    }

    private func prepared(
        _ command: Command, on application: Application, _ reference: CaseReference, by actor: Actor,
        at instant: Instant,
        expecting: Int?, in session: any Session
    ) throws -> PreparedAct {
        try PreparedAct(
            command, on: KnownCase(reference: reference, application: application), by: actor, at: instant,
            expecting: expecting, casework: self, catalog: try shelf.catalog(application.revision, in: session),
            from: PreparedAct.Source(
                answers: { try self.answers(of: reference, in: session) },
                key: {
                    try self.register.seals.key(of: application.applicant.bytes, shard: reference.shard, in: session)
                }))
    }

    /// Carries a command out inside a transaction that the caller commits.
    public func act(
        _ command: Command, on application: Application, _ reference: CaseReference, by actor: Actor,
        at instant: Instant,
        expecting: Int? = nil, in session: any Session
    ) throws -> Application {
        let prepared = try self.prepared(
            command, on: application, reference, by: actor, at: instant, expecting: expecting, in: session)
        return try prepared.write(self, otherwise: StorageFailure.conflict, in: session)
    }
}

/// The application is not any more as it was when its command was decided.
private struct ChangedMeanwhile: Error {}

/// Something must be read from the store first.
private struct NotAtHand: Error {}

/// A command that has been decided, with its rows ready, so that the writer's turn is short.
private struct PreparedAct: Sendable {
    /// How the application stands once this is stored.
    let outcome: KnownCase
    private let before: Application
    private let events: [ApplicationEvent]
    private let rows: [[SQLValue]]
    private let update: CaseUpdate
    private let facts: PreparedFacts
    private let messages: [OutboxMessage]
    private let at: Instant
    private let isWaking: Bool
    private let keyRow: [SQLValue]?
    private let knownKey: SubjectKey?

    /// Nothing follows from the command, so nothing will be stored.
    var isIdle: Bool { events.isEmpty }

    /// Where what is not known about an application is read, if the command turns out to need it.
    struct Source {
        let answers: () throws -> Answers
        let key: () throws -> SubjectKey?

        /// Nowhere.
        static var memory: Source { Source(answers: { throw NotAtHand() }, key: { throw NotAtHand() }) }
    }

    init(
        _ command: Command, on known: KnownCase, by actor: Actor, at instant: Instant, expecting: Int?,
        casework: Casework, catalog: Catalog, from source: Source
    ) throws {
        let (application, reference) = (known.application, known.reference)
        if let expecting, expecting != application.version {
            throw Refusal.changedMeanwhile(current: application.version)
        }
        // Two requests may pass each other on the way to the writer, and a machine's clock may be set back.
        at = max(instant, application.changedAt)
        events = try application.decide(
            command, by: actor, at: Moment(at, calendar: casework.calendar), catalog: catalog)
        var after = application
        var rows: [[SQLValue]] = []
        let applicant = application.applicant
        let seals = casework.register.seals
        var sealer = seals.sealer(of: applicant.bytes, shard: applicant.shardKey) { try known.key ?? source.key() }
        for event in events {
            let stored = event.stored(version: after.version + 1, actor: actor, at: at)
            rows.append(try EventLog.row(stored, stream: reference.id.bytes, shard: reference.shard, &sealer))
            try after.apply(event, at: at)
        }
        self.rows = rows
        before = application
        update = try CaseUpdate(from: application, to: after, casework.calendar, &sealer)
        let isFollowed = EffectFacts.follow(from: events, catalog: catalog)
        let answers = isFollowed ? try known.answers ?? source.answers() : known.answers
        facts =
            if isFollowed, let answers {
                try PreparedFacts(
                    EffectFacts.facts(of: events, on: after, answers: answers, at: at, catalog: catalog),
                    about: applicant.retyped(), &sealer)
            } else {
                .none(about: applicant.retyped())
            }
        keyRow = try sealer.keyRow(at: at)
        // What is remembered here is as old as the key it was sealed with: when that is destroyed, it is read anew.
        var key = sealer.isNew ? nil : sealer.key ?? known.key
        if isFollowed, !sealer.isNew, seals.ring != nil { key = try key ?? source.key() }
        outcome = KnownCase(
            reference: reference, application: after, answers: answers?.following(events), key: sealer.key ?? key)
        knownKey = key
        isWaking = command == .wake
        let versions = (application.version + 1)...
        messages = casework.forwarding.messages(
            zip(versions, events).lazy.map { (version: $0, event: $1) }, after, reference, by: actor, at: at)
    }

    /// - Parameter otherwise: what the transaction ends with when another writer came first.
    func write(_ casework: Casework, otherwise: any Error, in session: any Session) throws -> Application {
        guard !events.isEmpty else {
            // An alarm that was set before the calendar was corrected, and is not due any more. Someone may have acted since.
            if isWaking {
                let current = try casework.load(outcome.reference, in: session)
                _ = try CaseRows.refreshClock(current, casework.calendar, in: session)
            }
            return before
        }
        let (after, reference) = (outcome.application, outcome.reference)
        try update.write(relyingOn: knownKey, otherwise: otherwise, in: session)
        if let keyRow { try Sealer.keep(keyRow, in: session) }
        try EventLog.append(rows, in: session)
        try facts.write(casework.register, in: session)
        try casework.notify(events, after, reference, at: at, in: session)
        for message in messages { try Outbox.add(message, in: session) }
        return after
    }
}
