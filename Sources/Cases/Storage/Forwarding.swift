import Catalog
import Ledger
import Vocabulary

/// Which events leave for other systems. It is asked when the events are stored, so that what must leave is stored with them.
public struct Forwarding: Sendable, Equatable {
    /// One way out.
    public struct Route: Sendable, Equatable {
        /// The destination in the outbox, such as `department:hrss`.
        public let destination: String
        /// Only items of this department; nil for whoever follows whole applications.
        public let department: DepartmentCode?
        /// Only these items; nil for all.
        public let items: Set<ItemCode>?
        /// Only events of these kinds; nil for all that happen to an item.
        public let kinds: Set<String>?
        /// Whose own acts are not told to them again, as history tags them.
        public let exceptBy: String?

        public init(
            destination: String, department: DepartmentCode? = nil, items: Set<ItemCode>? = nil,
            kinds: Set<String>? = nil,
            exceptBy: String? = nil
        ) {
            self.destination = destination
            self.department = department
            self.items = items
            self.kinds = kinds
            self.exceptBy = exceptBy
        }

        func takes(_ event: ApplicationEvent, about task: ItemTask?, by actor: Actor) -> Bool {
            if let kinds, !kinds.contains(event.kind) { return false }
            guard let department else { return kinds != nil }
            guard let task, task.department == department, task.epoch > 0, items?.contains(task.item) ?? true else {
                return false
            }
            return exceptBy != actor.tag
        }
    }

    public let routes: [Route]

    public init(routes: [Route]) { self.routes = routes }

    /// Everything is done at the desk.
    public static let none = Forwarding(routes: [])

    /// The messages that events send out.
    /// - Parameters:
    ///   - events: with the version each has in the application's history.
    ///   - application: as it stands after all of them.
    func messages(
        _ events: some Sequence<(version: Int, event: ApplicationEvent)>, _ application: Application,
        _ reference: CaseReference,
        by actor: Actor, at: Instant
    ) -> [OutboxMessage] {
        guard !routes.isEmpty else { return [] }
        var messages: [OutboxMessage] = []
        let trace = Trace.current
        for (version, event) in events {
            let task = event.item.flatMap { application.task($0) }
            // What follows by itself from somebody's act is not that somebody's own act.
            let actor = event.followsByItself ? .system : actor
            for route in routes where route.takes(event, about: task, by: actor) {
                messages.append(
                    OutboxMessage(
                        shard: reference.shard, id: .new(), destination: route.destination, subject: reference.id.bytes,
                        item: event.item?.rawValue, epoch: version, kind: event.kind,
                        body: .members([
                            "number": .string((task?.number ?? application.number).description),
                            "attempt": task.map { .integer($0.epoch) }, "trace": trace.map { .string($0.traceparent) },
                        ]), nextAt: at))
            }
        }
        return messages
    }
}

extension ApplicationEvent {
    /// Whether the engine settled it after an act of somebody: another department's grant starts this item.
    var followsByItself: Bool {
        switch self {
        case .started, .notReached, .answered, .feedbackRevised: true
        default: false
        }
    }
}
