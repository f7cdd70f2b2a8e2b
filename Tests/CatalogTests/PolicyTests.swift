import Catalog
import FEEL
import Foundation
import Testing
import Vocabulary

@Suite struct `A policy is decided by the version of its day` {
    let catalog: Catalog

    init() throws { catalog = try Catalog.load(directory: URL(fileURLWithPath: "catalog")) }

    /// Wen Na, a graduate who opened a shop in Kunming and lives there.
    private func wenNa(_ more: [String: FEEL.Value] = [:], on day: String) throws -> [String: FEEL.Value] {
        var facts: [String: FEEL.Value] = [
            "applied_on": try FEEL.Expression(parsing: "@\"\(day)\"").evaluate(in: [:]), "person_category": "graduate",
            "business_licensed": true, "interest_subsidies": 0, "other_loans": false, "partners": 1,
            "residence_region": "530102", "business_region": "530102", "business_live": true,
            "citizen_id": "530102199802153125", "bad_credit": false, "under_enforcement": false,
            "business_kind": "individual",
        ]
        facts.merge(more) { $1 }
        return facts
    }

    private func decide(_ rule: FEEL.Expression, _ facts: [String: FEEL.Value]) -> FEEL.Value {
        catalog.evaluate(rule) { facts[$0] ?? .null }
    }

    @Test(arguments: [("2024-06-07", 200_000), ("2025-03-03", 300_000)])
    func `the ceiling of the guaranteed loan is that of the day`(_ day: String, _ ceiling: Int) throws {
        let policy = try #require(catalog.policies["guaranteed-startup-loan"])
        let version = try #require(policy.version(on: try CalendarDay(parsing: day), in: "530102"))
        let facts = try wenNa(on: day)
        #expect(decide(version.model.eligible, facts) == true)
        #expect(decide(version.model.amount, facts) == .number(Decimal128(ceiling)))
        #expect(decide(version.model.eligible, try wenNa(["person_category": "employed"], on: day)) == false)
    }

    @Test(arguments: [
        ("2024-05-05", "530102", nil), ("2024-05-06", "530102", "2024-pilot"), ("2024-05-06", "530802", "2024-pilot"),
        ("2024-07-31", "530302", nil), ("2024-07-31", "530829", "2024-pilot"),
        ("2024-08-01", "530302", "2024-province"),
        ("2024-08-01", "510903", nil),
    ])
    func `the Yunling loan opens by city and date`(_ day: String, _ place: String, _ name: String?) throws {
        let policy = try #require(catalog.policies["yunling-startup-loan"])
        let day = try CalendarDay(parsing: day)
        #expect(policy.version(on: day, in: try RegionCode(parsing: place))?.name == name)
        let facts = try wenNa(["business_region": .string(place)], on: day.description)
        #expect((policy.model(on: day).map { decide($0.eligible, facts) } ?? false) == .boolean(name != nil))
    }

    @Test func `an advisory condition does not refuse`() throws {
        let version = try #require(catalog.policies["yunling-startup-loan"]?[version: "2024-province"])
        #expect(version.conditions.contains { $0.force == .advisory })
        #expect(decide(version.model.eligible, try wenNa(["priority_industry": false], on: "2024-09-02")) == true)
    }

    @Test func `every rule says the same without tables`() throws {
        let day: CalendarDay = "2024-06-07"
        let facts = try wenNa(["excellent_founder": true, "employees": 4, "skill_level": "4"], on: "2024-06-07")
        for policy in catalog.policies {
            for version in policy.versions(on: day) {
                for rule in [version.model.eligible, version.model.amount] {
                    #expect(decide(rule.withoutTables, facts) == decide(rule, facts), "\(policy.code)")
                }
            }
        }
    }

    @Test func `the catalog has the schemes and enough rules to measure with`() {
        #expect(catalog.policies.count >= 15)
        let rows = catalog.policies.flatMap { $0.versions.flatMap { version in version.table.rows } }
        #expect(rows.count >= 30)
    }
}
