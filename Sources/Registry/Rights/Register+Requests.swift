import Ledger
import Vocabulary

/// Why a request about personal data is not answered.
public enum RequestRefused: Error, Equatable, Sendable {
    case unknown
    case answeredAlready
    case reasonMissing
}

extension Register {
    /// Takes a request down for a department to answer.
    /// - Parameter answer: when it follows from the law alone and nobody has to decide.
    public func ask(
        _ kind: DataRequest.Kind, of person: Identifier<Subject>, element: String, source: String, text: String,
        department: String,
        due: CalendarDay, answer: DataRequest.Answer? = nil, at: Instant, in session: any Session
    ) throws -> DataRequest {
        let request = DataRequest(
            id: .new(), person: person, kind: kind, element: element, source: source, text: text,
            department: department, askedAt: at,
            due: due, answer: answer)
        var sealer = seals.sealer(of: person.bytes, shard: person.shardKey, in: session)
        let words = try sealer.seal(words: text, for: DataRequest.place("data_request.text", request.id))
        let reason = try answer.map {
            try sealer.seal(words: $0.reason, for: DataRequest.place("data_request.reason", request.id))
        }
        try sealer.keepKey(at: at, in: session)
        try session.post(
            .insertRequest,
            [
                .integer(person.shardKey), .id(person), .id(request.id), .text(kind.rawValue), .text(element),
                .text(source), .text(words),
                .text(department), .instant(at), .day(due), .optional(answer?.outcome.rawValue),
                .optional(reason),
                .optional(answer?.by), answer.map { .instant($0.at) } ?? .null,
            ])
        return request
    }

    /// A person's requests from all their files, the latest first.
    public func requests(of person: Identifier<Subject>, in session: any Session) throws -> [DataRequest] {
        let requests = try family(of: person, in: session).flatMap { file in
            try session.query(.requestsOfPerson, [.integer(file.shardKey), .id(file)], Self.request)
        }
        return try opened(requests.sorted { ($1.askedAt, $1.id) < ($0.askedAt, $0.id) }, in: session)
    }

    public func request(
        _ id: Identifier<DataRequest>, of person: Identifier<Subject>, in session: any Session
    ) throws -> DataRequest? {
        let found = try session.first(
            .requestByID, [.integer(person.shardKey), .id(person), .id(id)], Self.request)
        return try opened(found.map { [$0] } ?? [], in: session).first
    }

    /// What a department has to answer, the most urgent first.
    public func openRequests(for department: String, limit: Int = 200, in session: any Session) throws -> [DataRequest]
    {
        try opened(
            try session.query(.openRequests, [.text(department), .integer(limit)], Self.request), in: session)
    }

    /// Answers a request, once. A granted correction is a new word of the same source; a granted deletion erases what may be.
    /// - Parameter value: the right value, for a granted correction.
    /// - Throws: `RequestRefused`.
    public func answer(
        _ request: DataRequest, _ outcome: DataRequest.Outcome, value: JSON? = nil, reason: String, by account: String,
        at: Instant,
        in session: any Session
    ) throws {
        guard !reason.isEmpty else { throw RequestRefused.reasonMissing }
        var sealer = seals.sealer(of: request.person.bytes, shard: request.person.shardKey, in: session)
        let words = try sealer.seal(words: reason, for: DataRequest.place("data_request.reason", request.id))
        try sealer.keepKey(at: at, in: session)
        let count = try session.execute(
            .answerRequest,
            [
                .text(outcome.rawValue), .text(words), .text(account), .instant(at), .integer(request.person.shardKey),
                .id(request.person),
                .id(request.id),
            ])
        guard count == 1 else { throw RequestRefused.answeredAlready }
        guard outcome == .granted else { return }
        switch request.kind {
        case .correction:
            guard let value else { throw RequestRefused.reasonMissing }
            try record(
                Fact(
                    element: request.element, value: value, source: request.source, evidence: "request:\(request.id)",
                    validFrom: at.day, asOf: at), about: request.person, in: session)
        case .deletion: try erase(request.element, of: request.person, in: session)
        case .objection: break
        }
    }

    /// Erases what a person alone said about an element, or what is kept under their consent alone.
    /// - Returns: how many facts were erased.
    @discardableResult
    public func erase(_ element: String, of person: Identifier<Subject>, in session: any Session) throws -> Int {
        try erase(of: person, in: session) { file in
            try session.query(.erasableFacts, [.integer(file.shardKey), .id(file), .text(element)]) {
                ($0.text(0), $0.bytes(1))
            }
        }
    }

    /// Erases some facts of every file that is the person's, and lets whoever decides over facts learn of it.
    func erase(
        of person: Identifier<Subject>, in session: any Session,
        _ facts: (Identifier<Subject>) throws -> [(element: String, id: [UInt8])]
    ) throws -> Int {
        let family = try family(of: person, in: session)
        var elements: Set<String> = []
        var count = 0
        for file in family {
            let erased = try facts(file)
            for fact in erased {
                count += try session.execute(
                    .eraseFact, [.integer(file.shardKey), .id(file), .text(fact.element), .bytes(fact.id)])
                elements.insert(fact.element)
            }
            if erased.contains(where: { DuplicateSearch.elements.contains($0.element) }) {
                try compareLater(file, in: session)
            }
        }
        for element in elements.sorted() {
            try session.post(
                .insertFactNews,
                [.integer(family[0].shardKey), .id(family[0]), .id(Identifier<Fact>.new()), .text(element)])
        }
        return count
    }

    /// The requests with what people wrote opened.
    private func opened(_ requests: [DataRequest], in session: any Session) throws -> [DataRequest] {
        var opener = seals.opener(in: session)
        return try requests.map { request in
            let shard = request.person.shardKey
            let text = try opener.open(
                words: request.text, at: DataRequest.place("data_request.text", request.id), shard: shard)
            let answer = try request.answer.map { answer in
                DataRequest.Answer(
                    outcome: answer.outcome,
                    reason: try opener.open(
                        words: answer.reason, at: DataRequest.place("data_request.reason", request.id), shard: shard),
                    by: answer.by, at: answer.at)
            }
            return DataRequest(
                id: request.id, person: request.person, kind: request.kind, element: request.element,
                source: request.source, text: text, department: request.department, askedAt: request.askedAt,
                due: request.due, answer: answer)
        }
    }

    /// Seals what was written in a subject's requests anew.
    /// - Returns: how many requests were sealed.
    func resealRequests(
        of person: Identifier<Subject>, _ sealer: inout Sealer, in session: any Session
    ) throws -> Int {
        let rows = try session.query(.requestWords, [.integer(person.shardKey), .id(person)]) { row in
            (id: try row.id(0, of: DataRequest.self), text: row.text(1), reason: row.optionalText(2))
        }
        var opener = seals.opener(in: session)
        for row in rows {
            let shard = person.shardKey
            let (textPlace, reasonPlace) = (
                DataRequest.place("data_request.text", row.id), DataRequest.place("data_request.reason", row.id)
            )
            let text = try sealer.seal(
                words: try opener.open(words: row.text, at: textPlace, shard: shard), for: textPlace)
            let reason = try row.reason.map {
                try sealer.seal(words: try opener.open(words: $0, at: reasonPlace, shard: shard), for: reasonPlace)
            }
            let changed = try session.execute(
                .resealRequest,
                [
                    .text(text), .optional(reason), .integer(shard), .id(person), .id(row.id), .text(row.text),
                    .text(row.reason ?? ""),
                ])
            guard changed == 1 else { throw StorageFailure.conflict }
        }
        return rows.count
    }

    private static func request(_ row: any Row) throws -> DataRequest {
        guard let kind = DataRequest.Kind(rawValue: row.text(2)) else {
            throw StorageFailure.corrupt("a request has the unknown kind \(row.text(2))")
        }
        let outcome = row.optionalText(9).flatMap { DataRequest.Outcome(rawValue: $0) }
        let answer = outcome.map { outcome in
            DataRequest.Answer(
                outcome: outcome, reason: row.optionalText(10) ?? "", by: row.optionalText(11) ?? "",
                at: row.optionalInstant(12) ?? row.instant(7))
        }
        return DataRequest(
            id: try row.id(0), person: try row.id(1), kind: kind, element: row.text(3), source: row.text(4),
            text: row.text(5),
            department: row.text(6), askedAt: row.instant(7), due: row.day(8), answer: answer)
    }
}

extension Statement {
    private static let requestColumns =
        "id, subject, kind, element, source, text, department, asked_at, due, outcome, reason, answered_by, answered_at"

    static let insertRequest = Statement(
        """
        INSERT INTO data_request (shard_key, subject, id, kind, element, source, text, department, asked_at, due, outcome, reason,
            answered_by, answered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """)
    static let requestsOfPerson = Statement(
        "SELECT \(requestColumns) FROM data_request WHERE shard_key = $1 AND subject = $2 ORDER BY asked_at DESC, id DESC LIMIT 200"
    )
    static let requestByID = Statement(
        "SELECT \(requestColumns) FROM data_request WHERE shard_key = $1 AND subject = $2 AND id = $3")
    static let openRequests = Statement(
        "SELECT \(requestColumns) FROM data_request WHERE department = $1 AND outcome IS NULL ORDER BY due, id LIMIT $2"
    )
    static let answerRequest = Statement(
        """
        UPDATE data_request SET outcome = $1, reason = $2, answered_by = $3, answered_at = $4
        WHERE shard_key = $5 AND subject = $6 AND id = $7 AND outcome IS NULL
        """)
    static let requestWords = Statement(
        "SELECT id, text, reason FROM data_request WHERE shard_key = $1 AND subject = $2")
    static let resealRequest = Statement(
        """
        UPDATE data_request SET text = $1, reason = $2
        WHERE shard_key = $3 AND subject = $4 AND id = $5 AND text = $6 AND coalesce(reason, '') = $7
        """)
    static let erasableFacts = Statement(
        """
        SELECT element, id FROM fact
        WHERE shard_key = $1 AND subject = $2 AND element = $3 AND (source = 'applicant' OR consent IS NOT NULL)
        """)
    static let eraseFact = Statement(
        "DELETE FROM fact WHERE shard_key = $1 AND subject = $2 AND element = $3 AND id = $4")
}
