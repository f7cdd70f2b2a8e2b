import Catalog
import FEEL
import Foundation
import Testing
import Vocabulary

@Suite struct `An item that refers to a policy` {
    /// A second version of the policy `help`, from 2025.
    private static let second = """
              - name: "2"
                effective: {from: 2025-01-01}
                limits: {months: 24}
                conditions:
                  - {code: year, holds: birth_year > 1950, message: {zh: 须晚于 1950 年, en: After 1950}}
                rows:
                  - amount: 300
                    because: {zh: 三百元, en: Three hundred}
        bundles:
        """
    private static let policy = [
        ("{holds: birth_year > 1900,", "{code: year, holds: birth_year > 1900,"),
        (
            "      - name: \"1\"\n",
            "      - name: \"1\"\n        effective: {from: 2024-04-01, to: 2024-12-31}\n        limits: {months: 12}\n"
        ),
        ("bundles:", second),
    ]

    private func catalog(_ conditions: String) throws -> Catalog {
        try Catalog(files: [CatalogFile(path: "small.yaml", text: Self.text(conditions))])
    }

    private static func text(_ conditions: String) -> String {
        SmallCatalog.edited(
            policy + [
                (
                    "    acceptCondition: {zh: 无, en: None}\n    fields:\n      - full_name\n      - citizen_id\n      - letter_number",
                    "    acceptCondition: {zh: 无, en: None}\n    conditions: [\(conditions)]\n    fields:\n      - full_name\n      - citizen_id\n      - letter_number"
                )
            ])
    }

    private func failures(_ catalog: Catalog, _ day: String, _ more: [String: FEEL.Value]) throws -> [String] {
        var known = more
        known["applied_on"] = try FEEL.Expression(parsing: "@\"\(day)\"").evaluate(in: [:])
        return catalog.conditions(of: ["money"], given: facts(known)).filter { $0.outcome == .fails }.map(
            \.condition.message.en)
    }

    @Test func `is decided by what the policy says on the day`() throws {
        let catalog = try catalog("{policy: help, condition: year}")
        let old: [String: FEEL.Value] = ["citizen_id": "530102194002153125"]
        #expect(try failures(catalog, "2024-06-07", old) == [])
        #expect(try failures(catalog, "2025-06-07", old) == ["After 1950"])
        #expect(try failures(catalog, "2025-06-07", ["citizen_id": "530102199802153125"]) == [])
        #expect(catalog.items["money"]?.conditions.map(\.policy) == ["help", "help"])
        // Nobody is refused for what is not known.
        #expect(try failures(catalog, "2025-06-07", [:]) == [])
    }

    @Test func `holds an answer against the policy's amount and term`() throws {
        let catalog = try catalog(
            "{policy: help, amount: amount, when: person_kind = \"graduate\", force: advisory}, {policy: help, months: birth_year, force: advisory}"
        )
        let much: [String: FEEL.Value] = ["amount": 200, "person_kind": "graduate", "citizen_id": "530102002002153125"]
        #expect(try failures(catalog, "2024-06-07", much) == ["Young graduate", "At most 12 months"])
        #expect(try failures(catalog, "2025-06-07", much) == [])
        #expect(catalog.items["money"]?.conditions.first?.force == .advisory)
        #expect(
            try failures(catalog, "2024-06-07", much.merging(["person_kind": "veteran"]) { $1 }) == [
                "At most 12 months"
            ])
    }

    @Test func `takes over all that a policy asks for, or its table alone`() throws {
        let old: [String: FEEL.Value] = ["citizen_id": "530102189902153125", "person_kind": "veteran"]
        #expect(
            try failures(try catalog("{policy: help, entitled: true}"), "2024-06-07", old) == [
                "Wrong year", "Another policy",
            ])
        let table = try catalog("{policy: help, table: true}")
        #expect(try failures(table, "2024-06-07", old) == ["Another policy"])
        // The next version has no such row.
        #expect(try failures(table, "2025-06-07", old) == [])
        #expect(
            try failures(table, "2024-06-07", ["person_kind": "graduate", "citizen_id": "530102199802153125"]) == [])
    }

    @Test func `is decided by its city's version where that shares the days of the province's`() throws {
        let condition = "{policy: help, months: birth_year, force: advisory}"
        let text = Self.text(condition)
            .replacing(
                "        effective: {from: 2024-04-01, to: 2024-12-31}\n",
                with: "        effective: {from: 2024-04-01}\n        regions: [\"530000\"]\n"
            )
            .replacing(
                "        effective: {from: 2025-01-01}\n",
                with: "        effective: {from: 2025-01-01, to: 2025-12-31}\n        regions: [\"530100\"]\n")
        let catalog = try Catalog(files: [CatalogFile(path: "small.yaml", text: text)])
        let place = try #require(catalog.policies["help"]).place.rawValue
        func failures(_ day: String, in region: String) throws -> [String] {
            try self.failures(catalog, day, [place: .string(region), "citizen_id": "530102199802153125"])
        }
        let province = "At most 12 months", city = "At most 24 months"
        #expect(try failures("2024-06-07", in: "530102") == [province])
        #expect(try failures("2025-06-07", in: "530102") == [city])
        #expect(try failures("2025-06-07", in: "530802") == [province])
        #expect(try failures("2026-06-07", in: "530102") == [province])
        // Elsewhere neither decides.
        #expect(try failures("2025-06-07", in: "510104") == [])
    }

    @Test func `asks whether a policy is in force at a place`() throws {
        let regions = (
            "        limits: {months: 12}\n",
            "        limits: {months: 12}\n        regions: [\"530100\", \"530402\"]\n"
        )
        let condition = "{policy: help, place: 'substring(letter_number, 1, 6)'}"
        let text = Self.text(condition).replacing(regions.0, with: regions.1)
        let catalog = try Catalog(files: [CatalogFile(path: "small.yaml", text: text)])
        let message =
            "Help is not in force there on that day. "
            + "It is in Kunming City, Hongta District (from 2024-04-01 to 2024-12-31); everywhere (from 2025-01-01)"
        #expect(try failures(catalog, "2024-06-07", ["letter_number": "530102-1"]) == [])
        #expect(try failures(catalog, "2024-06-07", ["letter_number": "530402-1"]) == [])
        #expect(try failures(catalog, "2024-06-07", ["letter_number": "530403-1"]) == [message])
        #expect(try failures(catalog, "2024-03-31", ["letter_number": "530102-1"]) == [message])
        #expect(try failures(catalog, "2025-06-07", ["letter_number": "530403-1"]) == [])
        #expect(try failures(catalog, "2024-06-07", [:]) == [])
    }

    @Test(arguments: [
        ("{policy: help, place: letter_number}", "unknown-reference", nil),
        ("{policy: help, condition: yaer}", "unknown-reference", "year"),
        ("{policy: halp, condition: year}", "unknown-reference", "help"),
        ("{policy: help}", "missing-key", nil),
        ("{policy: help, condition: year, holds: birth_year > 1}", "unknown-key", nil),
    ])
    func `names what it cannot find`(_ condition: String, _ rule: String, _ nearest: String?) throws {
        let found = Catalog.examine(files: [CatalogFile(path: "small.yaml", text: Self.text(condition))]).diagnostics
        #expect(found.contains { $0.rule == rule && (nearest == nil || $0.nearest == nearest) }, "\(found)")
    }

    @Test func `a stricter draft can be weighed though it changes how a scene ends`() throws {
        let shipped = try Catalog.load(directory: URL(fileURLWithPath: "catalog"))
        let people = try #require(shipped.files.first { $0.path == "policies/people.yaml" })
        let draft = CatalogFile(
            path: "draft.yaml",
            text: people.text.replacing("skill_certified_on + @\"P1Y\"", with: "skill_certified_on + @\"P1M\""))
        #expect(draft.text != people.text)
        let examined = Catalog.examine(files: shipped.files, draft: draft)
        #expect(examined.diagnostics.isEmpty && examined.catalog != nil, "\(examined.diagnostics)")
        // Published as it is, the scenes have to follow.
        let published = shipped.files.filter { $0 != people } + [draft]
        #expect(Catalog.examine(files: published).diagnostics.contains { $0.rule == "scene" })
    }

    @Test func `the shipped items repeat no condition of their policies`() throws {
        let catalog = try Catalog.load(directory: URL(fileURLWithPath: "catalog"))
        for policy in catalog.policies {
            guard let item = policy.item.flatMap({ catalog.items[$0] }) else { continue }
            let said = Set(policy.versions.flatMap { $0.conditions.map { "\($0.expression.syntax)" } })
            for condition in item.conditions where condition.policy == nil {
                #expect(!said.contains("\(condition.expression.syntax)"), "\(item.code): \(condition.expression)")
            }
        }
        #expect(catalog.items.contains { item in item.conditions.contains { $0.policy != nil } })
    }
}
