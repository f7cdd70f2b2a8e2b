import Vocabulary

/// The key of one subject: everything sensitive about them is sealed with it, so that destroying it destroys that.
public struct SubjectKey: Sendable {
    public let shard: Int64
    public let subject: [UInt8]
    let key: SealingKey
    public var id: KeyID { key.id }

    static func place(_ subject: [UInt8], _ id: KeyID) -> SealPlace {
        SealPlace("subject_key.wrapped", row: subject, id.bytes)
    }

    /// The row of a new key, wrapped by the ring's key in use.
    func row(_ ring: KeyRing, at moment: Instant) throws -> [SQLValue] {
        let wrapped = try ring.seal(key.bytes, .subjects, for: Self.place(subject, id))
        let by = SealingKey.id(of: wrapped)?.bytes ?? []
        return [
            .integer(shard), .bytes(id.bytes), .bytes(subject), .bytes(by), .bytes(wrapped), .instant(moment),
        ]
    }
}

/// The table of subjects' keys. A subject may have several: the newest seals, all open.
public enum SubjectKeys {
    /// The subject's newest key that was not destroyed.
    static func newest(of subject: [UInt8], shard: Int64, _ ring: KeyRing, in session: any Session) throws
        -> SubjectKey?
    {
        try session.first(.newestSubjectKey, [.integer(shard), .bytes(subject)]) { row in
            try key(row, ring)
        }
    }

    private static func key(_ row: any Row, _ ring: KeyRing) throws -> SubjectKey {
        let subject = row.bytes(2)
        guard let id = KeyID(bytes: row.bytes(1)) else { throw SealFault.malformed }
        let bytes = try ring.open(row.bytes(3), for: SubjectKey.place(subject, id))
        guard bytes.count == 32 else { throw SealFault.malformed }
        return SubjectKey(shard: row.integer(0), subject: subject, key: SealingKey(id: id, bytes: bytes))
    }

    /// The keys of neighbouring shards; nil for one that was destroyed.
    static func keys(
        from first: Int64, through last: Int64, _ ring: KeyRing, in session: any Session
    ) throws -> [(shard: Int64, id: KeyID, key: SealingKey?)] {
        try session.query(.subjectKeysOfShards, [.integer(first), .integer(last)]) { row in
            guard let id = KeyID(bytes: row.bytes(1)) else { throw SealFault.malformed }
            let isDestroyed = !row.isNull(4)
            return (row.integer(0), id, isDestroyed ? nil : try key(row, ring).key)
        }
    }

    /// Whether a key is still there, for whoever read it in an earlier transaction.
    public static func isAlive(_ key: SubjectKey, in session: any Session) throws -> Bool {
        try session.first(.subjectKeyAlive, [.integer(key.shard), .bytes(key.id.bytes)]) { $0.isNull(0) } ?? false
    }

    /// Destroys all keys of a subject (销毁密钥): what they sealed can never be read again, here and in later copies.
    /// - Returns: how many keys were destroyed.
    public static func destroy(
        _ subject: [UInt8], shard: Int64, by actor: String, because reason: String, at moment: Instant,
        in session: any Session
    ) throws -> Int {
        try session.execute(
            .destroySubjectKeys, [.instant(moment), .text(actor), .text(reason), .integer(shard), .bytes(subject)])
    }

    /// How many keys each key of the file wraps.
    public static func wrapped(in session: any Session) throws -> [KeyID: Int] {
        let counts = try session.query(.countSubjectKeys) { row in (KeyID(bytes: row.bytes(0)), row.int(1)) }
        return Dictionary(counts.compactMap { id, count in id.map { ($0, count) } }, uniquingKeysWith: +)
    }

    /// Wraps the next keys anew that another key than the one in use wraps. Wrapping changes no sealed value, so it may stop
    /// anywhere and go on from any place.
    /// - Returns: the place to go on from, and how many were wrapped anew; nil at the end.
    public static func rewrap(
        after place: SubjectKeyPlace, limit: Int, _ ring: KeyRing, in session: any Session
    ) throws -> (next: SubjectKeyPlace, count: Int)? {
        let current = try ring.inUse(.subjects).id
        let rows = try session.query(
            .nextSubjectKeys, [.integer(place.shard), .integer(place.shard), .bytes(place.id), .integer(limit)]
        ) { row in
            (shard: row.integer(0), id: row.bytes(1), subject: row.bytes(2), by: row.bytes(3), wrapped: row.bytes(4))
        }
        guard let last = rows.last else { return nil }
        var count = 0
        for row in rows where row.by != current.bytes && !row.wrapped.isEmpty {
            guard let id = KeyID(bytes: row.id) else { throw SealFault.malformed }
            let place = SubjectKey.place(row.subject, id)
            let fresh = try ring.seal(try ring.open(row.wrapped, for: place), .subjects, for: place)
            // Only if nobody destroyed it meanwhile.
            count += try session.execute(
                .rewrapSubjectKey,
                [.bytes(current.bytes), .bytes(fresh), .integer(row.shard), .bytes(row.id), .bytes(row.by)])
        }
        return (SubjectKeyPlace(shard: last.shard, id: last.id), count)
    }

    /// Whether a subject got a key since a moment: then what is theirs was sealed anew already.
    public static func hasKey(of subject: [UInt8], shard: Int64, madeSince moment: Instant, in session: any Session)
        throws -> Bool
    {
        try session.first(.subjectKeySince, [.integer(shard), .bytes(subject), .instant(moment)]) { _ in true } ?? false
    }
}

/// A place in the table of subjects' keys.
public struct SubjectKeyPlace: Hashable, Sendable {
    public let shard: Int64
    public let id: [UInt8]
    public static let start = SubjectKeyPlace(shard: .min, id: [])
}

/// Tables of sealing.
enum SealingSchema {
    static let migration = Migration(
        "ledger-keys-1",
        """
        CREATE TABLE subject_key (
            shard_key BIGINT NOT NULL,
            id BYTEA NOT NULL CHECK (length(id) = 8),
            subject BYTEA NOT NULL,
            wrapped_by BYTEA NOT NULL,
            wrapped BYTEA NOT NULL,
            made_at BIGINT NOT NULL,
            destroyed_at BIGINT,
            destroyed_by TEXT,
            destroyed_because TEXT,
            PRIMARY KEY (shard_key, id),
            CHECK (destroyed_at IS NULL OR length(wrapped) = 0)
        ) /*CLUSTERED*/;
        """)
}

extension Statement {
    static let insertSubjectKey = Statement(
        "INSERT INTO subject_key (shard_key, id, subject, wrapped_by, wrapped, made_at) VALUES ($1, $2, $3, $4, $5, $6)"
    )
    static let newestSubjectKey = Statement(
        """
        SELECT shard_key, id, subject, wrapped FROM subject_key
        WHERE shard_key = $1 AND subject = $2 AND destroyed_at IS NULL ORDER BY made_at DESC, id DESC LIMIT 1
        """)
    static let subjectKeysOfShards = Statement(
        """
        SELECT shard_key, id, subject, wrapped, destroyed_at FROM subject_key
        WHERE shard_key >= $1 AND shard_key <= $2
        """)
    static let subjectKeyAlive = Statement("SELECT destroyed_at FROM subject_key WHERE shard_key = $1 AND id = $2")
    // The bytes are written over and not only unlinked: the store runs with secure deletion.
    static let destroySubjectKeys = Statement(
        """
        UPDATE subject_key SET destroyed_at = $1, destroyed_by = $2, destroyed_because = $3, wrapped = substr(wrapped, 1, 0)
        WHERE shard_key = $4 AND subject = $5 AND destroyed_at IS NULL
        """)
    static let countSubjectKeys = Statement(
        "SELECT wrapped_by, count(*) FROM subject_key WHERE destroyed_at IS NULL GROUP BY wrapped_by")
    static let nextSubjectKeys = Statement(
        """
        SELECT shard_key, id, subject, wrapped_by, wrapped FROM subject_key
        WHERE shard_key > $1 OR shard_key = $2 AND id > $3 ORDER BY shard_key, id LIMIT $4
        """)
    static let rewrapSubjectKey = Statement(
        """
        UPDATE subject_key SET wrapped_by = $1, wrapped = $2
        WHERE shard_key = $3 AND id = $4 AND wrapped_by = $5 AND destroyed_at IS NULL
        """)
    static let subjectKeySince = Statement(
        "SELECT id FROM subject_key WHERE shard_key = $1 AND subject = $2 AND made_at >= $3 LIMIT 1")
}
