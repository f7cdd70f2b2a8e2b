import Ledger
import Vocabulary

/// Finding subjects by their numbers, and reading and writing what is known about them.
public struct Register: Sendable {
    private let indexKey: [UInt8]
    /// Whose word counts where sources disagree.
    public let precedence: Precedence

    /// - Parameter indexKey: the secret under which identity numbers are looked up; the register stores no index in clear.
    /// - Parameter precedence: whose word counts; the catalog says it.
    public init(indexKey: [UInt8], precedence: Precedence = .standard) {
        self.indexKey = indexKey
        self.precedence = precedence
    }

    /// The blind index of an identity number.
    public func index(of number: String) -> [UInt8] { Digest.hmacSHA256(key: indexKey, Array(number.utf8)) }

    /// The subject with that number, if the register knows it.
    public func find(number: String, in session: any Session) throws -> Identifier<Subject>? {
        try find(index: index(of: Self.present(number)), in: session)
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
        let index = index(of: Self.present(number))
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
                .day(fact.validTo), .instant(fact.asOf), .optional(fact.consent),
            ])
        // In the same transaction, so that whoever decides over facts learns of every one of them.
        try session.post(.insertFactNews, [.integer(subject.shardKey), .id(subject), .id(id), .text(fact.element)])
    }

    /// Everything known about a subject, from all files that are joined as one, oldest first within each element.
    public func facts(about subject: Identifier<Subject>, in session: any Session) throws -> [Fact] {
        let family = try family(of: subject, in: session)
        let facts = try family.flatMap { try ownFacts(of: $0, in: session) }
        guard family.count > 1 else { return facts }
        return facts.sorted { ($0.element, $0.asOf) < ($1.element, $1.asOf) }
    }

    func ownFacts(of subject: Identifier<Subject>, in session: any Session) throws -> [Fact] {
        try session.query(.factsOfSubject, [.integer(subject.shardKey), .id(subject)]) { row in
            Fact(
                element: row.text(0), value: try JSON(parsing: row.text(1)), source: row.text(2),
                evidence: row.optionalText(3), validFrom: row.day(4), validTo: row.optionalDay(5), asOf: row.instant(6),
                consent: row.optionalText(7))
        }
    }

    /// The fact that counts for each element on a day, by the precedence of sources.
    /// - Parameter purpose: what the facts are for; see ``Fact/serves(_:)``.
    public func current(
        about subject: Identifier<Subject>, on day: CalendarDay, for purpose: String? = nil, in session: any Session
    ) throws -> [String: Fact] {
        let facts = try facts(about: subject, in: session).filter { $0.serves(purpose) }
        return precedence.standing(of: facts, on: day).mapValues(\.counts)
    }

    /// What counts for each element on a day, and what contradicts it.
    /// - Parameter moment: only what was known by then; nil for all.
    public func standing(
        about subject: Identifier<Subject>, on day: CalendarDay, knownBy moment: Instant? = nil, in session: any Session
    ) throws -> [String: Standing] {
        precedence.standing(of: try facts(about: subject, in: session), on: day, knownBy: moment)
    }
}

extension Statement {
    static let insertSubject = Statement(
        "INSERT INTO subject (shard_key, id, kind, created_at) VALUES ($1, $2, $3, $4)")
    static let insertFact = Statement(
        """
        INSERT INTO fact (shard_key, subject, element, id, value, source, evidence, valid_from, valid_to, as_of, consent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """)
    static let factsOfSubject = Statement(
        """
        SELECT element, value, source, evidence, valid_from, valid_to, as_of, consent FROM fact
        WHERE shard_key = $1 AND subject = $2 ORDER BY element, as_of, id
        """)
}
