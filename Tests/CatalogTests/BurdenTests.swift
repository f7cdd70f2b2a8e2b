import Catalog
import Foundation
import Testing
import Vocabulary

@Suite struct `The burden report` {
    let catalog: Catalog

    init() throws { catalog = try Shipped.catalog.get() }

    @Test func `of the graduate counts what nine items ask alone and together`() throws {
        let report = try #require(catalog.burden(of: Shipped.bundle))
        #expect(report.scene == "graduate-startup")
        #expect(report.items.count == 9)
        #expect(report.before == .init(steps: 48, days: 38, materials: 21, visits: 14, fields: 109))
        #expect(report.after == .init(steps: 15, days: 11, materials: 2, visits: 1, fields: 45))
    }

    @Test func `takes the longest chain of waiting items, not the sum`() throws {
        let report = try #require(catalog.burden(of: Shipped.bundle))
        #expect(
            report.criticalPath == [
                "employment-registration", "startup-registration", "social-insurance-registration", "insurance-subsidy",
            ])
        #expect(report.before.days == report.items.reduce(0) { $0 + (catalog.items[$1]?.promisedLimit.count ?? 0) })
    }

    @Test func `needs a visit only for the loan`() throws {
        let report = try #require(
            catalog.burden(of: Shipped.bundle, items: ["employment-registration", "archive-transfer"]))
        #expect(report.after.visits == 0)
        #expect(report.after.days == 10)
    }

    @Test func `counts a material once, and not when it is shared, licensed or promised`() throws {
        let small = try SmallCatalog.catalog()
        let report = try #require(small.burden(of: "both"))
        // Alone: the licence twice and the statement; together the licence is shared and the statement a commitment.
        #expect(report.before == .init(steps: 9, days: 10, materials: 3, visits: 3, fields: 7))
        #expect(report.after == .init(steps: 5, days: 10, materials: 0, visits: 1, fields: 4))
    }

    @Test func `does not count steps that a program takes`() throws {
        let small = try SmallCatalog.catalog(("{zh: 系统, en: System}, human: false", "{zh: 系统, en: System}"))
        #expect(small.burden(of: "both")?.before.steps == 10)
    }

    @Test func `is nil for a bundle or scene that does not exist`() {
        #expect(catalog.burden(of: "nothing") == nil)
        #expect(catalog.burden(of: Shipped.bundle, scene: "nobody") == nil)
    }

    @Test func `has the keys that scripts rely on`() throws {
        let report = try #require(catalog.burden(of: Shipped.bundle))
        let json = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
        #expect(json["bundle"] as? String == "employment-and-startup")
        let after = try #require(json["after"] as? [String: Int])
        #expect(Set(after.keys) == ["steps", "days", "materials", "visits", "fields"])
    }
}
