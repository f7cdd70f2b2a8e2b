import Ledger
import Vocabulary

/// Where a list of candidates goes on.
public struct CandidatePlace: Hashable, Sendable, CustomStringConvertible {
    let score: Int
    let first: Identifier<Subject>
    let second: Identifier<Subject>

    init(after candidate: DuplicateCandidate) {
        (score, first, second) = (candidate.score, candidate.first, candidate.second)
    }

    /// Reads what `description` gave; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count == 3, let score = Int(parts[0]), (0...100).contains(score),
            let first = try? Identifier<Subject>(parsing: parts[1]),
            let second = try? Identifier<Subject>(parsing: parts[2])
        else { return nil }
        (self.score, self.first, self.second) = (score, first, second)
    }

    public var description: String { "\(score).\(first).\(second)" }
}

/// Some candidates, the likeliest first.
public struct CandidatePage: Sendable {
    public let candidates: [DuplicateCandidate]
    /// Where the list goes on; nil at the end.
    public let next: CandidatePlace?
}

extension Register {
    /// Files that may be one person's and that nobody has decided about, the likeliest first. Reads no more than a page.
    /// - Parameter place: nil begins with the likeliest.
    public func candidates(
        after place: CandidatePlace? = nil, limit: Int, in session: any Session
    ) throws -> CandidatePage {
        let start: [SQLValue] =
            place.map { [.integer($0.score), .id($0.first), .id($0.second)] }
            ?? [.integer(101), .bytes([]), .bytes([])]
        let found = try session.query(.nextCandidates, start + [.integer(limit + 1)]) { row in
            DuplicateCandidate(
                first: try row.id(0), second: try row.id(1), score: row.int(2),
                because: row.text(3).split(separator: " ").compactMap {
                    DuplicateCandidate.Reason(rawValue: String($0))
                })
        }
        let page = Array(found.prefix(limit))
        return CandidatePage(
            candidates: page, next: found.count > limit ? page.last.map { CandidatePlace(after: $0) } : nil)
    }

    /// How many files wait to be compared, counted up to a limit.
    public func countWaitingToCompare(upTo limit: Int, in session: any Session) throws -> Int {
        try session.first(.countWaitingToCompare, [.integer(limit)]) { $0.int(0) } ?? 0
    }
}

extension Statement {
    static let nextCandidates = Statement(
        """
        SELECT first, second, score, because FROM duplicate_candidate WHERE (score, first, second) < ($1, $2, $3)
        ORDER BY score DESC, first DESC, second DESC LIMIT $4
        """)
    static let countWaitingToCompare = Statement(
        "SELECT count(*) FROM (SELECT 1 FROM likeness_news LIMIT $1) AS waiting")
}
