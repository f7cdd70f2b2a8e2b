import Catalog
import Ledger
import Vocabulary

/// What an applicant was told, in their message box.
public struct Notice: Equatable, Sendable {
    public let id: Identifier<OutboxMessage>
    /// The application it is about.
    public let application: Identifier<Application>
    public let number: String
    public let item: ItemCode?
    /// The kind of the event that is told, such as `correctionAsked`.
    public let kind: String
    /// When it happened.
    public let at: Instant
}

extension Casework {
    /// Moves what is due from the outbox into the applicants' message boxes, in one transaction. A message that comes twice is
    /// kept once.
    /// - Parameter fence: throws when another node has taken the duty over meanwhile; runs first in the transaction.
    /// - Returns: how many messages left the outbox.
    @discardableResult
    public func deliverNotices(
        at now: Instant, limit: Int = 500, fence: @escaping @Sendable (any Session) throws -> Void = { _ in }
    ) async throws -> Int {
        let due = try await store.read { try Outbox.due(for: "notice", at: now, limit: limit, in: $0) }
        guard !due.isEmpty else { return 0 }
        try await store.write { session in
            try fence(session)
            for message in due {
                let isNew = try Outbox.receive(
                    subject: message.subject, shard: message.shard, item: message.item ?? "",
                    destination: message.destination,
                    epoch: message.epoch, at: now, in: session)
                if isNew {
                    try session.post(
                        .insertNotice,
                        [
                            .integer(message.shard), .id(message.id), .bytes(message.subject), .optional(message.item),
                            .text(message.kind), .text(message.body["number"]?.text ?? ""), .instant(message.nextAt),
                        ])
                }
                try Outbox.remove(message, in: session)
            }
        }
        return due.count
    }

    /// What a person was told, newest first.
    public func notices(of person: Identifier<Applicant>, limit: Int = 100) async throws -> [Notice] {
        try await store.read { session in
            try session.query(.noticesOfPerson, [.integer(person.shardKey), .id(person), .integer(limit)]) { row in
                Notice(
                    id: try row.id(0), application: try row.id(1), number: row.text(2),
                    item: row.optionalText(3).map { ItemCode(rawValue: $0) }, kind: row.text(4), at: row.instant(5))
            }
        }
    }
}

extension Statement {
    static let insertNotice = Statement(
        """
        INSERT INTO notice (shard_key, id, case_id, item, kind, number, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (shard_key, id) DO NOTHING
        """)
    static let noticesOfPerson = Statement(
        """
        SELECT notice.id, notice.case_id, notice.number, notice.item, notice.kind, notice.at FROM notice
        JOIN case_file ON case_file.shard_key = notice.shard_key AND case_file.id = notice.case_id
        WHERE case_file.shard_key = $1 AND case_file.applicant = $2 ORDER BY notice.at DESC, notice.id DESC LIMIT $3
        """)
}
