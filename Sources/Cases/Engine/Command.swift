import Catalog
import Vocabulary

/// What someone wants to do with an application.
public enum Command: Equatable, Sendable {
    case accept(ItemCode, tolerating: [MaterialCode] = [])
    case decline(ItemCode, reason: String)
    case askCorrection(ItemCode, fields: [ElementCode], materials: [MaterialCode], note: String)
    case answerCorrection(ItemCode, answers: Answers, materials: [MaterialReceipt])
    /// Finishes the current step with an opinion.
    case advance(ItemCode, opinion: String)
    /// The positive decision: carries the item as far as this officer's role reaches.
    case grant(ItemCode, result: Answers)
    case refuse(ItemCode, reason: String)
    /// An objection raised during publicity sends the item back to review.
    case object(ItemCode, reason: String)
    case supply(ItemCode, MaterialReceipt)
    case withdraw([ItemCode], reason: String)
    case askReview(ItemCode, reason: String)
    case answerReview(ItemCode, reopen: Bool, reason: String)
    case correctResult(ItemCode, result: Answers, reason: String)
    case revokeResult(ItemCode, reason: String)
    case checkCommitment(ItemCode, isHonest: Bool, note: String)
    case rate(Application.Grade, comment: String)
    /// The applicant takes on as theirs what staff handed in for them (认领).
    case claim
    /// Everything that time alone brings about by now.
    case wake
}
