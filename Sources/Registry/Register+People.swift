import Ledger
import Vocabulary

/// One person of the register with the facts that count on a day.
public struct RegisteredPerson: Sendable {
    public let id: Identifier<Subject>
    public let facts: [String: Fact]
}

/// Where a walk over the register goes on.
public struct RegisterPlace: Hashable, Sendable {
    public let shard: Int64
    public let id: [UInt8]

    /// Before everybody.
    public static let start = RegisterPlace(shard: .min, id: [])

    public init(after person: Identifier<Subject>) {
        self.init(shard: person.shardKey, id: person.bytes)
    }

    private init(shard: Int64, id: [UInt8]) {
        self.shard = shard
        self.id = id
    }
}

extension Register {
    /// The next people of the register, in the order of their identifiers, each with what counts on a day.
    ///
    /// - Returns: fewer than `limit` people only at the end.
    public func people(
        after place: RegisterPlace, limit: Int, on day: CalendarDay, in session: any Session
    ) throws -> [RegisteredPerson] {
        let people = try session.query(
            .nextPeople, [.integer(place.shard), .integer(place.shard), .bytes(place.id), .integer(limit)]
        ) { row in try row.id(0, of: Subject.self) }
        guard let first = people.first, let last = people.last else { return [] }
        var facts: [Identifier<Subject>: [Fact]] = [:]
        try session.each(.factsOfShards, [.integer(first.shardKey), .integer(last.shardKey)]) { row in
            facts[try row.id(0), default: []].append(
                Fact(
                    element: row.text(1), value: try JSON(parsing: row.text(2)), source: row.text(3),
                    evidence: row.optionalText(4), validFrom: row.day(5), validTo: row.optionalDay(6),
                    asOf: row.instant(7)))
            return true
        }
        return people.map { RegisteredPerson(id: $0, facts: precedence.standing(of: facts[$0] ?? [], on: day).mapValues(\.counts)) }
    }

    public func kind(of subject: Identifier<Subject>, in session: any Session) throws -> Subject.Kind? {
        try session.first(.kindOfSubject, [.integer(subject.shardKey), .id(subject)]) { $0.text(0) }
            .flatMap { Subject.Kind(rawValue: $0) }
    }

    /// Subjects of whom something new was recorded since it was last taken note of.
    public func subjectsWithNews(limit: Int, in session: any Session) throws -> [Identifier<Subject>] {
        try session.query(.subjectsWithNews, [.integer(limit)]) { row in try row.id(0, of: Subject.self) }
    }

    /// Takes note of what is new about a person. Facts recorded from now on are news again.
    ///
    /// Call it before reading the facts, in the transaction that acts on them.
    /// - Returns: the elements of the new facts.
    public func takeNews(of person: Identifier<Subject>, in session: any Session) throws -> Set<String> {
        let key: [SQLValue] = [.integer(person.shardKey), .id(person)]
        let news = try session.query(.newsOfPerson, key) { row in (id: row.bytes(0), element: row.text(1)) }
        for entry in news { try session.execute(.deleteNews, key + [.bytes(entry.id)]) }
        return Set(news.map(\.element))
    }
}

extension Statement {
    static let kindOfSubject = Statement("SELECT kind FROM subject WHERE shard_key = $1 AND id = $2")
    static let insertFactNews = Statement(
        "INSERT INTO fact_news (shard_key, subject, id, element) VALUES ($1, $2, $3, $4)")
    static let nextPeople = Statement(
        """
        SELECT id FROM subject WHERE kind = 'person' AND (shard_key > $1 OR shard_key = $2 AND id > $3)
        ORDER BY shard_key, id LIMIT $4
        """)
    static let factsOfShards = Statement(
        """
        SELECT subject, element, value, source, evidence, valid_from, valid_to, as_of FROM fact
        WHERE shard_key >= $1 AND shard_key <= $2 ORDER BY shard_key, subject, element, as_of, id
        """)
    static let subjectsWithNews = Statement(
        "SELECT subject FROM fact_news GROUP BY shard_key, subject ORDER BY shard_key, subject LIMIT $1")
    static let newsOfPerson = Statement("SELECT id, element FROM fact_news WHERE shard_key = $1 AND subject = $2")
    static let deleteNews = Statement("DELETE FROM fact_news WHERE shard_key = $1 AND subject = $2 AND id = $3")
}
