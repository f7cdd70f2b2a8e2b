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
        try session.post(
            .insertRequest,
            [
                .integer(person.shardKey), .id(person), .id(request.id), .text(kind.rawValue), .text(element),
                .text(source), .text(text),
                .text(department), .instant(at), .day(due), .optional(answer?.outcome.rawValue),
                .optional(answer?.reason),
                .optional(answer?.by), answer.map { .instant($0.at) } ?? .null,
            ])
        return request
    }

    /// A person's requests, the latest first.
    public func requests(of person: Identifier<Subject>, in session: any Session) throws -> [DataRequest] {
        try session.query(.requestsOfPerson, [.integer(person.shardKey), .id(person)], Self.request)
    }

    public func request(
        _ id: Identifier<DataRequest>, of person: Identifier<Subject>, in session: any Session
    ) throws -> DataRequest? {
        try session.first(.requestByID, [.integer(person.shardKey), .id(person), .id(id)], Self.request)
    }

    /// What a department has to answer, the most urgent first.
    public func openRequests(for department: String, limit: Int = 200, in session: any Session) throws -> [DataRequest]
    {
        try session.query(.openRequests, [.text(department), .integer(limit)], Self.request)
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
        let count = try session.execute(
            .answerRequest,
            [
                .text(outcome.rawValue), .text(reason), .text(account), .instant(at), .integer(request.person.shardKey),
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
        try session.execute(.eraseFacts, [.integer(person.shardKey), .id(person), .text(element)])
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
    static let eraseFacts = Statement(
        """
        DELETE FROM fact WHERE shard_key = $1 AND subject = $2 AND element = $3 AND (source = 'applicant' OR consent IS NOT NULL)
        """)
}
