import Vocabulary

/// One tree over everything that was appended to audited streams, in the order in which the sequencer found it.
///
/// The sequencer works from stored rows, after the commit: intake only leaves one row in `audit_pending` per transaction.
/// Any number of nodes may run one. A node that holds the lease works, the others wait; whoever takes the lease over counts
/// the fence (`epoch`) up, and growing the tree demands the size and the epoch that were read, so two can never both succeed.
public struct AuditTree: Sendable {
    let store: any Store
    let sources: [String: any AuditSource]
    /// Tells this process from others.
    let holder: [UInt8]

    /// Stretches taken in one transaction.
    public static let batch = 100
    /// How long a node that fell silent keeps others waiting.
    static let leaseSeconds = 5

    public init(store: any Store, sources: [any AuditSource] = [EventHistory()], holder: [UInt8]) {
        self.store = store
        self.sources = Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0) })
        self.holder = holder
    }

    /// Where the tree stands.
    struct Standing: Sendable {
        let size: Int
        let epoch: Int
        let holder: [UInt8]
        let heldUntil: Instant
    }

    static func standing(in session: any Session) throws -> Standing {
        let found = try session.first(.auditTree) { row in
            Standing(size: row.int(0), epoch: row.int(1), holder: row.bytes(2), heldUntil: row.instant(3))
        }
        guard let found else { throw StorageFailure.corrupt("the history tree has lost its head") }
        return found
    }

    /// What one turn will write.
    private struct Growth: Sendable {
        let before: Standing
        var size: Int
        var placed: [(stretch: AuditStretch, first: Int)] = []
        var tiles: [(level: Int, number: Int, hashes: [UInt8])] = []
    }

    /// Takes what waits into the tree, at most one batch.
    /// - Returns: how many stretches were taken; 0 when nothing waits or another node holds the lease.
    public func sequence(at now: Instant) async throws -> Int {
        // Reading and hashing happen beside the writer; its turn only stores.
        let growth = try await store.read { session in try plan(at: now, in: session) }
        guard let growth else { return 0 }
        let epoch = growth.before.holder == holder ? growth.before.epoch : growth.before.epoch + 1
        return try await store.write { [holder] session in
            let grown = try session.execute(
                .growAuditTree,
                [
                    .integer(growth.size), .integer(epoch), .bytes(holder),
                    .instant(now.adding(seconds: Self.leaseSeconds)),
                    .integer(growth.before.size), .integer(growth.before.epoch),
                ])
            // Another node was faster; its rows are in the tree.
            guard grown == 1 else { return 0 }
            for (stretch, first) in growth.placed {
                try session.post(.addAuditEntry, stretch.key + [.integer(stretch.count), .integer(first)])
                try session.post(.forgetAuditPending, stretch.key)
            }
            for tile in growth.tiles {
                try session.post(.putAuditTile, [.integer(tile.level), .integer(tile.number), .bytes(tile.hashes)])
            }
            return growth.placed.count
        }
    }

    /// Reads a consistent snapshot of the history.
    public func read<T: Sendable>(_ body: @escaping @Sendable (any Session) throws -> T) async throws -> T {
        try await store.read(body)
    }

    /// Takes everything that waits now.
    public func catchUp(at now: Instant) async throws {
        while try await sequence(at: now) > 0 {}
    }

    private func plan(at now: Instant, in session: any Session) throws -> Growth? {
        let standing = try Self.standing(in: session)
        guard standing.holder == holder || standing.heldUntil <= now else { return nil }
        let waiting = try session.query(.auditPending, [.integer(Self.batch)]) { AuditStretch($0) }
        guard !waiting.isEmpty else { return nil }
        var growth = Growth(before: standing, size: standing.size)
        let tiles = AuditTiles(session)
        for stretch in waiting {
            guard let source = sources[stretch.source] else { continue }
            let rows = try source.rows(stretch, in: session)
            guard rows.map(\.version) == Array(stretch.version..<stretch.version + stretch.count) else {
                throw AuditFault.rowsMissing(stretch)
            }
            growth.placed.append((stretch, growth.size))
            for row in rows {
                try tiles.append(MerkleTree.leaf(row.bytes), at: growth.size)
                growth.size += 1
            }
        }
        guard !growth.placed.isEmpty else { return nil }
        growth.tiles = try tiles.touched.map { ($0.level, $0.number, try tiles.tile($0)) }
        return growth
    }
}

/// Why the history tree cannot grow or prove.
public enum AuditFault: Error, Equatable, Sendable {
    /// Rows that were noted are not there: somebody removed them before they were in the tree.
    case rowsMissing(AuditStretch)
    /// The row is not in the tree (yet).
    case notInTheTree
    /// No checkpoint covers it yet.
    case notUnderACheckpoint
    /// A signature, a key or a checkpoint's text cannot be used.
    case malformed(String)
    /// OpenSSL refused an operation.
    case cryptography(String)
}

extension AuditFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .rowsMissing(let stretch):
            "rows \(stretch.version) to \(stretch.version + stretch.count - 1) of stream \(Digest.hexadecimal(stretch.stream)) "
                + "are gone before they were in the history tree; run `lianban audit verify`"
        case .notInTheTree: "it is not in the history tree; try again in a second"
        case .notUnderACheckpoint: "no checkpoint covers it yet; try again in a minute"
        case .malformed(let what): what
        case .cryptography(let what): "OpenSSL refused: \(what)"
        }
    }
}
