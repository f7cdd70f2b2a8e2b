import Vocabulary

/// Work that one node at a time should do for all, such as emptying the outbox.
///
/// A duty is held for a while and claimed again before that ends. Every change of hands counts its epoch up, and whoever acts
/// under a duty asks in the same transaction whether the epoch still stands (`fence`): a node that was paused, or whose clock is
/// wrong, can then lose a duty without knowing it and still do no harm. No session lock is involved, so a connection pooler or
/// a fail-over changes nothing.
public struct Duty: Equatable, Sendable {
    public let name: String
    /// The node that holds it.
    public let holder: String
    /// Counts the changes of hands, from 1.
    public let epoch: Int64
    /// When it is free for others unless it is claimed again.
    public let until: Instant

    /// What `fence` throws when another node has taken the duty over; nothing of the transaction may be kept.
    public struct Lost: Error, Equatable {
        public let name: String
    }
}

extension Duty {
    public static let migrations = [
        Migration(
            "duty-1",
            """
            CREATE TABLE duty (
                shard_key BIGINT NOT NULL,
                name TEXT NOT NULL,
                holder TEXT NOT NULL,
                epoch BIGINT NOT NULL CHECK (epoch >= 1),
                held_until BIGINT NOT NULL,
                PRIMARY KEY (shard_key, name)
            ) /*CLUSTERED*/;
            """)
    ]

    /// Takes a duty that is free or was not claimed again in time, or keeps one that is held already.
    /// - Parameter seconds: how long it is held unless it is claimed again.
    /// - Returns: nil when another node holds it.
    public static func claim(
        _ name: String, by node: String, at now: Instant, for seconds: Int, in session: any Session
    ) throws -> Duty? {
        let until = now.adding(seconds: seconds)
        try session.execute(
            .claimDuty, [.integer(shard(name)), .text(name), .text(node), .instant(until), .instant(now)])
        return try session.first(.dutyNamed, [.integer(shard(name)), .text(name), .text(node)]) { row in
            Duty(name: name, holder: node, epoch: row.integer(0), until: row.instant(1))
        }
    }

    /// Asks, inside the transaction that does the work, whether the duty is still this node's; nobody else can take it before
    /// the commit.
    /// - Throws: `Duty.Lost`.
    public func fence(in session: any Session) throws {
        let held = try session.execute(
            .fenceDuty, [.integer(Self.shard(name)), .text(name), .text(holder), .integer(epoch)])
        guard held == 1 else { throw Lost(name: name) }
    }

    /// Gives the duty back, so that another node need not wait for its end. The epoch stays, and counts up with the next claim.
    public func release(in session: any Session) throws {
        try session.post(.releaseDuty, [.integer(Self.shard(name)), .text(name), .text(holder), .integer(epoch)])
    }

    private static func shard(_ name: String) -> Int64 { Directory.place(of: Array(name.utf8)) }
}

extension Statement {
    static let claimDuty = Statement(
        """
        INSERT INTO duty (shard_key, name, holder, epoch, held_until) VALUES ($1, $2, $3, 1, $4)
        ON CONFLICT (shard_key, name) DO UPDATE SET
            epoch = duty.epoch + CASE WHEN duty.holder = excluded.holder THEN 0 ELSE 1 END,
            holder = excluded.holder, held_until = excluded.held_until
        WHERE duty.holder = excluded.holder OR duty.held_until <= $5
        """)
    static let dutyNamed = Statement(
        "SELECT epoch, held_until FROM duty WHERE shard_key = $1 AND name = $2 AND holder = $3")
    static let fenceDuty = Statement(
        "UPDATE duty SET epoch = epoch WHERE shard_key = $1 AND name = $2 AND holder = $3 AND epoch = $4")
    static let releaseDuty = Statement(
        "UPDATE duty SET held_until = 0 WHERE shard_key = $1 AND name = $2 AND holder = $3 AND epoch = $4")
}
