import Catalog
import Ledger
import Vocabulary

/// One line of an application's history as people read it.
public struct TimelineEntry: Equatable, Sendable {
    public let at: Instant
    public let kind: String
    public let item: ItemCode?
    public let actor: String
    /// The item's due day after this event, by its statutory clock.
    public let due: CalendarDay?
    public let event: ApplicationEvent
}

extension Casework {
    /// The history of an application with the due days as they stood.
    public func timeline(_ reference: CaseReference, in session: any Session) throws -> [TimelineEntry] {
        var application: Application?
        var entries: [TimelineEntry] = []
        for stored in try history(reference, in: session) {
            let event = try ApplicationEvent(stored)
            if case .submitted(let submission) = event {
                application = Application(submission, at: stored.at)
            } else {
                try application?.apply(event, at: stored.at)
            }
            let due = event.item.flatMap { application?.task($0)?.due(calendar) }
            entries.append(
                TimelineEntry(
                    at: stored.at, kind: stored.kind, item: event.item, actor: stored.actor, due: due, event: event))
        }
        return entries
    }

    public func timeline(_ number: CaseNumber) async throws -> [TimelineEntry] {
        try await store.read { [self] session in
            let (_, reference) = try load(number, in: session)
            return try timeline(reference, in: session)
        }
    }
}
