import Catalog
import Simulation

extension ItemCode {
    static let registration: ItemCode = "registration"
    static let startup: ItemCode = "startup"
    static let loan: ItemCode = "loan"
    static let subsidy: ItemCode = "subsidy"
    static let medical: ItemCode = "medical"
    static let fund: ItemCode = "fund"
}

/// A graduate's matters in outline: three departments and a bank.
enum SmallCatalog {
    static let blueprint = Blueprint([
        .init(.registration, limit: 5),
        .init(
            .startup, limit: 4, steps: [.review, .decide, .automaticIssue], requires: [[.registration]],
            hasTolerableProof: true),
        .init(.loan, limit: 7, steps: [.review, .external, .decide, .issue], requires: [[.startup], [.registration]]),
        .init(
            .subsidy, limit: 10, steps: [.review, .publicize(5), .decide, .issue], requires: [[.startup]],
            hasStatement: true),
        .init(.medical, at: "medical", limit: 0, yellow: 0),
        .init(.fund, at: "housing", limit: 3, yellow: 1, hasTolerableProof: true),
    ])

    static let catalog: Catalog = {
        do {
            return try blueprint.catalog()
        } catch {
            fatalError("the small catalog is not valid: \(error)")
        }
    }()
}
