import Catalog
import Vocabulary

/// Whom an application is for. The register knows the rest.
public enum Applicant {}

/// One person's request for one bundle of items (一件事), from submission to the one feedback.
///
/// A value folded from its events. It knows no database and no clock: `decide` takes the moment as an argument and gives
/// back the events that follow.
public struct Application: Equatable, Sendable {
    public let id: Identifier<Application>
    public let number: CaseNumber
    public let applicant: Identifier<Applicant>
    /// The applicant's name as it may be shown in lists (张*).
    public let maskedName: String
    public let bundle: BundleCode
    /// The catalog revision the application began with, and keeps.
    public let revision: String
    public let region: RegionCode
    public let submittedAt: Instant
    public let channel: Channel
    /// The public, random key of the verification page.
    public let token: String
    /// When the newest event happened.
    public internal(set) var changedAt: Instant
    /// How many events the application is folded from.
    public internal(set) var version: Int
    public internal(set) var tasks: [ItemTask]
    public internal(set) var feedback: Feedback?
    public internal(set) var rating: Rating?
    /// When the applicant took it on as theirs (认领), if staff had handed it in.
    public internal(set) var claimedAt: Instant?

    /// How the application came in.
    public enum Channel: String, Sendable, CaseIterable {
        case online, counter, station, interface
    }

    /// The one feedback (一次反馈): issued once, when the last item has ended; later corrections count its revision up.
    public struct Feedback: Equatable, Sendable {
        public let issuedAt: Instant
        public internal(set) var revision: Int
        public internal(set) var revisedAt: Instant
        /// An outcome changed after the last revision, and the next revision waits until every item has ended again.
        public internal(set) var isOutdated: Bool
    }

    /// A voluntary rating (好差评), one per application, without a default.
    public struct Rating: Equatable, Sendable {
        public let grade: Grade
        public let comment: String
        public let at: Instant
    }

    public enum Grade: Int, Sendable, CaseIterable {
        case veryDissatisfied = 1
        case dissatisfied
        case fair
        case satisfied
        case verySatisfied
    }

    /// The package's own status: it needs the applicant while any item does.
    public enum Status: String, Sendable, CaseIterable {
        /// 待补正
        case correcting
        /// 办理中
        case handling
        /// 已办结
        case answered
        /// 已撤回: every item was withdrawn.
        case withdrawn
    }

    public var status: Status {
        if tasks.contains(where: { $0.openCorrection != nil }) { return .correcting }
        if tasks.contains(where: { !$0.hasEnded }) { return .handling }
        return tasks.allSatisfy { $0.outcome == .withdrawn } ? .withdrawn : .answered
    }

    public func task(_ item: ItemCode) -> ItemTask? {
        tasks.first { $0.item == item }
    }

    /// 工作人员代办: staff of a counter or a station handed it in.
    public var isByStaff: Bool { channel == .counter || channel == .station }

    public var hasEnded: Bool { tasks.allSatisfy(\.hasEnded) }
}
