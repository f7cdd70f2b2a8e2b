import Ledger
import Vocabulary

extension Register {
    /// Takes down that two files are two people's after all, so that they are not pointed at again.
    public func tellApart(
        _ first: Identifier<Subject>, _ second: Identifier<Subject>, by actor: String, reason: String, at: Instant,
        in session: any Session
    ) throws {
        guard !reason.isEmpty else { throw MergeRefused.reasonMissing }
        guard first != second else { throw MergeRefused.alreadyOne }
        let (low, high) = first < second ? (first, second) : (second, first)
        let words = try seal(reason, .apart, of: low, high, at: at, in: session)
        try session.execute(
            .insertApart, [.integer(low.shardKey), .id(low), .id(high), .text(actor), .text(words), .instant(at)])
        try session.execute(.forgetPair, [.integer(low.shardKey), .id(low), .id(high)])
    }

    /// Merges that hold, the latest first.
    public func standingMerges(limit: Int = 50, in session: any Session) throws -> [Merge] {
        let merges = try session.query(.standingMerges, [.integer(limit)]) { row in
            Merge(
                kept: try row.id(0), duplicate: try row.id(1), by: row.text(2), reason: row.text(3), at: row.instant(4),
                endedAt: nil)
        }
        return try opened(merges, in: session)
    }

    /// Ends a link, whose past stays as history.
    /// - Returns: whether there was one that held.
    public func end(
        _ kind: SubjectLink.Kind, _ other: Identifier<Subject>, of subject: Identifier<Subject>, on day: CalendarDay,
        in session: any Session
    ) throws -> Bool {
        try session.execute(
            .endLink,
            [.day(day), .integer(subject.shardKey), .id(subject), .text(kind.rawValue), .id(other), .day(day)]) > 0
    }
}

extension Statement {
    static let insertApart = Statement(
        """
        INSERT INTO subject_apart (shard_key, first, second, actor, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shard_key, first, second) DO UPDATE SET actor = excluded.actor, reason = excluded.reason, at = excluded.at
        """)
    static let standingMerges = Statement(
        "SELECT kept, duplicate, actor, reason, at FROM subject_merge WHERE ended_at IS NULL ORDER BY at DESC, id DESC LIMIT $1"
    )
    static let endLink = Statement(
        """
        UPDATE subject_link SET valid_to = $1
        WHERE shard_key = $2 AND subject = $3 AND kind = $4 AND other = $5 AND valid_to IS NULL AND valid_from <= $6
        """)
}
