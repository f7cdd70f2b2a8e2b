import Ledger
import Vocabulary

extension Accounts {
    /// Writes down that an account was refused. Repetitions within an hour are one row with a count, so that nobody fills the
    /// store by knocking.
    public func noteRefused(
        _ act: String, status: Int, about: String?, by account: String, at now: Instant
    ) async throws {
        try await store.write { session in
            try session.post(
                .addRefusal,
                [
                    .integer(AccountName.shard(of: account)), .text(account), .integer(RefusedAct.hour(of: now)),
                    .text(act),
                    .integer(status), .optional(about), .instant(now),
                ])
        }
    }

    /// What was refused since a moment, the latest first.
    /// - Parameter account: nil for everybody.
    public func refusedActs(
        of account: String? = nil, since moment: Instant, latest count: Int = 200
    ) async throws -> [RefusedAct] {
        try await store.read { session in
            guard let account else {
                return try session.query(.latestRefusals, [.instant(moment), .integer(count)], Self.refusedAct)
            }
            return try session.query(
                .refusalsOfAccount,
                [.integer(AccountName.shard(of: account)), .text(account), .instant(moment), .integer(count)],
                Self.refusedAct)
        }
    }

    /// Accounts that were refused so much within an hour that somebody should look, the latest first.
    public func refusalAlarms(
        since moment: Instant, latest count: Int = 200
    ) async throws -> [(account: String, hour: Instant, count: Int)] {
        try await store.read { session in
            try session.query(
                .alarmingRefusals,
                [.integer(RefusedAct.hour(of: moment)), .integer(RefusedAct.alarming), .integer(count)]
            ) { row in
                (row.text(0), Instant(microseconds: row.integer(1) * RefusedAct.hourInMicroseconds), row.int(2))
            }
        }
    }

    private static func refusedAct(_ row: any Row) -> RefusedAct {
        RefusedAct(
            account: row.text(0), hour: row.integer(1), act: row.text(2), status: row.int(3), count: row.int(4),
            about: row.optionalText(5), at: row.instant(6))
    }
}

extension RefusedAct {
    static let hourInMicroseconds: Int64 = 3_600_000_000

    static func hour(of moment: Instant) -> Int64 { moment.microseconds / hourInMicroseconds }
}

extension Statement {
    static let addRefusal = Statement(
        """
        INSERT INTO refused_act (shard_key, account, hour, act, status, count, about, at)
        VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
        ON CONFLICT (shard_key, account, hour, act, status)
            DO UPDATE SET count = refused_act.count + 1, about = excluded.about, at = excluded.at
        """)
    static let latestRefusals = Statement(
        """
        SELECT account, hour, act, status, count, about, at FROM refused_act
        WHERE at > $1 ORDER BY at DESC, account LIMIT $2
        """)
    static let refusalsOfAccount = Statement(
        """
        SELECT account, hour, act, status, count, about, at FROM refused_act
        WHERE shard_key = $1 AND account = $2 AND at > $3 ORDER BY at DESC, act LIMIT $4
        """)
    static let alarmingRefusals = Statement(
        """
        SELECT account, hour, CAST(sum(count) AS BIGINT) FROM refused_act WHERE hour >= $1
        GROUP BY account, hour HAVING sum(count) >= $2 ORDER BY hour DESC, account LIMIT $3
        """)
    static let deleteRefusals = Statement(
        """
        DELETE FROM refused_act WHERE (shard_key, account, hour, act, status) IN
            (SELECT shard_key, account, hour, act, status FROM refused_act WHERE at < $1 ORDER BY at LIMIT 100)
        """)
}
