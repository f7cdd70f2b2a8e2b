import Vocabulary

/// Who did what, and when, in the order of the history tree (审计检索). Contents of events are not shown.
public struct AuditSearch: Sendable {
    /// Any of them may be left out.
    public struct Filter: Sendable {
        /// The role and account of who acted, such as `officer:hai-lan`, or its beginning, such as `officer:`.
        public var actor: String?
        public var kind: String?
        public var item: String?
        public var stream: [UInt8]?
        public var from: Instant?
        /// The first moment that counts no more.
        public var to: Instant?

        public init(
            actor: String? = nil, kind: String? = nil, item: String? = nil, stream: [UInt8]? = nil,
            from: Instant? = nil,
            to: Instant? = nil
        ) {
            self.actor = actor
            self.kind = kind
            self.item = item
            self.stream = stream
            self.from = from
            self.to = to
        }
    }

    public struct Entry: Equatable, Sendable {
        /// Place in the history, counted from 0.
        public let position: Int
        public let shard: Int64
        public let stream: [UInt8]
        public let version: Int
        public let kind: String
        public let item: String?
        public let actor: String
        public let at: Instant
    }

    public struct Page: Sendable {
        public var entries: [Entry] = []
        /// Where the next page begins; nil at the end.
        public var next: Int?
    }

    /// How far the clocks of two nodes may lie apart.
    static let slackSeconds = 600
    static let stretches = 500
    /// Stretches read for one page; a search that finds little goes on with the next page.
    static let longestRead = 100_000

    let filter: Filter

    public init(_ filter: Filter) { self.filter = filter }

    /// The entries that fit, from a place on.
    /// - Parameter position: nil begins at the filter's first moment.
    public func page(from position: Int? = nil, limit: Int, in session: any Session) throws -> Page {
        var page = Page()
        var place = try position ?? filter.from.map { try Self.place(after: $0, in: session) } ?? 0
        var read = 0
        while true {
            let rows = try session.query(.auditedEvents, [.integer(place), .integer(Self.stretches)]) { row in
                Entry(
                    position: row.int(8) + row.int(2) - row.int(7), shard: row.integer(0), stream: row.bytes(1),
                    version: row.int(2), kind: row.text(3), item: row.optionalText(4), actor: row.text(5),
                    at: row.instant(6))
            }
            // The stretch before the place comes too, and alone at the end.
            guard let last = rows.last, last.position >= place else { return page }
            for entry in rows where entry.position >= place && fits(entry) {
                if page.entries.count == limit {
                    page.next = entry.position
                    return page
                }
                page.entries.append(entry)
            }
            place = last.position + 1
            read += Self.stretches
            if read >= Self.longestRead {
                page.next = place
                return page
            }
        }
    }

    private func fits(_ entry: Entry) -> Bool {
        if let actor = filter.actor {
            guard actor.hasSuffix(":") ? entry.actor.hasPrefix(actor) : entry.actor == actor else { return false }
        }
        if let kind = filter.kind, entry.kind != kind { return false }
        if let item = filter.item, entry.item != item { return false }
        if let stream = filter.stream, entry.stream != stream { return false }
        if let from = filter.from, entry.at < from { return false }
        if let to = filter.to, entry.at >= to { return false }
        return true
    }

    /// A place before which everything happened before a moment: what a checkpoint covers is older than the checkpoint.
    /// Nothing is known about what comes after it, since events may enter the tree late.
    static func place(after moment: Instant, in session: any Session) throws -> Int {
        try session.first(.checkpointedBefore, [.instant(moment.adding(seconds: -slackSeconds))]) { row in
            row.isNull(0) ? 0 : row.int(0)
        } ?? 0
    }
}

extension Statement {
    static let auditedEvents = Statement(eventsInTree("e.at"))

    /// Events in the tree's order: those of the stretch that holds the place, and of those after it.
    /// - Parameter last: the columns after the actor, before the stretch's version and place.
    static func eventsInTree(_ last: String) -> String {
        """
        SELECT e.shard_key, e.stream, e.version, e.kind, e.item, e.actor, \(last), a.version, a.first
        FROM (
            SELECT shard_key, stream, version, count, first FROM audit_entry
            WHERE source = 'event' AND first >= (SELECT coalesce(max(first), 0) FROM audit_entry WHERE first <= $1)
            ORDER BY first LIMIT $2
        ) a
        JOIN event e ON e.shard_key = a.shard_key AND e.stream = a.stream AND e.version >= a.version
            AND e.version < a.version + a.count
        ORDER BY a.first, e.version
        """
    }

    static let checkpointedBefore = Statement("SELECT max(size) FROM audit_checkpoint WHERE shard_key = 0 AND at <= $1")
}
