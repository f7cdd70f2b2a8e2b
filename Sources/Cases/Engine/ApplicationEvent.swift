import Catalog
import Vocabulary

/// What happened to an application. Events are the truth; everything else is folded from them.
public enum ApplicationEvent: Equatable, Sendable {
    case submitted(Submission)
    /// An item was handed to its department, with what earlier results feed its form.
    case started(ItemCode, acceptBy: CalendarDay, fed: Answers)
    case notReached(ItemCode, because: ItemCode)
    case correctionAsked(ItemCode, ItemTask.Correction)
    /// `acceptBy` is the department's new term, when the item was not accepted yet.
    case correctionAnswered(ItemCode, answers: Answers, materials: [MaterialReceipt], acceptBy: CalendarDay?)
    case accepted(ItemCode, Acceptance)
    case declined(ItemCode, reason: String)
    /// A step of the flow was finished and the next one begun; `until` is the last day of a step that ends by itself.
    case stepEntered(ItemCode, StageCode, kind: Stage.Kind, clockRuns: Bool, until: CalendarDay?, opinion: String?)
    /// An officer approved as far as their role reaches; `draft` is what the result will say, and `isDecided` tells
    /// whether the positive decision itself has been taken.
    case approved(ItemCode, draft: Answers, isDecided: Bool)
    case objected(ItemCode, reason: String)
    case supplied(ItemCode, MaterialReceipt)
    case toleranceLapsed(ItemCode, MaterialCode)
    case granted(ItemCode, result: Answers, checkOn: CalendarDay?)
    case refused(ItemCode, reason: String)
    case withdrawn(ItemCode, reason: String)
    case terminated(ItemCode, reason: String)
    case warned(ItemCode, ItemTask.Warning, due: CalendarDay)
    case commitmentChecked(ItemCode, isHonest: Bool, note: String)
    case commitmentCheckDue(ItemCode)
    case reviewAsked(ItemCode, reason: String)
    /// `acceptBy` is the department's new term, when a declined item is taken up again.
    case reviewAnswered(ItemCode, isReopened: Bool, reason: String, acceptBy: CalendarDay?)
    case resultCorrected(ItemCode, result: Answers, reason: String)
    case resultRevoked(ItemCode, reason: String)
    case answered
    case feedbackRevised(Int)
    case rated(Application.Grade, comment: String)
    /// The applicant took on as theirs what staff had handed in for them.
    case claimed
}

/// Everything an applicant hands in at once.
public struct Submission: Equatable, Sendable {
    public let id: Identifier<Application>
    public let number: CaseNumber
    public let applicant: Identifier<Applicant>
    public let maskedName: String
    public let bundle: BundleCode
    public let revision: String
    public let region: RegionCode
    public let channel: Application.Channel
    public let token: String
    public let items: [Entry]
    public let answers: Answers
    public let materials: [MaterialReceipt]
    /// 告知承诺: statements signed, with their version.
    public let commitments: [Commitment]
    /// How well it was known who the applicant is; nil in applications from before that was asked.
    public let verification: VerificationLevel?

    public struct Entry: Equatable, Sendable {
        public let item: ItemCode
        public let number: CaseNumber
        public let department: DepartmentCode
        public let requires: [[ItemCode]]
        public let skips: [StageCode]

        public init(
            item: ItemCode, number: CaseNumber, department: DepartmentCode, requires: [[ItemCode]], skips: [StageCode]
        ) {
            self.item = item
            self.number = number
            self.department = department
            self.requires = requires
            self.skips = skips
        }
    }

    public struct Commitment: Equatable, Sendable {
        public let item: ItemCode
        public let version: String

        public init(item: ItemCode, version: String) {
            self.item = item
            self.version = version
        }
    }

    public init(
        id: Identifier<Application>, number: CaseNumber, applicant: Identifier<Applicant>, maskedName: String,
        bundle: BundleCode, revision: String, region: RegionCode, channel: Application.Channel, token: String,
        items: [Entry], answers: Answers, materials: [MaterialReceipt], commitments: [Commitment],
        verification: VerificationLevel? = nil
    ) {
        self.verification = verification
        self.id = id
        self.number = number
        self.applicant = applicant
        self.maskedName = maskedName
        self.bundle = bundle
        self.revision = revision
        self.region = region
        self.channel = channel
        self.token = token
        self.items = items
        self.answers = answers
        self.materials = materials
        self.commitments = commitments
    }
}

/// How one material came in.
public struct MaterialReceipt: Equatable, Sendable {
    public enum Source: String, Sendable, CaseIterable {
        /// A file the applicant handed in.
        case uploaded
        /// Another department's data (数据共享).
        case shared
        /// An electronic licence (电子证照).
        case licence
        /// A signed statement instead of the document (告知承诺).
        case commitment
        /// To be handed in later (容缺).
        case later
    }

    public let material: MaterialCode
    public let source: Source
    /// The stored file, for uploads.
    public let upload: String?

    public init(_ material: MaterialCode, _ source: Source, upload: String? = nil) {
        self.material = material
        self.source = source
        self.upload = upload
    }
}

/// The terms on which a department took an item on.
public struct Acceptance: Equatable, Sendable {
    public let on: CalendarDay
    public let isDeemed: Bool
    public let limit: Limit
    public let yellowDays: Int
    public let step: StageCode
    public let kind: Stage.Kind
    public let clockRuns: Bool
    public let until: CalendarDay?
    public let tolerances: [MaterialCode: CalendarDay]

    public init(
        on: CalendarDay, isDeemed: Bool, limit: Limit, yellowDays: Int, step: StageCode, kind: Stage.Kind,
        clockRuns: Bool,
        until: CalendarDay?, tolerances: [MaterialCode: CalendarDay]
    ) {
        self.on = on
        self.isDeemed = isDeemed
        self.limit = limit
        self.yellowDays = yellowDays
        self.step = step
        self.kind = kind
        self.clockRuns = clockRuns
        self.until = until
        self.tolerances = tolerances
    }
}

extension ApplicationEvent {
    /// The item concerned, if the event is about one.
    public var item: ItemCode? {
        switch self {
        case .submitted, .answered, .feedbackRevised, .rated, .claimed: nil
        case .started(let item, _, _), .notReached(let item, _), .correctionAsked(let item, _),
            .correctionAnswered(let item, _, _, _), .accepted(let item, _), .declined(let item, _),
            .stepEntered(let item, _, _, _, _, _), .approved(let item, _, _), .objected(let item, _),
            .supplied(let item, _),
            .toleranceLapsed(let item, _), .granted(let item, _, _), .refused(let item, _), .withdrawn(let item, _),
            .terminated(let item, _), .warned(let item, _, _), .commitmentChecked(let item, _, _),
            .commitmentCheckDue(let item), .reviewAsked(let item, _), .reviewAnswered(let item, _, _, _),
            .resultCorrected(let item, _, _), .resultRevoked(let item, _):
            item
        }
    }

    /// The event's name in history and in timelines.
    public var kind: String {
        switch self {
        case .submitted: "submitted"
        case .started: "started"
        case .notReached: "notReached"
        case .correctionAsked: "correctionAsked"
        case .correctionAnswered: "correctionAnswered"
        case .accepted: "accepted"
        case .declined: "declined"
        case .stepEntered: "stepEntered"
        case .approved: "approved"
        case .objected: "objected"
        case .supplied: "supplied"
        case .toleranceLapsed: "toleranceLapsed"
        case .granted: "granted"
        case .refused: "refused"
        case .withdrawn: "withdrawn"
        case .terminated: "terminated"
        case .warned: "warned"
        case .commitmentChecked: "commitmentChecked"
        case .commitmentCheckDue: "commitmentCheckDue"
        case .reviewAsked: "reviewAsked"
        case .reviewAnswered: "reviewAnswered"
        case .resultCorrected: "resultCorrected"
        case .resultRevoked: "resultRevoked"
        case .answered: "answered"
        case .feedbackRevised: "feedbackRevised"
        case .rated: "rated"
        case .claimed: "claimed"
        }
    }
}
