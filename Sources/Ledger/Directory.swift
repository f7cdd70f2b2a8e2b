import Vocabulary

/// What must be unique across all shards: an identity number, an application number, an idempotency key.
///
/// The key is a digest, so that the directory itself tells nothing about whom it lists.
public enum Directory {
    public struct Entry: Equatable, Sendable {
        public let shard: Int64
        public let target: [UInt8]
        /// Digest of the request that made the entry, for idempotency keys.
        public let request: [UInt8]?
        public let at: Instant
    }

    public struct Kind: Sendable {
        public let name: String
        public init(_ name: String) { self.name = name }
        /// A person or organisation under the blind index of its number.
        public static let subject = Kind("subject")
        /// An application under its number.
        public static let caseNumber = Kind("number")
        /// A request under its client and `Idempotency-Key`.
        public static let request = Kind("request")
        /// A department's reply under its own identifier.
        public static let reply = Kind("reply")
        /// A public verification token.
        public static let token = Kind("token")
    }

    /// - Parameter place: where the entry was put when not by its digest; the same for `find`, `add` and `claim`.
    public static func find(
        _ kind: Kind, _ digest: [UInt8], near place: Int64? = nil, in session: any Session
    ) throws -> Entry? {
        let key: [SQLValue] = [.integer(place ?? self.place(of: digest)), .text(kind.name), .bytes(digest)]
        return try session.first(.findInDirectory, key) { row in
            Entry(
                shard: row.integer(0), target: row.bytes(1), request: row.isNull(2) ? nil : row.bytes(2),
                at: row.instant(3))
        }
    }

    /// Adds an entry.
    /// - Parameter place: keys that are made one after the other are best put one beside the other: digests scatter them, and
    ///   each costs a page of the data file.
    /// - Throws: `StorageFailure.constraint` when the key is taken.
    public static func add(
        _ kind: Kind, _ digest: [UInt8], near place: Int64? = nil, shard: Int64, target: [UInt8],
        request: [UInt8]? = nil,
        at: Instant, in session: any Session
    ) throws {
        try session.post(
            .addToDirectory, row(kind, digest, near: place, shard: shard, target: target, request: request, at: at))
    }

    /// Adds an entry unless the key is taken.
    /// - Returns: whether it was added.
    public static func claim(
        _ kind: Kind, _ digest: [UInt8], shard: Int64, target: [UInt8], request: [UInt8]? = nil, at: Instant,
        in session: any Session
    ) throws -> Bool {
        try session.execute(
            .claimInDirectory, row(kind, digest, shard: shard, target: target, request: request, at: at)) == 1
    }

    private static func row(
        _ kind: Kind, _ digest: [UInt8], near place: Int64? = nil, shard: Int64, target: [UInt8], request: [UInt8]?,
        at: Instant
    ) -> [SQLValue] {
        [
            .integer(place ?? self.place(of: digest)), .text(kind.name), .bytes(digest), .integer(shard),
            .bytes(target),
            request.map(SQLValue.bytes) ?? .null, .instant(at),
        ]
    }

    /// Where a key's row lives: its first eight bytes.
    public static func place(of digest: [UInt8]) -> Int64 {
        var key: UInt64 = 0
        for byte in digest.prefix(8) { key = key << 8 | UInt64(byte) }
        return Int64(bitPattern: key)
    }
}

extension Statement {
    static let findInDirectory = Statement(
        "SELECT target_shard, target, request, at FROM directory WHERE shard_key = $1 AND kind = $2 AND digest = $3")
    static let claimInDirectory = Statement(
        """
        INSERT INTO directory (shard_key, kind, digest, target_shard, target, request, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shard_key, kind, digest) DO NOTHING
        """)
    static let addToDirectory = Statement(
        """
        INSERT INTO directory (shard_key, kind, digest, target_shard, target, request, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """)
}
