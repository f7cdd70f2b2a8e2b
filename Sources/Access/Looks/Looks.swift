import Ledger
import Vocabulary

/// Who looked at whose data (谁看过我的信息). Looks are only ever added.
public struct Looks: Sendable {
    private let store: any Store
    private let rules: LookRules

    public init(store: any Store, calendar: WorkingCalendar = .official) {
        self.store = store
        rules = LookRules(calendar: calendar)
    }

    /// Writes a look down. Only when this returns may the data be shown.
    /// - Parameters:
    ///   - isRelated: whether the case is open and with the looker.
    @discardableResult
    public func record(
        of subject: Identifier<Principal>, by looker: Principal, for purpose: Purpose, case caseNumber: String?,
        isRelated: Bool,
        elements: [String], at now: Instant
    ) async throws -> Look {
        let rules = rules
        return try await store.write { session in
            let since = now.adding(seconds: -LookRules.window)
            let earlier = try session.query(.looksOfAccount, [.text(looker.account), .instant(since)]) { row in
                (subject: try row.id(0, of: Principal.self), caseNumber: row.optionalText(1))
            }
            let alarms = rules.alarms(
                for: subject, own: looker.subject, isRelated: isRelated, caseNumber: caseNumber, earlier: earlier,
                at: now)
            let look = Look(
                subject: subject, at: now, account: looker.account, department: looker.department, purpose: purpose,
                caseNumber: caseNumber, elements: elements, alarms: alarms)
            try session.post(
                .addLook,
                [
                    .integer(subject.shardKey), .id(subject), .instant(now), .id(Identifier<Look>.new()),
                    .text(looker.account),
                    .optional(looker.department), .text(purpose.rawValue), .optional(caseNumber),
                    .text(elements.joined(separator: " ")), .text(alarms.map(\.rawValue).joined(separator: " ")),
                ])
            return look
        }
    }

    /// The looks at one person's data, the latest first.
    public func at(_ subject: Identifier<Principal>, latest count: Int = 200) async throws -> [Look] {
        try await store.read { session in
            try session.query(.looksAtSubject, [.integer(subject.shardKey), .id(subject), .integer(count)], Self.look)
        }
    }

    /// The looks that raised an alarm since a moment, the latest first.
    public func alarming(since moment: Instant, latest count: Int = 500) async throws -> [Look] {
        try await store.read { session in
            try session.query(.alarmingLooks, [.instant(moment), .integer(count)], Self.look)
        }
    }

    func search(_ statement: Statement, _ values: [SQLValue]) async throws -> [Look] {
        try await store.read { session in try session.query(statement, values, Self.look) }
    }

    private static func look(_ row: any Row) throws -> Look {
        guard let purpose = Purpose(rawValue: row.text(4)) else {
            throw StorageFailure.corrupt("a look has the unknown purpose \(row.text(4))")
        }
        return Look(
            subject: try row.id(0), at: row.instant(1), account: row.text(2), department: row.optionalText(3),
            purpose: purpose,
            caseNumber: row.optionalText(5), elements: row.text(6).split(separator: " ").map(String.init),
            alarms: row.text(7).split(separator: " ").compactMap { LookAlarm(rawValue: String($0)) })
    }
}

extension Statement {
    static let addLook = Statement(
        """
        INSERT INTO look (shard_key, subject, at, id, account, department, purpose, case_number, elements, alarms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)
    static let looksAtSubject = Statement(
        """
        SELECT subject, at, account, department, purpose, case_number, elements, alarms FROM look
        WHERE shard_key = $1 AND subject = $2 ORDER BY at DESC, id DESC LIMIT $3
        """)
    static let looksOfAccount = Statement("SELECT subject, case_number FROM look WHERE account = $1 AND at > $2")
    static let alarmingLooks = Statement(
        """
        SELECT subject, at, account, department, purpose, case_number, elements, alarms FROM look
        WHERE at > $1 AND alarms <> '' ORDER BY at DESC, id DESC LIMIT $2
        """)
}
