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
        try session.execute(
            .insertApart, [.integer(low.shardKey), .id(low), .id(high), .text(actor), .text(reason), .instant(at)])
    }

    /// Files that may be one person's and that nobody has decided about, the likeliest first.
    public func undecidedDuplicates(in session: any Session) throws -> [DuplicateCandidate] {
        let apart = Set(
            try session.query(.toldApart) { row in [try row.id(0, of: Subject.self), try row.id(1, of: Subject.self)] })
        return DuplicateSearch.candidates(among: try likenesses(in: session)).filter {
            !apart.contains([$0.first, $0.second])
        }
    }

    /// Merges that hold, the latest first.
    public func standingMerges(limit: Int = 50, in session: any Session) throws -> [Merge] {
        try session.query(.standingMerges, [.integer(limit)]) { row in
            Merge(
                kept: try row.id(0), duplicate: try row.id(1), by: row.text(2), reason: row.text(3), at: row.instant(4),
                endedAt: nil)
        }
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
    static let toldApart = Statement("SELECT first, second FROM subject_apart")
    static let standingMerges = Statement(
        "SELECT kept, duplicate, actor, reason, at FROM subject_merge WHERE ended_at IS NULL ORDER BY at DESC, id DESC LIMIT $1"
    )
    static let endLink = Statement(
        """
        UPDATE subject_link SET valid_to = $1
        WHERE shard_key = $2 AND subject = $3 AND kind = $4 AND other = $5 AND valid_to IS NULL AND valid_from <= $6
        """)
}
