import Catalog
import Vocabulary

/// Why a command was not carried out. Words belong to the pages and the command line.
///
/// `indirect` keeps it one word: with a typed error of more than four words an optimised build of Swift 6.3 may tell of an error
/// where there was none (tests/typed-errors looks for such functions).
public indirect enum Refusal: Error, Equatable, Sendable {
    case unknownItem(ItemCode)
    /// The item is in a state in which this cannot be done.
    case notNow(ItemCode, ItemTask.Status)
    /// Another department's, another region's or another role's to do.
    case outsideYourScope(ItemCode)
    case notYourApplication
    /// The mandate lets its holder follow and answer, not apply or withdraw.
    case beyondYourMandate
    /// A decision waits until the applicant has answered what was asked.
    case correctionOpen(ItemCode)
    /// A decision waits for materials that were accepted for later.
    case materialsOutstanding(ItemCode, [MaterialCode])
    /// A list of what is missing names nothing, or something the item does not have.
    case nothingAsked(ItemCode)
    case notOfThisItem(ItemCode, name: String)
    case answerIncomplete(ItemCode, missing: [String])
    /// The material may not be handed in later.
    case notTolerable(ItemCode, MaterialCode)
    case resultIncomplete(ItemCode, missing: [ElementCode])
    case reasonMissing
    case alreadyRated
    /// Only what staff handed in can be claimed.
    case notByStaff
    case alreadyClaimed
    case feedbackNotIssued
    case itemNotInCatalog(ItemCode, revision: String)
    /// Someone changed the application in between; look again.
    case changedMeanwhile(current: Int)
    case noSuchApplication(String)
}
