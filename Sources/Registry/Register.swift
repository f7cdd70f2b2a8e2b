import Ledger
import Vocabulary

/// Finding subjects by their numbers, and reading and writing what is known about them.
public struct Register: Sendable {
    private let indexKey: [UInt8]

    /// - Parameter indexKey: the secret under which identity numbers are looked up; the register stores no index in clear.
    public init(indexKey: [UInt8]) {
        self.indexKey = indexKey
    }

    /// The blind index of an identity number.
    public func index(of number: String) -> [UInt8] { Digest.hmacSHA256(key: indexKey, Array(number.utf8)) }

    /// The subject with that number, if the register knows it.
    public func find(number: String, in session: any Session) throws -> Identifier<Subject>? {
        try find(index: index(of: number), in: session)
    }

    public func find(index: [UInt8], in session: any Session) throws -> Identifier<Subject>? {
        guard let entry = try Directory.find(.subject, index, in: session) else { return nil }
        guard let id = Identifier<Subject>(bytes: entry.target) else {
            throw StorageFailure.corrupt("the directory names a subject that is not an identifier")
        }
        return id
    }

    /// The subject with that number; entered as a new one when the register does not know it.
    public func findOrEnter(
        number: String, kind: Subject.Kind, at: Instant, in session: any Session
    ) throws -> Identifier<Subject> {
        let index = index(of: number)
        if let known = try find(index: index, in: session) { return known }
        let id = Identifier<Subject>.new()
        try Directory.add(.subject, index, shard: id.shardKey, target: id.bytes, at: at, in: session)
        try Self.enter(id, kind: kind, at: at, in: session)
        return id
    }

    /// Enters a subject whose number the caller has claimed in the directory.
    public static func enter(
        _ id: Identifier<Subject>, kind: Subject.Kind, at: Instant, in session: any Session
    ) throws {
        try session.post(.insertSubject, [.integer(id.shardKey), .id(id), .text(kind.rawValue), .instant(at)])
    }

    /// Adds a fact; what was known before stays as history.
    public func record(_ fact: Fact, about subject: Identifier<Subject>, in session: any Session) throws {
        let id = Identifier<Fact>.new()
        try session.post(
            .insertFact,
            [
                .integer(subject.shardKey), .id(subject), .text(fact.element), .id(id),
                .text(fact.value.encodedText), .text(fact.source), .optional(fact.evidence), .day(fact.validFrom),
                .day(fact.validTo), .instant(fact.asOf),
            ])
        // In the same transaction, so that whoever decides over facts learns of every one of them.
        try session.post(.insertFactNews, [.integer(subject.shardKey), .id(subject), .id(id), .text(fact.element)])
    }

    /// Everything known about a subject, oldest first within each element.
    public func facts(about subject: Identifier<Subject>, in session: any Session) throws -> [Fact] {
        try session.query(.factsOfSubject, [.integer(subject.shardKey), .id(subject)]) { row in
            Fact(
                element: row.text(0), value: try JSON(parsing: row.text(1)), source: row.text(2),
                evidence: row.optionalText(3), validFrom: row.day(4), validTo: row.optionalDay(5), asOf: row.instant(6))
        }
    }

    /// The fact that counts for each element on a day: certified before declared, then the newest.
    public func current(
        about subject: Identifier<Subject>, on day: CalendarDay, in session: any Session
    ) throws -> [String: Fact] {
        Self.current(among: try facts(about: subject, in: session), on: day)
    }

    /// The facts that count among all those of one subject, given in the order of the register.
    static func current(among facts: [Fact], on day: CalendarDay) -> [String: Fact] {
        var current: [String: Fact] = [:]
        for fact in facts where fact.holds(on: day) {
            if let known = current[fact.element], known.isCertified && !fact.isCertified { continue }
            if let known = current[fact.element], known.isCertified == fact.isCertified, known.asOf > fact.asOf { continue }
            current[fact.element] = fact
        }
        return current
    }
}

extension Statement {
    static let insertSubject = Statement("INSERT INTO subject (shard_key, id, kind, created_at) VALUES ($1, $2, $3, $4)")
    static let insertFact = Statement(
        """
        INSERT INTO fact (shard_key, subject, element, id, value, source, evidence, valid_from, valid_to, as_of)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)
    static let factsOfSubject = Statement(
        """
        SELECT element, value, source, evidence, valid_from, valid_to, as_of FROM fact
        WHERE shard_key = $1 AND subject = $2 ORDER BY element, as_of, id
        """)
}
