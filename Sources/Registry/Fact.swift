import Ledger
import Vocabulary

/// Someone or something the register knows.
public enum Subject: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case person, organisation, site
    }
}

/// One thing known about a subject: what, since when, and from whom.
public struct Fact: Equatable, Sendable {
    /// Code of the data element.
    public let element: String
    /// The value in the element's own JSON form.
    public let value: JSON
    /// Who says so: `department:market-regulation`, `item:employment-registration`, `import:street-2026`, `applicant`.
    public let source: String
    /// What proves it, such as a case number.
    public let evidence: String?
    public let validFrom: CalendarDay
    /// The last day on which it holds; nil without end.
    public let validTo: CalendarDay?
    /// When the source said so.
    public let asOf: Instant
    /// The consent under which it is kept, where it needs one, such as `share-with-banks`.
    public let consent: String?

    public init(
        element: String, value: JSON, source: String, evidence: String? = nil, validFrom: CalendarDay,
        validTo: CalendarDay? = nil, asOf: Instant, consent: String? = nil
    ) {
        self.element = element
        self.value = value
        self.source = source
        self.evidence = evidence
        self.validFrom = validFrom
        self.validTo = validTo
        self.asOf = asOf
        self.consent = consent
    }

    /// Whether a department or a result vouches for it, so that nobody needs to be asked.
    public var isCertified: Bool { source != "applicant" }

    /// Whether it may be used for something: what is kept under a consent serves only what was consented to.
    /// - Parameter purpose: nil for the person's own business, which everything may serve.
    public func serves(_ purpose: String?) -> Bool { purpose == nil || consent == nil || consent == purpose }

    public func holds(on day: CalendarDay) -> Bool { validFrom <= day && (validTo.map { day <= $0 } ?? true) }
}
