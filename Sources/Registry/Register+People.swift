import Ledger
import Vocabulary

/// One person of the register with the facts that count on a day.
public struct RegisteredPerson: Sendable {
    public let id: Identifier<Subject>
    public let facts: [String: Fact]

    public init(id: Identifier<Subject>, facts: [String: Fact]) {
        self.id = id
        self.facts = facts
    }
}

/// Some neighbours in the register.
public struct RegisterPage: Sendable {
    public let people: [RegisteredPerson]
    /// Where the walk goes on; nil at the end.
    public let next: RegisterPlace?
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
    /// Files that are joined are one person, who stands under the file that is kept.
    /// - Parameters:
    ///   - limit: files to read at most.
    ///   - purpose: what the facts are for; those kept under a consent to something else are left out. Nil for all.
    public func people(
        after place: RegisterPlace, limit: Int, on day: CalendarDay, for purpose: String? = nil, in session: any Session
    ) throws -> RegisterPage {
        let files = try session.query(
            .nextPeople, [.integer(place.shard), .integer(place.shard), .bytes(place.id), .integer(limit)]
        ) { row in try row.id(0, of: Subject.self) }
        guard let first = files.first, let last = files.last else { return RegisterPage(people: [], next: nil) }
        let joined = try joined(in: session)
        var facts: [Identifier<Subject>: [Fact]] = [:]
        try session.each(.factsOfShards, [.integer(first.shardKey), .integer(last.shardKey)]) { row in
            let fact = Fact(
                element: row.text(1), value: try JSON(parsing: row.text(2)), source: row.text(3),
                evidence: row.optionalText(4), validFrom: row.day(5), validTo: row.optionalDay(6),
                asOf: row.instant(7), consent: row.optionalText(8))
            if fact.serves(purpose) { facts[try row.id(0), default: []].append(fact) }
            return true
        }
        if facts.values.contains(where: { $0.contains { seals.isSensitive($0.element) } }) {
            var opener = seals.opener(in: session)
            try opener.load(from: first.shardKey, through: last.shardKey)
            for (person, sealed) in facts {
                facts[person] = try sealed.compactMap { try open($0, of: person, &opener) }
            }
        }
        let people = try files.filter { !joined.duplicates.contains($0) }.map { id in
            let known =
                joined.kept.contains(id)
                ? try self.facts(about: id, in: session).filter { $0.serves(purpose) } : facts[id] ?? []
            return RegisteredPerson(id: id, facts: precedence.standing(of: known, on: day).mapValues(\.counts))
        }
        return RegisterPage(people: people, next: files.count < limit ? nil : RegisterPlace(after: last))
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
        let news = try news(of: person, in: session)
        try end(news, of: person, in: session)
        return Set(news.map(\.element))
    }

    /// What was recorded about a subject since it was last taken note of.
    public func news(of subject: Identifier<Subject>, in session: any Session) throws -> [FactNews] {
        try session.query(.newsOfPerson, [.integer(subject.shardKey), .id(subject)]) { row in
            FactNews(fact: try row.id(0), element: row.text(1))
        }
    }

    /// Takes note of some news and of no others.
    public func end(_ news: [FactNews], of subject: Identifier<Subject>, in session: any Session) throws {
        for entry in news {
            try session.execute(.deleteNews, [.integer(subject.shardKey), .id(subject), .id(entry.fact)])
        }
    }

    /// Makes some news that of another file too; what is its news already stays so.
    public func add(_ news: [FactNews], to subject: Identifier<Subject>, in session: any Session) throws {
        for entry in news {
            try session.execute(
                .passFactNews, [.integer(subject.shardKey), .id(subject), .id(entry.fact), .text(entry.element)])
        }
    }
}

/// That something was recorded under an element.
public struct FactNews: Hashable, Sendable {
    let fact: Identifier<Fact>
    public let element: String
}

extension Statement {
    static let kindOfSubject = Statement("SELECT kind FROM subject WHERE shard_key = $1 AND id = $2")
    static let insertFactNews = Statement(
        "INSERT INTO fact_news (shard_key, subject, id, element) VALUES ($1, $2, $3, $4)")
    static let passFactNews = Statement(
        """
        INSERT INTO fact_news (shard_key, subject, id, element) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shard_key, subject, id) DO NOTHING
        """)
    static let nextPeople = Statement(
        """
        SELECT id FROM subject WHERE kind = 'person' AND (shard_key > $1 OR shard_key = $2 AND id > $3)
        ORDER BY shard_key, id LIMIT $4
        """)
    static let factsOfShards = Statement(
        """
        SELECT subject, element, value, source, evidence, valid_from, valid_to, as_of, consent FROM fact
        WHERE shard_key >= $1 AND shard_key <= $2 ORDER BY shard_key, subject, element, as_of, id
        """)
    static let subjectsWithNews = Statement(
        "SELECT subject FROM fact_news GROUP BY shard_key, subject ORDER BY shard_key, subject LIMIT $1")
    static let newsOfPerson = Statement("SELECT id, element FROM fact_news WHERE shard_key = $1 AND subject = $2")
    static let deleteNews = Statement("DELETE FROM fact_news WHERE shard_key = $1 AND subject = $2 AND id = $3")
}
