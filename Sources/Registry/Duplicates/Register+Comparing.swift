import Ledger
import Vocabulary

/// Comparing files as facts come in. Whoever changed waits in a line; their blocks are kept under keyed digests, and only the
/// other files of a block are read. The page of candidates therefore costs the same however large the register is.
extension Register {
    /// Whether a file must be compared again when these facts are recorded.
    static func isCompared(_ facts: [Fact]) -> Bool {
        facts.contains { DuplicateSearch.elements.contains($0.element) }
    }

    /// Lets a file be compared again. The mark is new each time, so that what comes while it is compared is not overlooked.
    public func compareLater(_ subject: Identifier<Subject>, in session: any Session) throws {
        try session.post(
            .awaitComparing, [.integer(subject.shardKey), .id(subject), .bytes(Identifier<Likeness>.new().bytes)])
    }

    /// The next files that wait, in no order that matters.
    public func waitingToCompare(limit: Int, in session: any Session) throws -> [ComparingTurn] {
        try session.query(.waitingToCompare, [.integer(limit)]) { row in
            ComparingTurn(subject: try row.id(0), mark: row.bytes(1))
        }
    }

    /// The blocks of a file as they should be kept.
    func blocks(of subject: Identifier<Subject>, in session: any Session) throws -> [[UInt8]] {
        try likeness(of: subject, in: session).map { DuplicateSearch.blocks(of: $0).map(digest(ofBlock:)) } ?? []
    }

    /// Who may be the same person as a file, among those that share a block with it.
    func compared(_ subject: Identifier<Subject>, in session: any Session) throws -> [DuplicateCandidate] {
        guard let likeness = try likeness(of: subject, in: session) else { return [] }
        var others: Set<Identifier<Subject>> = []
        for block in DuplicateSearch.blocks(of: likeness).map(digest(ofBlock:)) {
            let members = try session.query(
                .membersOfBlock, [.bytes(block), .integer(DuplicateSearch.largestBlock + 1)]
            ) { try $0.id(0, of: Subject.self) }
            if members.count <= DuplicateSearch.largestBlock { others.formUnion(members) }
        }
        others.remove(subject)
        return try others.compactMap { other in
            guard let known = try self.likeness(of: other, in: session) else { return nil }
            let candidate = DuplicateSearch.compare(likeness, known)
            return candidate.score >= DuplicateSearch.threshold ? candidate : nil
        }
    }

    /// Keeps what a file's turn found, and ends the turn unless something new came meanwhile.
    func keep(_ candidates: [DuplicateCandidate], of turn: ComparingTurn, in session: any Session) throws {
        try forgetCandidates(of: turn.subject, in: session)
        for candidate in candidates { try keep(candidate, in: session) }
        try session.execute(
            .endWaiting, [.integer(turn.subject.shardKey), .id(turn.subject), .bytes(turn.mark)])
    }

    /// What is compared of a file; nil for one that is not a person's, is read with another, or says nothing.
    func likeness(of subject: Identifier<Subject>, in session: any Session) throws -> Likeness? {
        guard try kind(of: subject, in: session) == .person, try root(of: subject, in: session) == subject else {
            return nil
        }
        var person = Likeness(subject)
        let rows = try session.query(.comparedFacts, [.integer(subject.shardKey), .id(subject)]) { row in
            (element: row.text(0), value: try JSON(parsing: row.text(1)))
        }
        var opener = seals.opener(in: session)
        for row in rows {
            let value = try opener.open(
                row.value, of: row.element, at: Self.place(of: subject), shard: subject.shardKey)
            guard let text = value.text else { continue }
            switch row.element {
            case "full_name": person.name = text
            case "birthday": person.birthday = text
            case "phone": person.phone = text
            case "citizen_id": person.number = text
            default: person.address = text
            }
        }
        if person.birthday == nil {
            person.birthday = person.number.flatMap { try? CitizenID(parsing: $0).birthday.description }
        }
        return person == Likeness(subject) ? nil : person
    }

    /// Telephones can be tried out one by one, so a block lies in the store under the key of the register's index only.
    private func digest(ofBlock block: String) -> [UInt8] { Array(index(of: "block " + block).prefix(16)) }

    func keep(_ blocks: [[UInt8]], of subject: Identifier<Subject>, in session: any Session) throws {
        let key: [SQLValue] = [.integer(subject.shardKey), .id(subject)]
        let kept = try session.query(.blocksOfSubject, key) { $0.bytes(0) }
        for block in kept where !blocks.contains(block) { try session.execute(.dropBlock, key + [.bytes(block)]) }
        for block in Set(blocks).subtracting(kept) { try session.post(.addBlock, key + [.bytes(block)]) }
    }

    private func keep(_ candidate: DuplicateCandidate, in session: any Session) throws {
        // Somebody may have decided while the two were compared.
        for file in [candidate.first, candidate.second] {
            guard try root(of: file, in: session) == file else { return }
        }
        let pair: [SQLValue] = [.integer(candidate.first.shardKey), .id(candidate.first), .id(candidate.second)]
        guard try session.first(.isToldApart, pair, { _ in true }) == nil else { return }
        try session.execute(
            .addCandidate,
            pair + [.integer(candidate.score), .text(candidate.because.map(\.rawValue).joined(separator: " "))])
    }

    /// No pair with this file is pointed at any more.
    func forgetCandidates(of subject: Identifier<Subject>, in session: any Session) throws {
        try session.execute(.forgetFirst, [.integer(subject.shardKey), .id(subject)])
        try session.execute(.forgetSecond, [.id(subject)])
    }
}

/// A file's turn to be compared.
public struct ComparingTurn: Hashable, Sendable {
    public let subject: Identifier<Subject>
    let mark: [UInt8]
}

extension Statement {
    static let awaitComparing = Statement(
        """
        INSERT INTO likeness_news (shard_key, subject, mark) VALUES ($1, $2, $3)
        ON CONFLICT (shard_key, subject) DO UPDATE SET mark = excluded.mark
        """)
    static let waitingToCompare = Statement(
        "SELECT subject, mark FROM likeness_news ORDER BY shard_key, subject LIMIT $1")
    static let endWaiting = Statement("DELETE FROM likeness_news WHERE shard_key = $1 AND subject = $2 AND mark = $3")
    static let comparedFacts = Statement(
        """
        SELECT element, value FROM fact WHERE shard_key = $1 AND subject = $2
            AND element IN ('full_name', 'birthday', 'phone', 'citizen_id', 'residence_address') ORDER BY as_of, id
        """)
    static let blocksOfSubject = Statement("SELECT digest FROM likeness_block WHERE shard_key = $1 AND subject = $2")
    static let dropBlock = Statement("DELETE FROM likeness_block WHERE shard_key = $1 AND subject = $2 AND digest = $3")
    static let addBlock = Statement("INSERT INTO likeness_block (shard_key, subject, digest) VALUES ($1, $2, $3)")
    static let membersOfBlock = Statement(
        "SELECT subject FROM likeness_block WHERE digest = $1 ORDER BY subject LIMIT $2")
    static let isToldApart = Statement(
        "SELECT at FROM subject_apart WHERE shard_key = $1 AND first = $2 AND second = $3")
    static let addCandidate = Statement(
        """
        INSERT INTO duplicate_candidate (shard_key, first, second, score, because) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shard_key, first, second) DO UPDATE SET score = excluded.score, because = excluded.because
        """)
    static let forgetFirst = Statement("DELETE FROM duplicate_candidate WHERE shard_key = $1 AND first = $2")
    static let forgetSecond = Statement("DELETE FROM duplicate_candidate WHERE second = $1")
    static let forgetPair = Statement(
        "DELETE FROM duplicate_candidate WHERE shard_key = $1 AND first = $2 AND second = $3")
}
