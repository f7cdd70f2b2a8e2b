import Catalog
import Vocabulary

/// What stored history must never contain.
public struct ImpossibleHistory: Error, Equatable, Sendable, CustomStringConvertible {
    public let event: String
    public let item: ItemCode?
    public let found: String

    public var description: String { "event \(event) \(item.map { "of \($0) " } ?? "")cannot follow \(found)" }
}

extension Application {
    /// The state after the first event.
    public init(_ submission: Submission, at instant: Instant) {
        id = submission.id
        number = submission.number
        applicant = submission.applicant
        maskedName = submission.maskedName
        bundle = submission.bundle
        revision = submission.revision
        region = submission.region
        submittedAt = instant
        changedAt = instant
        channel = submission.channel
        token = submission.token
        version = 1
        tasks = submission.items.map { entry in
            ItemTask(
                item: entry.item, number: entry.number, department: entry.department, region: submission.region,
                requires: entry.requires, skips: entry.skips,
                commitment: submission.commitments.first { $0.item == entry.item }?.version, epoch: 0,
                progress: .waiting)
        }
    }

    /// Folds one more event into the state.
    public mutating func apply(_ event: ApplicationEvent, at instant: Instant) throws(ImpossibleHistory) {
        switch event {
        case .submitted: throw ImpossibleHistory(event: event.kind, item: nil, found: "an application that exists")
        case .answered:
            guard feedback == nil, hasEnded else {
                throw ImpossibleHistory(event: event.kind, item: nil, found: "a feedback or an open item")
            }
            feedback = Feedback(issuedAt: instant, revision: 1, revisedAt: instant, isOutdated: false)
        case .feedbackRevised(let revision):
            guard feedback != nil, feedback?.revision == revision - 1 else {
                throw ImpossibleHistory(event: event.kind, item: nil, found: "revision \(feedback?.revision ?? 0)")
            }
            feedback?.revision = revision
            feedback?.revisedAt = instant
            feedback?.isOutdated = false
        case .rated(let grade, let comment):
            guard rating == nil else { throw ImpossibleHistory(event: event.kind, item: nil, found: "a rating") }
            rating = Rating(grade: grade, comment: comment, at: instant)
        case .claimed:
            guard isByStaff, claimedAt == nil else {
                throw ImpossibleHistory(
                    event: event.kind, item: nil, found: "an application that is the applicant's own")
            }
            claimedAt = instant
        default:
            guard let item = event.item, let index = tasks.firstIndex(where: { $0.item == item }) else {
                throw ImpossibleHistory(event: event.kind, item: event.item, found: "an application without that item")
            }
            let before = tasks[index].outcome
            try tasks[index].apply(event, at: instant)
            switch event {
            case .resultCorrected, .resultRevoked: feedback?.isOutdated = true
            default: if tasks[index].outcome != before { feedback?.isOutdated = true }
            }
        }
        version += 1
        changedAt = instant
    }
}

extension ItemTask {
    mutating func apply(_ event: ApplicationEvent, at instant: Instant) throws(ImpossibleHistory) {
        switch (event, progress) {
        case (.started(_, let acceptBy, _), _) where mayStart:
            epoch += 1
            progress = .received(on: instant.day, acceptBy: acceptBy)
        case (.notReached(_, let because), .waiting):
            end(.notReached, at: instant, because: because)
        case (.correctionAsked(_, let correction), .received):
            progress = .correcting(correction)
        case (.correctionAsked(_, let correction), .handling(var handling)) where handling.correction == nil:
            handling.correction = correction
            handling.pauses.append(Pause(from: correction.askedOn, to: nil, reason: Handling.supplementPause))
            progress = .handling(handling)
        case (.correctionAnswered(_, _, _, let acceptBy?), .correcting):
            progress = .received(on: instant.day, acceptBy: acceptBy)
        case (.correctionAnswered, .handling(var handling)) where handling.correction != nil:
            handling.correction = nil
            handling.closePause(Handling.supplementPause, on: instant.day)
            progress = .handling(handling)
        case (.accepted(_, let acceptance), .received):
            progress = .handling(Handling(acceptance))
        case (.declined(_, let reason), .received), (.declined(_, let reason), .correcting):
            end(.declined, at: instant, reason: reason)
        case (.stepEntered(_, let step, let kind, let clockRuns, let until, _), .handling(var handling)):
            handling.enter(step, kind: kind, clockRuns: clockRuns, until: until, on: instant.day)
            progress = .handling(handling)
        case (.approved(_, let draft, let isDecided), .handling(var handling)):
            handling.draft = draft
            handling.isDecided = isDecided
            progress = .handling(handling)
        case (.objected, .handling(var handling)) where handling.kind == .publicize:
            // What was decided before the objection is decided anew.
            handling.isDecided = false
            progress = .handling(handling)
        case (.supplied(_, let receipt), .handling(var handling)) where handling.tolerances[receipt.material] != nil:
            handling.tolerances[receipt.material] = nil
            progress = .handling(handling)
        case (.toleranceLapsed(_, let material), .handling(var handling))
        where handling.tolerances[material].map { $0 < .distantFuture } ?? false:
            // The material is still missing: it blocks the decision, but its term has been told once.
            handling.tolerances[material] = .distantFuture
            progress = .handling(handling)
        case (.granted(_, let result, let checkOn), .handling(let handling))
        where handling.correction == nil && handling.tolerances.isEmpty:
            end(.granted, at: instant, result: result, checkOn: checkOn)
        case (.refused(_, let reason), .handling(let handling)) where handling.correction == nil:
            end(.refused, at: instant, reason: reason)
        case (.withdrawn(_, let reason), _) where !hasEnded:
            end(.withdrawn, at: instant, reason: reason)
        case (.terminated(_, let reason), _) where openCorrection != nil:
            end(.terminated, at: instant, reason: reason)
        case (.warned(_, let warning, _), .handling(var handling)) where warning > handling.warning:
            handling.warning = warning
            progress = .handling(handling)
        case (.commitmentCheckDue, .ended(var ending)) where ending.checkOn.map { $0 < .distantFuture } ?? false:
            ending.checkOn = .distantFuture
            progress = .ended(ending)
        case (.commitmentChecked, .ended(var ending)) where ending.checkOn != nil:
            ending.checkOn = nil
            progress = .ended(ending)
        case (.reviewAsked(_, let reason), .ended(var ending)) where ending.mayBeReviewed:
            ending.reviewAsked = reason
            progress = .ended(ending)
        case (.reviewAnswered(_, false, _, _), .ended(var ending)) where ending.reviewAsked != nil:
            ending.reviewAsked = nil
            progress = .ended(ending)
        case (.reviewAnswered(_, true, _, let acceptBy), .ended(let ending)) where ending.reviewAsked != nil:
            if var handling = ending.before {
                handling.reopen(after: ending.at.day, on: instant.day)
                progress = .handling(handling)
            } else {
                progress = .received(on: instant.day, acceptBy: acceptBy ?? instant.day)
            }
        case (.resultCorrected(_, let result, _), .ended(var ending)) where standingResult != nil:
            ending.result = result
            ending.corrections += 1
            progress = .ended(ending)
        case (.resultRevoked, .ended(var ending)) where standingResult != nil:
            ending.isRevoked = true
            progress = .ended(ending)
        default:
            throw ImpossibleHistory(event: event.kind, item: item, found: status.rawValue)
        }
    }

    /// An item starts once; only one that could not be reached before may start after its end.
    private var mayStart: Bool {
        switch progress {
        case .waiting: true
        case .ended(let ending): ending.outcome == .notReached
        default: false
        }
    }

    private mutating func end(
        _ outcome: Outcome, at instant: Instant, reason: String? = nil, because: ItemCode? = nil,
        result: Answers = Answers(), checkOn: CalendarDay? = nil
    ) {
        var before: Handling?
        if case .handling(var handling) = progress {
            handling.closePauses(on: instant.day)
            before = handling
        }
        progress = .ended(
            Ending(
                outcome: outcome, at: instant, reason: reason, because: because, result: result, before: before,
                checkOn: checkOn, reviewAsked: nil, isRevoked: false, corrections: 0))
    }
}

extension ItemTask.Ending {
    /// Whether the applicant may ask for a review (复核).
    var mayBeReviewed: Bool { (outcome == .refused || outcome == .declined) && reviewAsked == nil }
}
