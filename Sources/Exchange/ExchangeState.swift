import Ledger
import Vocabulary

/// How the exchange stands, for people who look after it.
public struct ExchangeState: Sendable {
    public struct Backlog: Equatable, Sendable {
        public let destination: String
        public let count: Int
        /// When the next one may go out; in the past while the destination is down.
        public let next: Instant
    }

    public let backlog: [Backlog]
    /// The oldest messages that wait.
    public let waiting: [OutboxMessage]
    public let dead: [DeadLetter]
    public let refused: [RefusedReply]

    public var isQuiet: Bool { backlog.isEmpty && dead.isEmpty && refused.isEmpty }

    /// - Parameter destination: only what goes there; nil for all but notices, which never leave this system.
    public static func read(_ destination: String? = nil, limit: Int, in session: any Session) throws -> ExchangeState {
        let backlog = try Outbox.backlog(in: session)
            .filter { destination == nil ? $0.destination != "notice" : $0.destination == destination }
            .map { Backlog(destination: $0.destination, count: $0.count, next: $0.next) }
        var waiting: [OutboxMessage] = []
        for entry in backlog { waiting += try Outbox.waiting(for: entry.destination, limit: limit, in: session) }
        return ExchangeState(
            backlog: backlog, waiting: waiting, dead: try DeadLetter.list(of: destination, limit: limit, in: session),
            refused: try RefusedReply.list(limit: limit, in: session))
    }

    public var json: JSON {
        [
            "backlog": .array(
                backlog.map {
                    [
                        "destination": .string($0.destination), "count": .integer($0.count),
                        "next": .string($0.next.description),
                    ]
                }),
            "waiting": .array(waiting.map { $0.json }),
            "dead": .array(
                dead.map {
                    .object(
                        ($0.message.json.members ?? []) + [
                            .init("reason", .string($0.reason)), .init("at", .string($0.at.description)),
                        ])
                }),
            "refused": .array(
                refused.map {
                    [
                        "department": .string($0.department), "reason": .string($0.reason), "about": .string($0.about),
                        "count": .integer($0.count), "detail": .string($0.detail), "at": .string($0.at.description),
                    ]
                }),
        ]
    }
}

extension OutboxMessage {
    /// The number of the item or application it is about.
    public var number: String { body["number"]?.text ?? "" }

    var json: JSON {
        .members([
            "id": .string(id.description), "destination": .string(destination), "kind": .string(kind),
            "number": .string(number),
            "item": item.map(JSON.string), "attempts": .integer(attempts), "failure": failure.map(JSON.string),
        ])
    }
}
