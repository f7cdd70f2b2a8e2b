import Ledger
import Vocabulary

/// How one subject stands to another, said by a source and for a time.
public struct SubjectLink: Equatable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// 法定代表人 of an organisation.
        case legalPerson
        /// 经营者 of a sole trader's business.
        case operator_ = "operator"
        case partner, employee, spouse, parent, child
    }

    public let kind: Kind
    /// Who stands so to the subject.
    public let other: Identifier<Subject>
    public let source: String
    public let validFrom: CalendarDay
    public let validTo: CalendarDay?
    public let asOf: Instant

    public init(
        _ kind: Kind, _ other: Identifier<Subject>, source: String, validFrom: CalendarDay, validTo: CalendarDay? = nil,
        asOf: Instant
    ) {
        self.kind = kind
        self.other = other
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
        self.asOf = asOf
    }
}

extension Register {
    /// Remembers that `link.other` stands so to the subject; earlier links stay as history.
    public func record(_ link: SubjectLink, of subject: Identifier<Subject>, in session: any Session) throws {
        try session.post(
            .insertLink,
            [
                .integer(subject.shardKey), .id(subject), .text(link.kind.rawValue), .id(Identifier<SubjectLink>.new()),
                .id(link.other), .text(link.source), .day(link.validFrom), .day(link.validTo), .instant(link.asOf),
            ])
    }

    /// Whoever stands to the subject in any way, and since when.
    public func links(of subject: Identifier<Subject>, in session: any Session) throws -> [SubjectLink] {
        try session.query(.linksOf, [.integer(subject.shardKey), .id(subject)]) { row in
            guard let kind = SubjectLink.Kind(rawValue: row.text(0)) else {
                throw StorageFailure.corrupt("a link has the unknown kind \(row.text(0))")
            }
            return SubjectLink(
                kind, try row.id(1), source: row.text(2), validFrom: row.day(3), validTo: row.optionalDay(4),
                asOf: row.instant(5))
        }
    }

    /// Lets the register find the subject under another number too: a changed identity number, or an organisation's old code.
    /// - Returns: false when the number is another subject's.
    public func add(number: String, to subject: Identifier<Subject>, at: Instant, in session: any Session) throws
        -> Bool
    {
        let index = index(of: Self.present(number))
        if let known = try find(index: index, in: session) { return known == subject }
        return try Directory.claim(.subject, index, shard: subject.shardKey, target: subject.bytes, at: at, in: session)
    }

    /// The present form of a number: old identity numbers of 15 digits become the 18 characters they stand for.
    static func present(_ number: String) -> String { CitizenID(old: number)?.text ?? number }
}

extension Statement {
    static let insertLink = Statement(
        """
        INSERT INTO subject_link (shard_key, subject, kind, id, other, source, valid_from, valid_to, as_of)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """)
    static let linksOf = Statement(
        """
        SELECT kind, other, source, valid_from, valid_to, as_of FROM subject_link
        WHERE shard_key = $1 AND subject = $2 ORDER BY kind, as_of
        """)
}
