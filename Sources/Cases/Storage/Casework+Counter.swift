import Ledger
import Vocabulary

/// 窗口代办: the time in which staff at a counter serve one person. It ends with the sign-in, with the next person, or after
/// two hours, and the person can read later who looked.
public struct CounterVisit: Equatable, Sendable {
    public static let longestSeconds = 2 * 3600

    public let id: Identifier<CounterVisit>
    public let person: Identifier<Applicant>
    public let personName: String
    /// The account of the member of staff.
    public let clerk: String
    /// The sign-in during which the visit takes place.
    public let session: [UInt8]
    public let startedAt: Instant
    /// Nil while it lasts.
    public let endedAt: Instant?

    public init(
        person: Identifier<Applicant>, personName: String, clerk: String, session: [UInt8], startedAt: Instant
    ) {
        id = .new()
        self.person = person
        self.personName = personName
        self.clerk = clerk
        self.session = session
        self.startedAt = startedAt
        endedAt = nil
    }

    fileprivate init(row: any Row) throws {
        id = try row.id(0)
        person = try row.id(1)
        personName = row.text(2)
        clerk = row.text(3)
        session = row.bytes(4)
        startedAt = row.instant(5)
        endedAt = row.optionalInstant(6)
    }
}

extension Casework {
    /// The person with that identity number; nil when the register does not know them.
    public func person(_ number: CitizenID) async throws -> Identifier<Applicant>? {
        try await store.read { [self] session in try register.find(number: number.text, in: session)?.retyped() }
    }

    /// Starts serving a person, whom the register enters if it does not know them. Whoever was served before is served no more.
    public func beginVisit(
        of number: CitizenID, named name: String, by clerk: String, session token: [UInt8], at instant: Instant
    ) async throws -> CounterVisit {
        try await endVisit(session: token, at: instant)
        return try await store.write { [self] session in
            let person = try register.findOrEnter(number: number.text, kind: .person, at: instant, in: session)
            let visit = CounterVisit(
                person: person.retyped(), personName: name, clerk: clerk, session: token, startedAt: instant)
            try session.execute(
                .insertVisit,
                [
                    .integer(visit.person.shardKey), .id(visit.id), .id(visit.person), .text(name), .text(clerk),
                    .bytes(token),
                    .instant(instant),
                ])
            return visit
        }
    }

    /// Whom the counter serves during that sign-in.
    public func openVisit(session token: [UInt8], at instant: Instant) async throws -> CounterVisit? {
        try await store.read { session in
            try session.first(
                .openVisit, [.bytes(token), .instant(instant.adding(seconds: -CounterVisit.longestSeconds))]
            ) { try CounterVisit(row: $0) }
        }
    }

    /// The person leaves the counter.
    public func endVisit(session token: [UInt8], at instant: Instant) async throws {
        try await store.write { session in try session.execute(.endVisit, [.instant(instant), .bytes(token)]) }
    }

    /// When counters served a person, newest first.
    public func visits(of person: Identifier<Applicant>, limit: Int = 50) async throws -> [CounterVisit] {
        try await store.read { session in
            try session.query(.visitsOfPerson, [.integer(person.shardKey), .id(person), .integer(limit)]) {
                try CounterVisit(row: $0)
            }
        }
    }
}

extension Statement {
    static let insertVisit = Statement(
        """
        INSERT INTO counter_visit (shard_key, id, person, person_name, clerk, session, started_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)
    static let openVisit = Statement(
        """
        SELECT id, person, person_name, clerk, session, started_at, ended_at FROM counter_visit
        WHERE session = $1 AND ended_at IS NULL AND started_at > $2 ORDER BY started_at DESC LIMIT 1
        """)
    static let endVisit = Statement("UPDATE counter_visit SET ended_at = $1 WHERE session = $2 AND ended_at IS NULL")
    static let visitsOfPerson = Statement(
        """
        SELECT id, person, person_name, clerk, session, started_at, ended_at FROM counter_visit
        WHERE shard_key = $1 AND person = $2 ORDER BY started_at DESC LIMIT $3
        """)
}
