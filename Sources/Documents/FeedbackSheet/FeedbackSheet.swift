import Vocabulary

/// The one feedback of a joint application (办件结果一次告知单): every item's outcome on one sheet.
///
/// Page and PDF are made from this one value, so they cannot differ. It carries only what may be shown to whoever holds
/// the sheet: names and identity numbers arrive masked.
public struct FeedbackSheet: Hashable, Sendable, Codable {
    /// The body that answers for the whole application.
    public var issuer: Bilingual
    /// The thing handled as one, such as 个人就业创业一件事.
    public var bundle: Bilingual
    /// The parent number of the application (办件编号, 43 characters).
    public var number: CaseNumber
    public var applicant: Applicant
    public var submitted: Instant
    /// When this sheet, or its corrected edition, was issued.
    public var issued: Instant
    public var revision: Revision
    public var items: [Item]
    /// What joining the items saved; nil when it is not known.
    public var burden: Burden?
    /// How to ask for a review, one paragraph each.
    public var remedies: [Bilingual]
    /// Where the applicant may rate the service; nil when the rating is closed.
    public var ratingAddress: String?
    /// Where anybody can check that the sheet is genuine and current: an `https` address without personal data.
    public var verificationAddress: String

    public init(
        issuer: Bilingual, bundle: Bilingual, number: CaseNumber, applicant: Applicant, submitted: Instant,
        issued: Instant, revision: Revision = .original, items: [Item], burden: Burden? = nil,
        remedies: [Bilingual] = FeedbackSheet.statutoryRemedies, ratingAddress: String? = nil,
        verificationAddress: String
    ) {
        self.issuer = issuer
        self.bundle = bundle
        self.number = number
        self.applicant = applicant
        self.submitted = submitted
        self.issued = issued
        self.revision = revision
        self.items = items
        self.burden = burden
        self.remedies = remedies
        self.ratingAddress = ratingAddress
        self.verificationAddress = verificationAddress
    }

    /// Who applied, as the sheet may show it.
    public struct Applicant: Hashable, Sendable, Codable {
        /// `张*明`
        public var maskedName: String
        /// `530102********3125`
        public var maskedID: String

        public init(maskedName: String, maskedID: String) {
            self.maskedName = maskedName
            self.maskedID = maskedID
        }
    }

    /// Whether this is the first edition, a later one, or no longer valid.
    public enum Revision: Hashable, Sendable, Codable {
        case original
        /// Replaces earlier editions. The first correction has number 1.
        case corrected(number: Int, because: Bilingual)
        /// No longer valid.
        case revoked(at: Instant, because: Bilingual)
    }

    /// One item and how it ended.
    public struct Item: Hashable, Sendable, Codable {
        public var name: Bilingual
        public var department: Bilingual
        public var number: CaseNumber
        public var outcome: Outcome
        /// Why it ended so; required by law for everything but a grant.
        public var reason: Bilingual?
        /// What was issued.
        public var result: ResultDocument?
        /// The day of the decision; nil when the item was never decided.
        public var decided: CalendarDay?
        /// The promised limit; nil when no clock ran.
        public var promised: Limit?
        /// Days that counted against the limit, in its unit; nil when no clock ran.
        public var taken: Int?

        public init(
            name: Bilingual, department: Bilingual, number: CaseNumber, outcome: Outcome, reason: Bilingual? = nil,
            result: ResultDocument? = nil, decided: CalendarDay? = nil, promised: Limit? = nil, taken: Int? = nil
        ) {
            self.name = name
            self.department = department
            self.number = number
            self.outcome = outcome
            self.reason = reason
            self.result = result
            self.decided = decided
            self.promised = promised
            self.taken = taken
        }
    }

    /// A certificate, approval or receipt that an item issued.
    public struct ResultDocument: Hashable, Sendable, Codable {
        public var name: Bilingual
        public var number: String

        public init(name: Bilingual, number: String) {
            self.name = name
            self.number = number
        }
    }

    /// The items of each department together, departments in the order in which they first appear.
    public var departments: [(name: Bilingual, items: [Item])] {
        var groups: [(name: Bilingual, items: [Item])] = []
        for item in items {
            if let index = groups.firstIndex(where: { $0.name == item.department }) {
                groups[index].items.append(item)
            } else {
                groups.append((item.department, [item]))
            }
        }
        return groups
    }
}
