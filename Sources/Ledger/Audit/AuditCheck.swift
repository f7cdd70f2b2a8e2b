import Vocabulary

/// What a check of the whole history found.
public struct AuditReport: Sendable {
    public struct Violation: Equatable, Sendable {
        /// The entry's place in the history, counted from 0; nil when the fault is not at one entry.
        public let position: Int?
        public let stream: [UInt8]?
        public let version: Int?
        public let detail: String
    }

    /// Entries in the tree.
    public var entries = 0
    /// Rows that wait for the sequencer.
    public var waiting = 0
    /// The root over the rows as they are stored now.
    public var root = MerkleTree.emptyRoot
    /// Checkpoints whose signature and root are right.
    public var checkpoints = 0
    public var violations: [Violation] = []
    /// The fault at the earliest entry; what has no place comes last.
    public var firstBad: Violation? { violations.min { ($0.position ?? .max) < ($1.position ?? .max) } }
    public var isClean: Bool { violations.isEmpty }
}

extension AuditTree {
    /// Reads the whole history anew, hashes it, and compares with the stored hashes and with every checkpoint.
    /// - Parameters:
    ///   - kept: checkpoints that were kept outside the database; those in the database are checked with them.
    ///   - key: the key that must have signed them.
    public func check(
        keeping kept: [Checkpoint], signedBy key: SigningKey, in session: any Session,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> AuditReport {
        try QueueTable.hold([.auditPending], in: session)
        var checkpoints = kept
        var report = AuditReport()
        do {
            let known = Set(kept.map(\.note))
            checkpoints += try Self.checkpoints(in: session).filter { !known.contains($0.note) }
        } catch {
            report.violations.append(
                .init(position: nil, stream: nil, version: nil, detail: "a stored checkpoint is damaged"))
        }
        var check = AuditCheck(session: session, sources: sources, checkpoints: checkpoints, key: key, report: report)
        try check.run(progress)
        return check.report
    }
}

/// One pass over the history.
private struct AuditCheck {
    let session: any Session
    let sources: [String: any AuditSource]
    let key: SigningKey
    var report: AuditReport
    private var due: [Checkpoint]
    private var edge = MerkleTree.Edge()
    private let tiles: AuditTiles

    init(
        session: any Session, sources: [String: any AuditSource], checkpoints: [Checkpoint], key: SigningKey,
        report: AuditReport
    ) {
        self.session = session
        self.sources = sources
        self.key = key
        self.report = report
        tiles = AuditTiles(session)
        due = checkpoints.sorted { ($0.size, $0.at) > ($1.size, $1.at) }
    }

    private mutating func blame(_ position: Int?, _ stretch: AuditStretch?, _ version: Int?, _ detail: String) {
        report.violations.append(.init(position: position, stream: stretch?.stream, version: version, detail: detail))
    }

    mutating func run(_ progress: (Int, Int) -> Void) throws {
        let standing = try AuditTree.standing(in: session)
        compareCheckpoints()
        var from = 0
        while true {
            let page = try session.query(.auditEntriesFrom, [.integer(from), .integer(500)]) { row in
                (stretch: AuditStretch(row), first: row.int(5))
            }
            guard let last = page.last else { break }
            for (stretch, first) in page { try take(stretch, first) }
            from = last.first + 1
            progress(min(edge.size, standing.size), standing.size)
        }
        if edge.size != standing.size {
            blame(edge.size, nil, nil, "the history ends at entry \(edge.size) and claims \(standing.size)")
        }
        for checkpoint in due {
            blame(edge.size, nil, nil, "a checkpoint saw \(checkpoint.size) entries; \(edge.size) are left")
        }
        try compareTiles()
        report.entries = edge.size
        report.root = edge.root
        report.waiting = try session.query(.auditPendingCount) { $0.int(0) }.reduce(0, +)
        for source in sources.values {
            for stranger in try source.strangers(in: session) {
                blame(nil, stranger, stranger.version, "a row that the history never took")
            }
        }
    }

    private mutating func take(_ stretch: AuditStretch, _ first: Int) throws {
        if first != edge.size {
            blame(min(first, edge.size), stretch, stretch.version, "entry \(edge.size) is missing or doubled")
        }
        guard let source = sources[stretch.source] else {
            return blame(edge.size, stretch, stretch.version, "nobody reads the source \(stretch.source)")
        }
        var rows: [Int: [UInt8]] = [:]
        for row in try source.rows(stretch, in: session) { rows[row.version] = row.bytes }
        for version in stretch.version..<stretch.version + min(stretch.count, 1_000_000) {
            let position = edge.size
            let stored = try tiles.hash(level: 0, at: position)
            let leaf: MerkleTree.Hash
            if let bytes = rows[version] {
                leaf = MerkleTree.leaf(bytes)
                if leaf != stored { blame(position, stretch, version, "the row is not what the history took") }
            } else {
                blame(position, stretch, version, "the row is gone")
                // The rest of the tree can still be compared when the hash is there.
                leaf = stored ?? MerkleTree.emptyRoot
            }
            edge.append(leaf)
            compareCheckpoints()
        }
    }

    /// Compares every checkpoint of exactly the present size.
    private mutating func compareCheckpoints() {
        while let checkpoint = due.last, checkpoint.size <= edge.size {
            due.removeLast()
            if !checkpoint.isSigned(by: key) {
                blame(nil, nil, nil, "the checkpoint over \(checkpoint.size) entries is not signed by the key")
            } else if checkpoint.root != edge.root {
                // What differs lies before; a single entry that differs has been named already.
                blame(
                    max(0, checkpoint.size - 1), nil, nil,
                    "the first \(checkpoint.size) entries are not what the checkpoint saw")
            } else {
                report.checkpoints += 1
            }
        }
    }

    /// The stored hashes above the leaves, from which proofs are made, follow from the leaves; and no tile is left over.
    private mutating func compareTiles() throws {
        let stored = try session.query(.auditTileSizes) { row in
            (place: AuditTiles.Place(level: row.int(0), number: row.int(1)), count: row.int(2))
        }
        for (place, count) in stored {
            let hashes = edge.size >> (8 * place.level)
            let expected = max(0, min(AuditTiles.width, hashes - place.number * AuditTiles.width)) * 32
            // The last entry that a stored hash speaks about: the fault lies there or before.
            func end(_ hash: Int) -> Int { (hash + 1) << (8 * place.level) - 1 }
            if count != expected {
                let hash = place.number * AuditTiles.width + min(count, expected) / 32
                blame(end(hash), nil, nil, "tile \(place.number) of level \(place.level) has a wrong length")
            } else if place.level > 0 {
                for offset in 0..<count / 32 {
                    let below = AuditTiles.Place(
                        level: place.level - 1, number: place.number * AuditTiles.width + offset)
                    if try tiles.hash(level: place.level, at: below.number) != (try? tiles.full(below)) {
                        blame(
                            end(below.number), nil, nil,
                            "hash \(below.number) of level \(place.level) does not follow from the ones below")
                    }
                }
            }
        }
    }
}

extension Statement {
    static let auditTileSizes = Statement(
        "SELECT level, number, CAST(length(hashes) AS BIGINT) FROM audit_tile WHERE shard_key = 0 ORDER BY level, number"
    )
}
