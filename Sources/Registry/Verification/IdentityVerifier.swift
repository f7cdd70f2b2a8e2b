import Vocabulary

/// Who somebody says they are.
public struct IdentityClaim: Sendable {
    public let name: String
    public let number: CitizenID
    /// The telephone they say is theirs.
    public let phone: String?

    public init(name: String, number: CitizenID, phone: String?) {
        self.name = name
        self.number = number
        self.phone = phone
    }
}

/// What came of checking a claim.
public enum IdentityFinding: Equatable, Sendable {
    case confirmed(Identifier<Subject>, VerificationLevel, evidence: String)
    /// It does not agree, or there is nothing to compare it with. Which of the two is not told, so that nobody can ask the
    /// register about others.
    case notConfirmed
}

/// Finds out whether somebody is who they say (实名核验). Installations plug in their own.
public protocol IdentityVerifier: Sendable {
    /// Names the verifier in records, such as `register`.
    var code: String { get }
    func check(_ claim: IdentityClaim, on day: CalendarDay) async throws -> IdentityFinding
}
