import Ledger
import Vocabulary

/// Finding subjects by their numbers, and reading and writing what is known about them.
public struct Register: Sendable {
    private let indexKey: [UInt8]
    private let indexProfile: CryptoProfile
    /// What seals sensitive values.
    public let seals: Seals
    /// Whose word counts where sources disagree.
    public let precedence: Precedence

    /// - Parameter indexKey: the secret under which identity numbers are looked up; the register stores no index in clear.
    /// - Parameter indexProfile: the keyed digest of the index.
    /// - Parameter precedence: whose word counts; the catalog says it.
    /// - Parameter seals: what seals sensitive values.
    public init(
        indexKey: [UInt8], indexProfile: CryptoProfile = .international, precedence: Precedence = .standard,
        seals: Seals = .none
    ) {
        self.indexKey = indexKey
        self.indexProfile = indexProfile
        self.precedence = precedence
        self.seals = seals
    }

    /// The blind index of an identity number.
    public func index(of number: String) -> [UInt8] { Digest.hmac(indexProfile, key: indexKey, Array(number.utf8)) }

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
        try record([fact], about: subject, in: session)
    }

    /// Adds facts about one subject, reading the subject's key once.
    public func record(_ facts: [Fact], about subject: Identifier<Subject>, in session: any Session) throws {
        guard let moment = facts.first?.asOf else { return }
        var sealer = seals.sealer(of: subject.bytes, shard: subject.shardKey, in: session)
        let prepared = try PreparedFacts(facts, about: subject, &sealer)
        try sealer.keepKey(at: moment, in: session)
        try prepared.write(self, in: session)
    }

    /// Everything known about a subject, from all files that are joined as one, oldest first within each element.
    public func facts(about subject: Identifier<Subject>, in session: any Session) throws -> [Fact] {
        let family = try family(of: subject, in: session)
        let facts = try family.flatMap { try ownFacts(of: $0, in: session) }
        guard family.count > 1 else { return facts }
        return facts.sorted { ($0.element, $0.asOf) < ($1.element, $1.asOf) }
    }

    func ownFacts(of subject: Identifier<Subject>, in session: any Session) throws -> [Fact] {
        let facts = try session.query(.factsOfSubject, [.integer(subject.shardKey), .id(subject)]) { row in
            Fact(
                element: row.text(0), value: try JSON(parsing: row.text(1)), source: row.text(2),
                evidence: row.optionalText(3), validFrom: row.day(4), validTo: row.optionalDay(5), asOf: row.instant(6),
                consent: row.optionalText(7))
        }
        var opener = seals.opener(in: session)
        return try facts.compactMap { try open($0, of: subject, &opener) }
    }

    /// The fact with its value opened; nil when the key that sealed it was destroyed, and with it the fact.
    func open(_ fact: Fact, of subject: Identifier<Subject>, _ opener: inout Opener) throws -> Fact? {
        let value = try opener.open(fact.value, of: fact.element, at: Self.place(of: subject), shard: subject.shardKey)
        if value == fact.value { return fact }
        guard !value.isNull else { return nil }
        return Fact(
            element: fact.element, value: value, source: fact.source, evidence: fact.evidence,
            validFrom: fact.validFrom,
            validTo: fact.validTo, asOf: fact.asOf, consent: fact.consent)
    }

    /// What a fact's value is bound to: its element and its subject.
    static func place(of subject: Identifier<Subject>) -> SealPlace { SealPlace("fact.value", row: subject.bytes) }

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
