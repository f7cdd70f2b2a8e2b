import Catalog
import FEEL

/// The questions that were needed so far, and the ones to ask now.
///
/// An interview is a function of the answers: it is replayed from the beginning every time, so that nothing has to be
/// stored, going back keeps what was said, an answer given early counts as soon as it matters, and one that no longer
/// matters is left out of account by itself.
public struct Interview: Sendable {
    /// What was needed and answered, in the order of asking.
    public private(set) var answered: [ElementCode] = []
    /// What was needed and could not be said.
    public private(set) var skipped: [ElementCode] = []
    /// What to ask now; empty when no answer can change anything any more.
    public private(set) var open: [ElementCode] = []
    /// Everything known, with the answers that were needed.
    public private(set) var circumstances: Circumstances
    /// What can still become of each matter.
    public private(set) var outlooks: [Outlook]

    public enum Answer: Hashable, Sendable {
        case value(FEEL.Value)
        /// The person does not know.
        case unknown
    }

    /// - Parameters:
    ///   - circumstances: what is known without asking.
    ///   - order: elements in the order in which people expect them, where they decide equally much.
    ///   - roundSize: how many questions may stand together.
    ///   - mayAsk: whether people are asked for an element; what is neither known nor asked counts as not there.
    ///   - answer: what the person said; nil when they have not been asked.
    public init(
        about matters: [Matter], of catalog: Catalog, knowing circumstances: Circumstances, order: [ElementCode] = [],
        roundSize: Int = 1, where mayAsk: (ElementCode) -> Bool = { _ in true }, answer: (ElementCode) -> Answer?
    ) {
        self.circumstances = circumstances
        outlooks = matters.map { $0.outlook(circumstances, where: mayAsk) }
        while true {
            let inquiry = Inquiry(outlooks, of: catalog, order: order, skipped: Set(skipped))
            // Whatever was said counts as soon as it matters, asked or not.
            guard let element = inquiry.ranked.first(where: { answer($0) != nil }), let answer = answer(element) else {
                open = inquiry.nextRound(atMost: roundSize)
                return
            }
            guard case .value(let value) = answer else {
                skipped.append(element)
                continue
            }
            answered.append(element)
            self.circumstances.answer(element, value)
            for (place, matter) in matters.enumerated() where matter.sources.contains(element) {
                outlooks[place] = matter.outlook(self.circumstances, where: mayAsk)
            }
        }
    }
}
