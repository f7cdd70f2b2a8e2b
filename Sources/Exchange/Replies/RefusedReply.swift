import Ledger
import Vocabulary

/// How often replies were refused for one reason in one hour.
public struct RefusedReply: Equatable, Sendable {
    public let department: String
    public let reason: String
    /// The item's number; empty when the sender did not prove who it is.
    public let about: String
    public let count: Int
    public let detail: String
    /// When the last of them came.
    public let at: Instant

    static func count(_ refused: ReplyRefused, from department: String, at instant: Instant, in session: any Session)
        throws
    {
        let place = Directory.place(of: Digest.sha256(Array(department.utf8)))
        try session.execute(
            .countRefusedReply,
            [
                .integer(place), .text(department), .text(refused.reason.rawValue),
                .text(refused.about?.description ?? ""),
                .integer(instant.microseconds / 3_600_000_000),
                .text(String(refused.detail.filter { $0 != "\0" }.prefix(300))),
                .instant(instant),
            ])
    }

    /// How often in all, by department and reason.
    public static func totals(in session: any Session) throws -> [(department: String, reason: String, count: Int)] {
        try session.query(.totalsOfRefusedReplies) { ($0.text(0), $0.text(1), $0.int(2)) }
    }

    /// The newest ones.
    public static func list(limit: Int, in session: any Session) throws -> [RefusedReply] {
        try session.query(.refusedReplies, [.integer(limit)]) { row in
            RefusedReply(
                department: row.text(0), reason: row.text(1), about: row.text(2), count: row.int(3),
                detail: row.text(4),
                at: row.instant(5))
        }
    }
}

extension Statement {
    static let countRefusedReply = Statement(
        """
        INSERT INTO refused_reply (shard_key, department, reason, about, hour, count, detail, at)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
        ON CONFLICT (shard_key, department, reason, about, hour)
            DO UPDATE SET count = refused_reply.count + 1, detail = excluded.detail, at = excluded.at
        """)
    static let totalsOfRefusedReplies = Statement(
        "SELECT department, reason, CAST(sum(count) AS BIGINT) FROM refused_reply GROUP BY department, reason ORDER BY department, reason"
    )
    static let refusedReplies = Statement(
        "SELECT department, reason, about, count, detail, at FROM refused_reply ORDER BY at DESC LIMIT $1")
}
