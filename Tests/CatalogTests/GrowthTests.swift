import Catalog
import Testing
import Vocabulary

@Suite struct `A catalog grows by files alone` {
    private static let extra = """
        defaults:
          effective: {from: 2024-04-01}
          source: {title: A new law, confidence: stated}
        item:
          code: craft-course
          name: {zh: 见习登记, en: Internship registration}
          summary: {zh: 登记见习。, en: Registers a craft course.}
          standing:
            catalogCode: "202014008000"
            matter: "5320140080001"
            version: 1
            taskType: publicService
            powerSource: publicService
            useLevel: county
            department: hrss
            audience: [person]
            themes: [employment-and-entrepreneurship]
            basis: [{title: A new law, confidence: stated}]
          service:
            projectType: instant
            fee: {charged: false}
            visits: 0
            channels: [counter, online]
            onlineDepth: result
            handlingArea: county
          legalLimit: 5 working-days
          promisedLimit: instant
          acceptCondition: {zh: 毕业生, en: Graduates}
          fields: [full_name, citizen_id, phone, person_category]
          flow:
            - {code: accept, kind: accept, name: {zh: 受理, en: Acceptance}, actor: counter}
            - {code: decide, kind: decide, name: {zh: 登记, en: Registration}, actor: approver}
          result: {code: receipt, name: {zh: 见习登记回执, en: Receipt}, type: receipt, sample: specimen}
        bundle:
          code: craft-course
          name: {zh: 见习一件事, en: Internship}
          summary: {zh: 见习。, en: Internship.}
          catalogCode: "202014910000"
          matter: "5320149100001"
          leadDepartment: hrss
          audience: [person]
          items:
            - {item: employment-registration, because: {zh: 先登记, en: First}}
            - {item: craft-course, because: {zh: 见习, en: Internship}, requires: [{anyOf: [employment-registration]}]}
        """

    @Test func `a new item and a new bundle need no Swift`() throws {
        let files = try Shipped.catalog.get().files + [CatalogFile(path: "items/craft-course.yaml", text: Self.extra)]
        let catalog = try Catalog(files: files)
        #expect(catalog.items["craft-course"]?.name.zh == "见习登记")
        let needed = catalog.requirements(of: ["craft-course"], in: "craft-course", given: facts([:]))
        #expect(needed.fields.map(\.element) == ["full_name", "citizen_id", "phone", "person_category"])
        #expect(
            CatalogDiff(from: try Shipped.catalog.get(), to: catalog).changes.map(\.path) == [
                "items/craft-course", "bundles/craft-course",
            ])
        #expect(try Shipped.catalog.get().revision != catalog.revision)
    }

    @Test func `a new version of an item waits for its day`() throws {
        let item = try #require(SmallCatalog.text.range(of: "  - code: money"))
        let end = try #require(SmallCatalog.text.range(of: "policies:"))
        let second = SmallCatalog.text[item.lowerBound..<end.lowerBound]
            .replacing("promisedLimit: 10", with: "promisedLimit: 9")
            .replacing(
                "    baseline: {visits: 2}\n", with: "    baseline: {visits: 2}\n    effective: {from: 2025-01-01}\n")
        let catalog = try SmallCatalog.catalog(
            (
                "    baseline: {visits: 2}\n",
                "    baseline: {visits: 2}\n    effective: {from: 2024-04-01, to: 2024-12-31}\n"
            ),
            ("policies:", second + "policies:"))
        #expect(catalog.inForce(on: "2024-12-31").items["money"]?.promisedLimit == .workingDays(10))
        #expect(catalog.inForce(on: "2025-01-01").items["money"]?.promisedLimit == .workingDays(9))
        #expect(catalog.inForce(on: "2024-06-07").revision == catalog.revision)
        #expect(catalog.inForce(on: "2024-03-31").items.isEmpty)
    }

    @Test func `an item that has ended leaves its bundle`() throws {
        let catalog = try SmallCatalog.catalog(
            (
                "    baseline: {visits: 2}\n",
                "    baseline: {visits: 2}\n    effective: {from: 2024-04-01, to: 2024-12-31}\n"
            ))
        let later = catalog.inForce(on: "2025-01-01")
        #expect(later.bundles["both"]?.items.map(\.item) == ["letter"])
        #expect(later.bundles["both"]?.items.first?.offers == [])
        #expect(later.validate(selection: ["money"], in: "both", given: facts([:])).map(\.code) == ["unknown-item"])
    }

    @Test func `two versions on the same day are refused`() throws {
        let item = try #require(SmallCatalog.text.range(of: "  - code: money"))
        let end = try #require(SmallCatalog.text.range(of: "policies:"))
        let copy = String(SmallCatalog.text[item.lowerBound..<end.lowerBound])
        let found = SmallCatalog.diagnostics(("policies:", copy + "policies:"))
        #expect(found.contains { $0.rule == "overlapping-dates" && $0.entry == "items/money (2)" })
    }
}

@Suite struct `A revision` {
    @Test func `names the texts, whatever their order`() {
        let files = [CatalogFile(path: "a", text: "1"), CatalogFile(path: "b", text: "2")]
        #expect(RevisionID(of: files) == RevisionID(of: files.reversed()))
        #expect(
            RevisionID(of: files)
                != RevisionID(of: [CatalogFile(path: "a", text: "2"), CatalogFile(path: "b", text: "1")]))
        #expect(
            RevisionID(of: [CatalogFile(path: "a1", text: "")]) != RevisionID(of: [CatalogFile(path: "a", text: "1")]))
    }

    /// `printf '1:a3:abc' | sha256sum`
    @Test func `is the beginning of a SHA-256`() {
        #expect(RevisionID(of: [CatalogFile(path: "a", text: "abc")]).text == "872b00a5f28c9d34")
        #expect(
            RevisionID(of: [CatalogFile(path: "long", text: String(repeating: "联", count: 100))]).text
                == "286c69e7ae1bd145")
    }
}
