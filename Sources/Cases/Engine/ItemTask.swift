import Catalog
import Vocabulary

/// One item of an application (办件), in the hands of the department that owns it.
public struct ItemTask: Equatable, Sendable {
    public let item: ItemCode
    public let number: CaseNumber
    public let department: DepartmentCode
    public let region: RegionCode
    /// Items of the same application that must be granted first: one of each group.
    public let requires: [[ItemCode]]
    /// Steps of the item's flow that this application does not need.
    public let skips: [StageCode]
    /// 告知承诺: the version of the statement the applicant signed for this item.
    public let commitment: String?
    /// Counts how often the item was handed to its department: 0 before the first time.
    public internal(set) var epoch: Int
    public internal(set) var progress: Progress

    public enum Progress: Equatable, Sendable {
        /// 待前置: waits for another item.
        case waiting
        /// 待受理: the department has until the end of `acceptBy` to accept or to ask, or it is deemed to accept.
        case received(on: CalendarDay, acceptBy: CalendarDay)
        /// 待补正: before acceptance, so the clock has not started.
        case correcting(Correction)
        /// 已受理
        case handling(Handling)
        /// 办结
        case ended(Ending)
    }

    /// One complete list of what is missing (一次告知).
    public struct Correction: Equatable, Sendable {
        public let fields: [ElementCode]
        public let materials: [MaterialCode]
        public let note: String
        public let askedOn: CalendarDay
        /// The last day on which the applicant may answer.
        public let by: CalendarDay

        public init(
            fields: [ElementCode], materials: [MaterialCode], note: String, askedOn: CalendarDay, by: CalendarDay
        ) {
            self.fields = fields
            self.materials = materials
            self.note = note
            self.askedOn = askedOn
            self.by = by
        }
    }

    public struct Handling: Equatable, Sendable {
        public let acceptedOn: CalendarDay
        /// Accepted by lapse of time (逾期未告知视为受理), not by an officer.
        public let isDeemed: Bool
        public let limit: Limit
        /// Working days before the due day at which the item turns yellow.
        public let yellowDays: Int
        public internal(set) var step: StageCode
        public internal(set) var kind: Stage.Kind
        public internal(set) var stepSince: CalendarDay
        /// The last day of a step that ends by itself, such as publicity.
        public internal(set) var stepUntil: CalendarDay?
        public internal(set) var pauses: [Pause]
        /// 受理后待补正: the clock stands still.
        public internal(set) var correction: Correction?
        /// 容缺: materials accepted later, each with its last day.
        public internal(set) var tolerances: [MaterialCode: CalendarDay]
        public internal(set) var warning: Warning
        /// What the officer filled in for the result so far.
        public internal(set) var draft: Answers
        /// The item was refused before and is being looked at again.
        public internal(set) var isReview: Bool
        /// The positive decision (准予) has been taken; what remains is to issue.
        public internal(set) var isDecided: Bool
    }

    public struct Ending: Equatable, Sendable {
        public let outcome: Outcome
        public let at: Instant
        public let reason: String?
        /// The item whose end made this one unreachable.
        public let because: ItemCode?
        public internal(set) var result: Answers
        /// How the item stood when it ended; nil when it was never accepted.
        public let before: Handling?
        /// 告知承诺: the day on which the statement is checked; nil when there is none or it was checked.
        public internal(set) var checkOn: CalendarDay?
        /// The review (复核) the applicant asked for, until it is answered.
        public internal(set) var reviewAsked: String?
        public internal(set) var isRevoked: Bool
        public internal(set) var corrections: Int
    }

    public enum Outcome: String, Sendable, CaseIterable {
        /// 准予
        case granted
        /// 不予批准
        case refused
        /// 不予受理
        case declined
        /// 撤回
        case withdrawn
        /// 前置未通过
        case notReached
        /// 异常终止
        case terminated
    }

    public enum Warning: Int, Sendable, Comparable {
        case none, yellow, red
        public static func < (a: Warning, b: Warning) -> Bool { a.rawValue < b.rawValue }
    }

    /// What lists show and filter by.
    public enum Status: String, Sendable, CaseIterable {
        case waiting, received, correcting, handling, supplementing, publicizing, external, reviewing
        case granted, refused, declined, withdrawn, notReached, terminated
    }
}

extension ItemTask {
    public var hasEnded: Bool {
        if case .ended = progress { true } else { false }
    }

    public var outcome: Outcome? {
        if case .ended(let ending) = progress { ending.outcome } else { nil }
    }

    /// What the item was granted with, unless that was revoked.
    public var standingResult: Answers? {
        guard case .ended(let ending) = progress, ending.outcome == .granted, !ending.isRevoked else { return nil }
        return ending.result
    }

    /// What the applicant is asked for at the moment.
    public var openCorrection: Correction? {
        switch progress {
        case .correcting(let correction): correction
        case .handling(let handling): handling.correction
        default: nil
        }
    }

    public var status: Status {
        switch progress {
        case .waiting: .waiting
        case .received: .received
        case .correcting: .correcting
        case .handling(let handling):
            if handling.correction != nil {
                .supplementing
            } else if handling.kind == .publicize {
                .publicizing
            } else if handling.kind == .external {
                .external
            } else {
                handling.isReview ? .reviewing : .handling
            }
        case .ended(let ending):
            switch ending.outcome {
            case .granted: .granted
            case .refused: .refused
            case .declined: .declined
            case .withdrawn: .withdrawn
            case .notReached: .notReached
            case .terminated: .terminated
            }
        }
    }

    /// The statutory clock: when the item is due, how that day was found, and what the calendar cannot know yet.
    /// - Returns: nil while no clock runs (before acceptance, after the end).
    public func deadline(_ calendar: WorkingCalendar) -> Deadline? {
        guard case .handling(let handling) = progress else { return nil }
        return calendar.deadline(from: handling.acceptedOn, limit: handling.limit, excluding: handling.pauses)
    }

    /// Only the due day; nil also while the clock is paused.
    public func due(_ calendar: WorkingCalendar) -> CalendarDay? {
        guard case .handling(let handling) = progress else { return nil }
        return calendar.due(from: handling.acceptedOn, limit: handling.limit, excluding: handling.pauses)
    }
}
