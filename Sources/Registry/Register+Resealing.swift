import Ledger
import Vocabulary

extension Register {
    /// The next subjects of every kind, in the order of their identifiers.
    public func subjects(
        after place: RegisterPlace, limit: Int, in session: any Session
    ) throws -> [Identifier<Subject>] {
        try session.query(
            .nextSubjects, [.integer(place.shard), .integer(place.shard), .bytes(place.id), .integer(limit)]
        ) { row in try row.id(0, of: Subject.self) }
    }

    /// Seals the subject's sensitive facts, and what was written about their file, anew; also those that were stored before anything was sealed.
    /// - Returns: how many of them were sealed.
    /// - Throws: `StorageFailure.conflict` when another writer came first.
    public func reseal(
        _ subject: Identifier<Subject>, _ sealer: inout Sealer, in session: any Session
    ) throws -> Int {
        let rows = try session.query(.factValues, [.integer(subject.shardKey), .id(subject)]) { row in
            (element: row.text(0), id: row.bytes(1), text: row.text(2))
        }
        var opener = seals.opener(in: session)
        let place = Self.place(of: subject)
        var count = 0
        for row in rows where seals.isSensitive(row.element) {
            let value = try opener.open(
                try JSON(parsing: row.text), of: row.element, at: place, shard: subject.shardKey)
            guard !value.isNull else { continue }
            let fresh = try sealer.seal(value, of: row.element, for: place).encodedText
            let changed = try session.execute(
                .resealFact,
                [
                    .text(fresh), .integer(subject.shardKey), .id(subject), .text(row.element), .bytes(row.id),
                    .text(row.text),
                ])
            guard changed == 1 else { throw StorageFailure.conflict }
            count += 1
        }
        count += try resealRequests(of: subject, &sealer, in: session)
        return try count + resealReasons(of: subject, &sealer, in: session)
    }
}

extension Statement {
    static let nextSubjects = Statement(
        "SELECT id FROM subject WHERE shard_key > $1 OR shard_key = $2 AND id > $3 ORDER BY shard_key, id LIMIT $4")
    static let factValues = Statement("SELECT element, id, value FROM fact WHERE shard_key = $1 AND subject = $2")
    static let resealFact = Statement(
        "UPDATE fact SET value = $1 WHERE shard_key = $2 AND subject = $3 AND element = $4 AND id = $5 AND value = $6")
}
