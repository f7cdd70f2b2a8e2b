import Ledger
import Vocabulary

/// Why two files cannot be joined or parted.
public enum MergeRefused: Error, Equatable, Sendable {
    case unknown
    /// A file cannot be joined to itself or to one it is joined with already.
    case alreadyOne
    /// People are not joined with organisations.
    case differentKinds
    case notMerged
    /// Whoever joins or parts files says why.
    case reasonMissing
}

/// That somebody took two files for one subject's, and perhaps took it back.
public struct Merge: Equatable, Sendable {
    public let kept: Identifier<Subject>
    public let duplicate: Identifier<Subject>
    public let by: String
    public let reason: String
    public let at: Instant
    public let endedAt: Instant?
}

extension Register {
    /// Joins a duplicate to the file that is kept. Nothing moves: both keep their facts and are read together, so that
    /// ``split(_:by:reason:at:in:)`` gives back exactly what was there.
    public func merge(
        _ duplicate: Identifier<Subject>, into kept: Identifier<Subject>, by actor: String, reason: String, at: Instant,
        in session: any Session
    ) throws {
        guard !reason.isEmpty else { throw MergeRefused.reasonMissing }
        let root = try root(of: kept, in: session)
        guard try self.root(of: duplicate, in: session) != root else { throw MergeRefused.alreadyOne }
        guard let left = try kind(of: root, in: session), let right = try kind(of: duplicate, in: session) else {
            throw MergeRefused.unknown
        }
        guard left == right else { throw MergeRefused.differentKinds }
        guard try self.root(of: duplicate, in: session) == duplicate else { throw MergeRefused.alreadyOne }
        let words = try seal(reason, .reason, of: root, duplicate, at: at, in: session)
        try session.post(
            .insertMerge,
            [
                .integer(root.shardKey), .id(root), .id(duplicate), .id(Identifier<Merge>.new()), .text(actor),
                .text(words),
                .instant(at),
            ])
        try forgetCandidates(of: duplicate, in: session)
        // Whoever decides over facts has new ones to decide over.
        for element in Set(try ownFacts(of: duplicate, in: session).map(\.element)).sorted() {
            try session.post(
                .insertFactNews,
                [.integer(root.shardKey), .id(root), .id(Identifier<Fact>.new()), .text(element)])
        }
    }

    /// Takes a merge back.
    public func split(
        _ duplicate: Identifier<Subject>, by actor: String, reason: String, at: Instant, in session: any Session
    ) throws {
        guard !reason.isEmpty else { throw MergeRefused.reasonMissing }
        let kept = try session.first(.keptForDuplicate, [.id(duplicate)]) { try $0.id(0, of: Subject.self) }
        guard let kept else { throw MergeRefused.notMerged }
        let words = try seal(reason, .endedBecause, of: kept, duplicate, at: at, in: session)
        let count = try session.execute(
            .endMerge, [.instant(at), .text(actor), .text(words), .integer(kept.shardKey), .id(kept), .id(duplicate)])
        guard count == 1 else { throw MergeRefused.notMerged }
        try compareLater(duplicate, in: session)
    }

    /// The file that is kept for a subject: its own, unless it was joined to another.
    public func root(of subject: Identifier<Subject>, in session: any Session) throws -> Identifier<Subject> {
        var root = subject
        while let next = try session.first(.keptForDuplicate, [.id(root)], { try $0.id(0, of: Subject.self) }) {
            root = next
        }
        return root
    }

    /// All files that are one subject's, the kept one first.
    public func family(of subject: Identifier<Subject>, in session: any Session) throws -> [Identifier<Subject>] {
        var family = [try root(of: subject, in: session)]
        var place = 0
        while place < family.count {
            let kept = family[place]
            family += try session.query(.duplicatesOf, [.integer(kept.shardKey), .id(kept)]) {
                try $0.id(0, of: Subject.self)
            }
            place += 1
        }
        return family
    }

    /// The files that are joined at present: those that are kept, and those that are read with another.
    public func joined(in session: any Session) throws -> (
        kept: Set<Identifier<Subject>>, duplicates: Set<Identifier<Subject>>
    ) {
        var kept: Set<Identifier<Subject>> = [], duplicates: Set<Identifier<Subject>> = []
        try session.each(.joinedFiles, []) { row in
            kept.insert(try row.id(0))
            duplicates.insert(try row.id(1))
            return true
        }
        return (kept.subtracting(duplicates), duplicates)
    }

    /// Every merge that concerned a subject, the oldest first.
    public func merges(of subject: Identifier<Subject>, in session: any Session) throws -> [Merge] {
        let merges = try session.query(.mergesOf, [.id(subject)]) { row in
            Merge(
                kept: try row.id(0), duplicate: try row.id(1), by: row.text(2), reason: row.text(3), at: row.instant(4),
                endedAt: row.optionalInstant(5))
        }
        return try opened(merges, in: session)
    }
}

extension Statement {
    static let insertMerge = Statement(
        """
        INSERT INTO subject_merge (shard_key, kept, duplicate, id, actor, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)
    static let endMerge = Statement(
        "UPDATE subject_merge SET ended_at = $1, ended_by = $2, ended_because = $3 WHERE shard_key = $4 AND kept = $5 AND duplicate = $6 AND ended_at IS NULL"
    )
    static let keptForDuplicate = Statement("SELECT kept FROM subject_merge WHERE duplicate = $1 AND ended_at IS NULL")
    static let duplicatesOf = Statement(
        "SELECT duplicate FROM subject_merge WHERE shard_key = $1 AND kept = $2 AND ended_at IS NULL ORDER BY id")
    static let mergesOf = Statement(
        "SELECT kept, duplicate, actor, reason, at, ended_at FROM subject_merge WHERE $1 IN (kept, duplicate) ORDER BY at, id"
    )
    static let joinedFiles = Statement("SELECT kept, duplicate FROM subject_merge WHERE ended_at IS NULL")
}
