import Ledger
import Vocabulary

/// Why officers joined files, parted them or told them apart. They write freely, and what they write names people, so it is
/// sealed under the key of the file it stands with.
extension Register {
    enum ReasonColumn: CaseIterable {
        case reason, endedBecause, apart

        /// What a sealed reason is bound to.
        func place(_ first: Identifier<Subject>, _ second: Identifier<Subject>) -> SealPlace {
            switch self {
            case .reason: SealPlace("subject_merge.reason", row: first.bytes, second.bytes)
            case .endedBecause: SealPlace("subject_merge.ended_because", row: first.bytes, second.bytes)
            case .apart: SealPlace("subject_apart.reason", row: first.bytes, second.bytes)
            }
        }

        var rows: Statement {
            switch self {
            case .reason: .mergeReasons
            case .endedBecause: .splitReasons
            case .apart: .apartReasons
            }
        }

        var reseal: Statement {
            switch self {
            case .reason: .resealMergeReasons
            case .endedBecause: .resealSplitReasons
            case .apart: .resealApartReasons
            }
        }
    }

    func seal(
        _ reason: String, _ column: ReasonColumn, of first: Identifier<Subject>, _ second: Identifier<Subject>,
        at moment: Instant, in session: any Session
    ) throws -> String {
        var sealer = seals.sealer(of: first.bytes, shard: first.shardKey, in: session)
        let words = try sealer.seal(words: reason, for: column.place(first, second))
        try sealer.keepKey(at: moment, in: session)
        return words
    }

    func opened(_ merges: [Merge], in session: any Session) throws -> [Merge] {
        var opener = seals.opener(in: session)
        return try merges.map { merge in
            let reason = try opener.open(
                words: merge.reason, at: ReasonColumn.reason.place(merge.kept, merge.duplicate),
                shard: merge.kept.shardKey)
            return Merge(
                kept: merge.kept, duplicate: merge.duplicate, by: merge.by, reason: reason, at: merge.at,
                endedAt: merge.endedAt)
        }
    }

    /// Seals the reasons that stand with a file anew.
    /// - Returns: how many were sealed.
    func resealReasons(
        of subject: Identifier<Subject>, _ sealer: inout Sealer, in session: any Session
    ) throws -> Int {
        var opener = seals.opener(in: session)
        var count = 0
        for column in ReasonColumn.allCases {
            let rows = try session.query(column.rows, [.integer(subject.shardKey), .id(subject)]) { row in
                (other: try row.id(0, of: Subject.self), text: row.text(1))
            }
            for row in rows {
                let place = column.place(subject, row.other)
                let plain = try opener.open(words: row.text, at: place, shard: subject.shardKey)
                guard !plain.isEmpty else { continue }
                try session.execute(
                    column.reseal,
                    [
                        .text(try sealer.seal(words: plain, for: place)), .integer(subject.shardKey), .id(subject),
                        .id(row.other), .text(row.text),
                    ])
                count += 1
            }
        }
        return count
    }
}

extension Statement {
    static let mergeReasons = Statement(
        "SELECT duplicate, reason FROM subject_merge WHERE shard_key = $1 AND kept = $2")
    static let splitReasons = Statement(
        "SELECT duplicate, ended_because FROM subject_merge WHERE shard_key = $1 AND kept = $2 AND ended_because IS NOT NULL"
    )
    static let apartReasons = Statement("SELECT second, reason FROM subject_apart WHERE shard_key = $1 AND first = $2")
    static let resealMergeReasons = Statement(
        "UPDATE subject_merge SET reason = $1 WHERE shard_key = $2 AND kept = $3 AND duplicate = $4 AND reason = $5")
    static let resealSplitReasons = Statement(
        """
        UPDATE subject_merge SET ended_because = $1
        WHERE shard_key = $2 AND kept = $3 AND duplicate = $4 AND ended_because = $5
        """)
    static let resealApartReasons = Statement(
        "UPDATE subject_apart SET reason = $1 WHERE shard_key = $2 AND first = $3 AND second = $4 AND reason = $5")
}
