import Cases
import Catalog
import Ledger
import Vocabulary

/// A way for decisions to go wrong, put around the engine to see whether anybody notices.
public enum EngineMutant: String, Sendable, CaseIterable {
    case startsTwice, startsEarly, feedsNothing, blamesTheWrongItem
    case answersEarly, answersTwice, neverAnswers, neverRevises
    case warnsTwice, ringsEarly, neverWarns, neverDeemsAccepted
    case runsTheClockOutside, forgetsThePause
    case spreadsFailure, decidesWhileAsking, keepsFalseStatement, asksNoScope

    func decide(
        _ command: Command, on application: Application, by actor: Actor, at moment: Moment, catalog: Catalog
    ) throws(Refusal) -> [ApplicationEvent] {
        switch self {
        case .ringsEarly where command == .wake:
            let early = Moment(moment.instant.adding(seconds: 86_400), calendar: moment.calendar)
            return try application.decide(command, by: actor, at: early, catalog: catalog)
        case .asksNoScope:
            return try application.decide(
                command, by: entitled(actor, command, application), at: moment, catalog: catalog)
        case .decidesWhileAsking:
            do throws(Refusal) {
                return try application.decide(command, by: actor, at: moment, catalog: catalog)
            } catch {
                guard case .correctionOpen(let item) = error, case .grant(_, let result) = command else { throw error }
                return [.granted(item, result: result, checkOn: nil)]
            }
        default:
            let events = try application.decide(command, by: actor, at: moment, catalog: catalog)
            return events.isEmpty ? events : spoil(events, application, moment)
        }
    }

    /// Anybody may do anything.
    private func entitled(_ actor: Actor, _ command: Command, _ application: Application) -> Actor {
        switch command {
        case .accept(let item, _), .decline(let item, _), .refuse(let item, _), .grant(let item, _):
            .officer(Behaviour.everyone(application.task(item)?.department ?? "hrss"))
        default: actor
        }
    }

    private func spoil(_ events: [ApplicationEvent], _ application: Application, _ moment: Moment) -> [ApplicationEvent]
    {
        switch self {
        case .startsTwice:
            guard let item = first(events, "accepted") else { return events }
            return events + [.started(item, acceptBy: moment.day, fed: Answers())]
        case .startsEarly:
            guard let task = application.tasks.first(where: { $0.progress == .waiting }) else { return events }
            let acceptBy =
                moment.calendar.due(from: moment.day, limit: Limit(count: 5, unit: .workingDays)) ?? moment.day
            return [.started(task.item, acceptBy: acceptBy, fed: Answers())]
        case .feedsNothing:
            return events.map { event in
                if case .started(let item, let acceptBy, _) = event {
                    .started(item, acceptBy: acceptBy, fed: Answers())
                } else {
                    event
                }
            }
        case .blamesTheWrongItem:
            return events.map { event in
                if case .notReached(let item, _) = event { .notReached(item, because: item) } else { event }
            }
        case .answersEarly:
            return application.feedback == nil && first(events, "granted") != nil ? events + [.answered] : events
        case .answersTwice: return application.feedback != nil ? events + [.answered] : events
        case .neverAnswers: return events.filter { $0.kind != "answered" }
        case .neverRevises: return events.filter { $0.kind != "feedbackRevised" }
        case .warnsTwice: return events.flatMap { $0.kind == "warned" ? [$0, $0] : [$0] }
        case .neverWarns: return events.filter { $0.kind != "warned" }
        case .neverDeemsAccepted:
            return events.filter { event in
                if case .accepted(_, let acceptance) = event { !acceptance.isDeemed } else { true }
            }
        case .runsTheClockOutside:
            return events.map { event in
                guard case .stepEntered(let item, let step, let kind, false, let until, let opinion) = event else {
                    return event
                }
                return .stepEntered(item, step, kind: kind, clockRuns: true, until: until, opinion: opinion)
            }
        case .forgetsThePause:
            return events.map { event in
                guard case .correctionAsked(let item, let asked) = event else { return event }
                return .correctionAsked(
                    item,
                    ItemTask.Correction(
                        fields: asked.fields, materials: asked.materials, note: asked.note,
                        askedOn: asked.askedOn.adding(days: 90), by: asked.by))
            }
        case .spreadsFailure:
            guard let failed = first(events, "refused") ?? first(events, "declined"),
                let other = application.tasks.first(where: {
                    $0.item != failed && !$0.hasEnded && $0.progress != .waiting
                })
            else { return events }
            return [.withdrawn(other.item, reason: "the other failed")] + events.filter { $0.item == failed }
        case .keepsFalseStatement: return events.filter { $0.kind != "resultRevoked" }
        case .ringsEarly, .asksNoScope, .decidesWhileAsking: return events
        }
    }

    private func first(_ events: [ApplicationEvent], _ kind: String) -> ItemCode? {
        events.first { $0.kind == kind }?.item
    }
}
