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
        try await act(command, by: actor, at: instant, expecting: expecting) { [self] in try load(number, in: $0) }
    }

    @discardableResult
    public func act(
        _ command: Command, on reference: CaseReference, by actor: Actor, at instant: Instant, expecting: Int? = nil
    ) async throws -> Application {
        try await act(command, by: actor, at: instant, expecting: expecting) { [self] in
            (try load(reference, in: $0), reference)
        }
    }

    /// Decides on a snapshot, beside all others who decide, and takes the writer's turn only to store what was decided.
    private func act(
        _ command: Command, by actor: Actor, at instant: Instant, expecting: Int?,
        _ find: @escaping @Sendable (any Session) throws -> (Application, CaseReference)
    ) async throws -> Application {
        let prepare: @Sendable (any Session) throws -> PreparedAct = { [self] session in
            let (application, reference) = try find(session)
            return try PreparedAct(
                command, on: application, reference, by: actor, at: instant, expecting: expecting, casework: self, in: session)
        }
        do {
            let prepared = try await store.read(prepare)
            return try await store.write { [self] in try prepared.write(self, in: $0) }
        } catch is ChangedMeanwhile {
            // Someone came first, so it is decided again in the writer's turn, where nobody can.
            return try await store.write { [self] session in
                do {
                    return try prepare(session).write(self, in: session)
                } catch is ChangedMeanwhile {
                    throw StorageFailure.conflict
                }
            }
        }
    }

    /// Carries a command out inside a transaction that the caller commits.
    public func act(
        _ command: Command, on application: Application, _ reference: CaseReference, by actor: Actor, at instant: Instant,
        expecting: Int? = nil, in session: any Session
    ) throws -> Application {
        let prepared = try PreparedAct(
            command, on: application, reference, by: actor, at: instant, expecting: expecting, casework: self, in: session)
        do {
            return try prepared.write(self, in: session)
        } catch is ChangedMeanwhile {
            throw StorageFailure.conflict
        }
    }
}

/// The application is not any more as it was when its command was decided.
private struct ChangedMeanwhile: Error {}

/// A command that has been decided, with its rows ready, so that the writer's turn is short.
private struct PreparedAct: Sendable {
    private let before: Application
    private let after: Application
    private let reference: CaseReference
    private let events: [ApplicationEvent]
    private let rows: [[SQLValue]]
    private let update: CaseUpdate
    private let facts: [Fact]
    private let messages: [OutboxMessage]
    private let at: Instant
    private let isWaking: Bool
    private let keyRow: [SQLValue]?
    private let knownKey: SubjectKey?

    init(
        _ command: Command, on application: Application, _ reference: CaseReference, by actor: Actor, at instant: Instant,
        expecting: Int?, casework: Casework, in session: any Session
    ) throws {
        if let expecting, expecting != application.version {
            throw Refusal.changedMeanwhile(current: application.version)
        }
        // Two requests may pass each other on the way to the writer, and a machine's clock may be set back.
        at = max(instant, application.changedAt)
        let catalog = try casework.shelf.catalog(application.revision, in: session)
        events = try application.decide(
            command, by: actor, at: Moment(at, calendar: casework.calendar), catalog: catalog)
        var after = application
        var rows: [[SQLValue]] = []
        let applicant = application.applicant
        var sealer = casework.register.seals.sealer(of: applicant.bytes, shard: applicant.shardKey, in: session)
        for event in events {
            let stored = event.stored(version: after.version + 1, actor: actor, at: at)
            rows.append(try EventLog.row(stored, stream: reference.id.bytes, shard: reference.shard, &sealer))
            try after.apply(event, at: at)
        }
        self.rows = rows
        self.after = after
        self.reference = reference
        before = application
        update = try CaseUpdate(from: application, to: after, casework.calendar, &sealer)
        keyRow = try sealer.keyRow(at: at)
        knownKey = sealer.isNew ? nil : sealer.key
        facts = try casework.effects(of: events, on: after, reference, at: at, catalog: catalog, in: session)
        isWaking = command == .wake
        let versions = (application.version + 1)...
        messages = casework.forwarding.messages(
            zip(versions, events).lazy.map { (version: $0, event: $1) }, after, reference, by: actor, at: at)
    }

    /// - Throws: `ChangedMeanwhile` when another writer came first.
    func write(_ casework: Casework, in session: any Session) throws -> Application {
        guard !events.isEmpty else {
            // An alarm that was set before the calendar was corrected, and is not due any more.
            if isWaking { _ = try CaseRows.refreshClock(before, casework.calendar, in: session) }
            return before
        }
        if let knownKey, try !SubjectKeys.isAlive(knownKey, in: session) { throw ChangedMeanwhile() }
        guard try update.write(in: session) else { throw ChangedMeanwhile() }
        if let keyRow { try Sealer.keep(keyRow, in: session) }
        try EventLog.append(rows, in: session)
        try casework.register.record(facts, about: after.applicant.retyped(), in: session)
        try casework.notify(events, after, reference, at: at, in: session)
        for message in messages { try Outbox.add(message, in: session) }
        return after
    }
}
