/// What can be done to an item from outside: its name in addresses and replies, and how its body is read.
public enum ItemAct: String, CaseIterable, Sendable {
    case acceptance, declination, step, decision, objection, review, correction, revocation
    case supplementRequest = "supplement-request"
    case supplement
    case material
    case withdrawal
    case reviewRequest = "review-request"
    case commitmentCheck = "commitment-check"

    /// What a department does; the others are the applicant's.
    public static let ofDepartments: [ItemAct] = [
        .acceptance, .declination, .supplementRequest, .step, .decision, .objection, .review, .correction, .revocation,
        .commitmentCheck,
    ]
}
