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
    /// Which events leave for departments' own systems and other followers.
    public let forwarding: Forwarding
    let serials: Serials
    let recent = RecentCases()

    public init(
        store: any Store, shelf: CatalogShelf, register: Register, calendar: WorkingCalendar = .official,
        serials: Serials? = nil,
        forwarding: Forwarding = .none
    ) {
        self.store = store
        self.shelf = shelf
        self.register = register
        self.calendar = calendar
        self.forwarding = forwarding
        self.serials = serials ?? Serials(store: store)
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
        if let entry = try Directory.find(
            .caseNumber, Self.digest(of: number), near: Self.place(of: number), in: session)
        {
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

    /// The number of the application whose events a stream holds; nil for other streams.
    public func number(of stream: [UInt8], shard: Int64, in session: any Session) throws -> String? {
        try session.first(.numberOfCase, [.integer(shard), .bytes(stream)]) { $0.text(0) }
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
            let application = try CaseRows.load(reference.id, shard: reference.shard, register.seals, in: session)
        else { throw Refusal.noSuchApplication(number.description) }
        return (application, reference)
    }

    public func load(_ reference: CaseReference, in session: any Session) throws -> Application {
        guard let application = try CaseRows.load(reference.id, shard: reference.shard, register.seals, in: session)
        else {
            throw Refusal.noSuchApplication(reference.id.description)
        }
        return application
    }

    /// The history of an application, oldest first.
    public func history(_ reference: CaseReference, in session: any Session) throws -> [StoredEvent] {
        var opener = register.seals.opener(in: session)
        return try EventLog.events(of: reference.id.bytes, shard: reference.shard, in: session).map { event in
            try event.with(
                body: opener.open(
                    event.body, at: EventLog.place(of: reference.id.bytes, event.version), shard: reference.shard))
        }
    }

    /// Tells the applicant what concerns them; the message leaves after the commit.
    func notify(
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
                    .token, Digest.sha256(Array(application.token.utf8)), shard: reference.shard,
                    target: reference.id.bytes,
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

    /// The proof that an application's newest feedback is in the history; nil while no checkpoint covers it.
    public func recorded(token: String) async throws -> AuditProof? {
        let digest = Digest.sha256(Array(token.utf8))
        let tree = AuditTree(store: store, holder: [])
        return try await store.read { session in
            guard let entry = try Directory.find(.token, digest, in: session) else { return nil }
            let issued = try EventLog.events(of: entry.target, shard: entry.shard, in: session)
                .last { $0.kind == "answered" || $0.kind == "feedbackRevised" }
            guard let issued else { return nil }
            do {
                return try tree.prove(issued.version, of: entry.target, shard: entry.shard, in: session)
            } catch AuditFault.notInTheTree, AuditFault.notUnderACheckpoint {
                return nil
            }
        }
    }

    /// The application a verification page is about.
    public func verify(token: String) async throws -> Application? {
        let digest = Digest.sha256(Array(token.utf8))
        return try await store.read { [register] session in
            guard let entry = try Directory.find(.token, digest, in: session),
                let id = Identifier<Application>(bytes: entry.target)
            else { return nil }
            return try CaseRows.load(id, shard: entry.shard, register.seals, in: session)
        }
    }
}

extension Statement {
    static let numberOfCase = Statement("SELECT number FROM case_file WHERE shard_key = $1 AND id = $2")
    static let caseOfTask = Statement(
        "SELECT shard_key, case_id FROM item_task WHERE substr(number, 32) = $1 AND number = $2 LIMIT 1")
}
