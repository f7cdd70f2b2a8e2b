import Catalog
import FEEL

/// What a policy says about one person: an answer, never an error.
public enum Verdict: Hashable, Sendable {
    case eligible(Benefit)
    case ineligible
    /// Each of these facts has some value that could still change the outcome.
    case undetermined(missing: [ElementCode])

    /// A stable word for programs.
    public var code: String {
        switch self {
        case .eligible: "eligible"
        case .ineligible: "ineligible"
        case .undetermined: "undetermined"
        }
    }
}

/// What a person is entitled to.
public enum Benefit: Hashable, Sendable {
    /// So many yuan; nil where the policy names no amount.
    case fixed(Decimal128?)
    /// Entitled for sure; how much depends on these facts. Amounts that are computed from them are not listed.
    case depends(on: [ElementCode], among: [Decimal128])
}
