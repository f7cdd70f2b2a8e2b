/// Random changes that an owner of the database could make behind the program's back.
public enum Tampering: CaseIterable, Sendable {
    case editBody, editMoment, editActor, delete, deleteLast, insert, swap, editTile, forgetEntry

    /// How many rounds were played and how many were noticed with an entry named.
    public struct Outcome: Sendable {
        public var rounds = 0
        public var detected = 0
        /// The changes that went unnoticed, at most a hundred.
        public var missed: [String] = []
    }

    /// Thrown to undo a round.
    private struct Undo: Error {}

    /// Plays rounds on a copy of a database. Each changes it at random, checks the whole history, and is undone.
    /// - Parameter copy: a store that nobody else uses, whose history is clean and wholly under `kept`.
    public static func play(
        rounds: Int, on copy: any Store, tree: AuditTree, keeping kept: [Checkpoint], signedBy key: SigningKey,
        using generator: inout some RandomNumberGenerator, progress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Outcome {
        let size = try await copy.read { try AuditTree.standing(in: $0).size }
        guard size > 1 else {
            throw AuditFault.malformed("there are not two entries in the history; nothing to tamper with")
        }
        var outcome = Outcome()
        while outcome.rounds < rounds {
            let kind = allCases.randomElement(using: &generator) ?? .editBody
            let position = Int.random(in: 0..<size, using: &generator)
            let other = Int.random(in: 0..<size, using: &generator)
            let noise = Int.random(in: 1...1_000_000, using: &generator)
            let verdict = Verdict()
            do {
                try await copy.write { session in
                    guard try kind.act(on: position, and: other, noise: noise, in: session) else { throw Undo() }
                    let first = try tree.check(keeping: kept, signedBy: key, in: session).firstBad
                    verdict.isNamed = first.map { kind.isNamed(by: $0, position, other) } ?? false
                    throw Undo()
                }
            } catch is Undo {}
            guard let isNamed = verdict.isNamed else { continue }
            outcome.rounds += 1
            if isNamed {
                outcome.detected += 1
            } else if outcome.missed.count < 100 {
                outcome.missed.append("\(kind) at \(position)")
            }
            progress(outcome.rounds, rounds)
        }
        return outcome
    }

    /// What a round found; nil when it changed nothing. Written inside the store's turn, read after it.
    private final class Verdict: @unchecked Sendable {
        var isNamed: Bool?
    }

    /// Whether the fault names what was changed: exactly, where the stored hashes still tell.
    private func isNamed(by fault: AuditReport.Violation, _ position: Int, _ other: Int) -> Bool {
        switch self {
        case .editBody, .editMoment, .editActor, .delete, .deleteLast: fault.position == position
        case .swap: fault.position == min(position, other)
        case .insert: fault.version != nil
        // The hash was forged too: the nearest that can be said is the stored hash above, or the checkpoint, that differs.
        case .editTile, .forgetEntry: fault.position.map { $0 >= position } ?? false
        }
    }

    /// - Returns: whether something was changed.
    private func act(on position: Int, and other: Int, noise: Int, in session: any Session) throws -> Bool {
        let row = try Self.row(at: position, in: session)
        switch self {
        case .editBody: return try session.execute(.tamperBody, [.text("{\"forged\":\(noise)}")] + row) == 1
        case .editMoment: return try session.execute(.tamperMoment, [.integer(noise)] + row) == 1
        case .editActor: return try session.execute(.tamperActor, [.text("forger:\(noise)")] + row) == 1
        case .delete: return try session.execute(.tamperDelete, row) == 1
        case .deleteLast:
            // As a careful forger would: the entry's own bookkeeping goes too.
            guard position > 0 else { return false }
            try session.execute(.tamperDelete, row)
            try session.execute(.tamperForget, [.integer(position)])
            return try session.execute(.tamperSize, [.integer(position)]) == 1
        case .insert: return try session.execute(.tamperInsert, [.integer(1_000_000 + noise)] + row) == 1
        case .swap:
            let second = try Self.row(at: other, in: session)
            guard row != second, let one = try Self.body(row, in: session),
                let two = try Self.body(second, in: session), one != two
            else { return false }
            try session.execute(.tamperBody, [.text(two)] + row)
            return try session.execute(.tamperBody, [.text(one)] + second) == 1
        case .editTile:
            // A forger who edits the row and makes the stored hash fit.
            try session.execute(.tamperBody, [.text("{\"forged\":\(noise)}")] + row)
            let place = AuditTiles.Place(level: 0, number: position / AuditTiles.width)
            var tile = try AuditTiles(session).tile(place)
            guard case .integer(let shard) = row[0], case .bytes(let stream) = row[1],
                case .integer(let version) = row[2]
            else { return false }
            let stretch = AuditStretch(
                shard: shard, source: EventHistory.name, stream: stream, version: Int(version), count: 1)
            guard let bytes = try EventHistory().rows(stretch, in: session).first?.bytes else { return false }
            let start = position % AuditTiles.width * 32
            tile.replaceSubrange(start..<start + 32, with: MerkleTree.leaf(bytes))
            try session.execute(.putAuditTile, [.integer(place.level), .integer(place.number), .bytes(tile)])
            return true
        case .forgetEntry: return try session.execute(.tamperForget, [.integer(position)]) >= 1
        }
    }

    /// Shard, stream and version of the row at a place of the history.
    private static func row(at position: Int, in session: any Session) throws -> [SQLValue] {
        let found = try session.first(.auditEntryAt, [.integer(position)]) { row -> [SQLValue] in
            [.integer(row.integer(0)), .bytes(row.bytes(1)), .integer(row.int(2) + position - row.int(3))]
        }
        guard let found else { throw AuditFault.notInTheTree }
        return found
    }

    private static func body(_ row: [SQLValue], in session: any Session) throws -> String? {
        try session.first(.tamperedBody, row) { $0.text(0) }
    }
}

extension Statement {
    static let auditEntryAt = Statement(
        "SELECT shard_key, stream, version, first FROM audit_entry WHERE first <= $1 ORDER BY first DESC LIMIT 1")
    static let tamperBody = Statement(
        "UPDATE event SET body = $1 WHERE shard_key = $2 AND stream = $3 AND version = $4")
    static let tamperMoment = Statement(
        "UPDATE event SET at = at + $1 WHERE shard_key = $2 AND stream = $3 AND version = $4")
    static let tamperActor = Statement(
        "UPDATE event SET actor = $1 WHERE shard_key = $2 AND stream = $3 AND version = $4")
    static let tamperDelete = Statement("DELETE FROM event WHERE shard_key = $1 AND stream = $2 AND version = $3")
    static let tamperForget = Statement("DELETE FROM audit_entry WHERE first >= $1")
    static let tamperSize = Statement("UPDATE audit_tree SET size = $1 WHERE shard_key = 0")
    static let tamperInsert = Statement(
        """
        INSERT INTO event (shard_key, stream, version, kind, item, actor, at, body)
        SELECT shard_key, stream, $1, kind, item, actor, at, body FROM event WHERE shard_key = $2 AND stream = $3 AND version = $4
        """)
    static let tamperedBody = Statement("SELECT body FROM event WHERE shard_key = $1 AND stream = $2 AND version = $3")
}
