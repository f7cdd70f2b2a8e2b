import Catalog
import FEEL
import Ledger
import Registry
import Vocabulary

/// Carries out what people decide: decide on a value, commit in one transaction, follow afterwards.
public final class Casework: Sendable {
    public let store: any Store
    public let shelf: CatalogShelf
    public let register: Register
    public let calendar: WorkingCalendar
    let serials: Serials

    public init(store: any Store, shelf: CatalogShelf, register: Register, calendar: WorkingCalendar = .official) {
        self.store = store
        self.shelf = shelf
        self.register = register
        self.calendar = calendar
        serials = Serials(store: store)
    }

    /// The rooms' tables in the order in which they build on each other.
    public static let migrations = LedgerSchema.migrations + RegistrySchema.migrations + CaseSchema.migrations
}

/// Where an application lies in the store.
public struct CaseReference: Hashable, Sendable {
    public let shard: Int64
    public let id: Identifier<Application>

    public init(shard: Int64, id: Identifier<Application>) {
        self.shard = shard
        self.id = id
    }
}

extension Casework {
    /// Finds an application by its number, or by the number of one of its items.
    public func find(_ number: CaseNumber, in session: any Session) throws -> CaseReference? {
        if let entry = try Directory.find(.caseNumber, Self.digest(of: number), near: Self.place(of: number), in: session) {
            guard let id = Identifier<Application>(bytes: entry.target) else {
                throw StorageFailure.corrupt("the directory names an application that is not an identifier")
            }
            return CaseReference(shard: entry.shard, id: id)
        }
        let text = number.description
        return try session.first(.caseOfTask, [.text(String(text.suffix(12))), .text(text)]) { row in
            CaseReference(shard: row.integer(0), id: try row.id(1))
        }
    }

    static func digest(of number: CaseNumber) -> [UInt8] { Digest.sha256(Array(number.description.utf8)) }

    /// Numbers of one day stand together in the directory, in the order of their serials.
    static func place(of number: CaseNumber) -> Int64 {
        Int64(number.day.daysSince1970) << 32 | Int64(number.serial)
    }

    /// The application with that number.
    public func application(_ number: CaseNumber) async throws -> Application {
        try await store.read { [self] session in try load(number, in: session).0 }
    }

    func load(_ number: CaseNumber, in session: any Session) throws -> (Application, CaseReference) {
        guard let reference = try find(number, in: session),
            let application = try CaseRows.load(reference.id, shard: reference.shard, in: session)
        else { throw Refusal.noSuchApplication(number.description) }
        return (application, reference)
    }

    public func load(_ reference: CaseReference, in session: any Session) throws -> Application {
        guard let application = try CaseRows.load(reference.id, shard: reference.shard, in: session) else {
            throw Refusal.noSuchApplication(reference.id.description)
        }
        return application
    }

    /// The history of an application, oldest first.
    public func history(_ reference: CaseReference, in session: any Session) throws -> [StoredEvent] {
        try EventLog.events(of: reference.id.bytes, shard: reference.shard, in: session)
    }

    /// Carries a command out and returns the new state.
    /// - Parameter expecting: the version the actor saw (If-Match); nil when it does not matter.
    /// - Throws: `Refusal` when the command cannot be carried out; storage failures.
    @discardableResult
    public func act(
        _ command: Command, on number: CaseNumber, by actor: Actor, at instant: Instant, expecting: Int? = nil
    ) async throws -> Application {
        try await store.write { [self] session in
            let (application, reference) = try load(number, in: session)
            return try act(command, on: application, reference, by: actor, at: instant, expecting: expecting, in: session)
        }
    }

    @discardableResult
    public func act(
        _ command: Command, on reference: CaseReference, by actor: Actor, at instant: Instant, expecting: Int? = nil
    ) async throws -> Application {
        try await store.write { [self] session in
            let application = try load(reference, in: session)
            return try act(command, on: application, reference, by: actor, at: instant, expecting: expecting, in: session)
        }
    }

    /// Carries a command out inside a transaction that the caller commits.
    public func act(
        _ command: Command, on application: Application, _ reference: CaseReference, by actor: Actor, at instant: Instant,
        expecting: Int? = nil, in session: any Session
    ) throws -> Application {
        if let expecting, expecting != application.version {
            throw Refusal.changedMeanwhile(current: application.version)
        }
        // Two requests may pass each other on the way to the writer, and a machine's clock may be set back.
        let instant = max(instant, application.changedAt)
        let catalog = try shelf.catalog(application.revision, in: session)
        let moment = Moment(instant, calendar: calendar)
        let events = try application.decide(command, by: actor, at: moment, catalog: catalog)
        guard !events.isEmpty else {
            // An alarm that was set before the calendar was corrected, and is not due any more.
            if case .wake = command { _ = try CaseRows.refreshClock(application, calendar, in: session) }
            return application
        }
        var after = application
        for event in events {
            try EventLog.append(
                event.stored(version: after.version + 1, actor: actor, at: instant), to: reference.id.bytes,
                shard: reference.shard, in: session)
            try after.apply(event, at: instant)
        }
        try CaseRows.update(from: application, to: after, calendar, in: session)
        try recordEffects(of: events, on: after, reference, at: instant, catalog: catalog, in: session)
        try notify(events, after, reference, at: instant, in: session)
        return after
    }

    /// Tells the applicant what concerns them; the message leaves after the commit.
    private func notify(
        _ events: [ApplicationEvent], _ application: Application, _ reference: CaseReference, at: Instant,
        in session: any Session
    ) throws {
        for event in events {
            switch event {
            case .correctionAsked, .answered, .feedbackRevised, .terminated, .resultRevoked: break
            default: continue
            }
            if case .answered = event {
                try Directory.add(
                    .token, Digest.sha256(Array(application.token.utf8)), shard: reference.shard, target: reference.id.bytes,
                    at: at, in: session)
            }
            try Outbox.add(
                OutboxMessage(
                    shard: reference.shard, id: .new(), destination: "notice", subject: reference.id.bytes,
                    item: event.item?.rawValue, epoch: application.version, kind: event.kind,
                    body: ["number": .string(application.number.description)], nextAt: at),
                in: session)
        }
    }

    /// The application a verification page is about.
    public func verify(token: String) async throws -> Application? {
        let digest = Digest.sha256(Array(token.utf8))
        return try await store.read { session in
            guard let entry = try Directory.find(.token, digest, in: session),
                let id = Identifier<Application>(bytes: entry.target)
            else { return nil }
            return try CaseRows.load(id, shard: entry.shard, in: session)
        }
    }
}

extension Statement {
    static let caseOfTask = Statement("SELECT shard_key, case_id FROM item_task WHERE substr(number, 32) = $1 AND number = $2 LIMIT 1")
}
