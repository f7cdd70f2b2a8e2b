import Catalog
import FEEL
import Foundation
import Testing
import Vocabulary

/// The catalog this repository ships, read once.
enum Shipped {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "catalog")
    static let catalog = Result { try Catalog.load(directory: folder) }
    static let bundle: BundleCode = "employment-and-startup"

    static func scene(_ code: String) throws -> Scene {
        try #require(try catalog.get().bundles[bundle]?.scenes.first { $0.code == code })
    }
}

@Suite struct `The shipped catalog` {
    let catalog: Catalog
    let bundle: OneThing

    init() throws {
        catalog = try Shipped.catalog.get()
        bundle = try #require(catalog.bundles[Shipped.bundle])
    }

    @Test func `has no mistake and no doubt`() throws {
        #expect(Catalog.examine(files: try Catalog.files(in: Shipped.folder)).diagnostics == [])
    }

    @Test func `joins nine items of three departments`() {
        let owners = bundle.items.compactMap { catalog.items[$0.item]?.department }
        #expect(owners.count == 9)
        #expect(
            Dictionary(grouping: owners, by: \.self).mapValues(\.count) == [
                "hrss": 7, "medical-insurance": 1, "housing-fund": 1,
            ])
    }

    @Test func `charges nothing, and promises no more than the law allows`() {
        #expect(catalog.items.allSatisfy { !$0.fee.charged })
        #expect(catalog.items["employment-registration"]?.legalLimit == .workingDays(15))
        #expect(catalog.items["employment-registration"]?.promisedLimit == .instant)
        #expect(catalog.items["archive-transfer"]?.legalLimit == .workingDays(15))
    }

    @Test func `knows the standard code lists`() {
        #expect(catalog.codeLists["education"]?["21"]?.name.zh == "大学本科毕业")
        #expect(catalog.codeLists["education"]?["81"]?.name.zh == "小学毕业")
        #expect(catalog.codeLists["ethnic-group"]?.values.filter { $0.code < "57" }.count == 56)
        #expect(catalog.codeLists["industry"]?.values.map(\.code).joined() == "ABCDEFGHIJKLMNOPQRST")
    }

    @Test func `cites a dated source for every entry`() {
        let dated: [any Dated] =
            Array(catalog.departments) + Array(catalog.roles) + Array(catalog.elements) + Array(catalog.codeLists)
            + Array(catalog.materials) + Array(catalog.items) + Array(catalog.bundles)
        #expect(dated.allSatisfy { !$0.source.title.isEmpty && $0.effective.from >= "2024-04-01" })
    }

    @Test func `lets work begin as the law orders it`() {
        let waits = Dictionary(uniqueKeysWithValues: bundle.items.map { ($0.item, $0.requires.map { Set($0.anyOf) }) })
        #expect(waits["employment-registration"] == [])
        #expect(waits["startup-registration"] == [["employment-registration"]])
        #expect(waits["social-insurance-registration"] == [["employment-registration", "startup-registration"]])
        #expect(waits["medical-insurance-registration"] == [])
        #expect(Set(waits["startup-loan"] ?? []) == [["startup-registration"], ["employment-registration"]])
        #expect(waits["startup-subsidy"] == [["startup-registration"]])
        #expect(
            waits["insurance-subsidy"] == [
                ["employment-registration"], ["social-insurance-registration"], ["medical-insurance-registration"],
            ])
        #expect(waits["archive-transfer"] == [] && waits["housing-fund-account"] == [])
    }

    @Test func `gives every handling department an office anywhere`() throws {
        for department in catalog.departments where department.part == .handling {
            let office = try #require(department.office(in: "530102"))
            #expect(office.region == (department.code == "housing-fund" ? "530100" : "530102"))
            #expect(office.creditCode.region == office.region)
        }
    }

    @Test func `forms a valid implementation code for every item`() throws {
        for item in catalog.items {
            let office = try #require(catalog.departments[item.department]?.office(in: "530102"))
            #expect(throws: Never.self) { try ImplementationCode(office: office.creditCode, matter: item.matter) }
        }
    }

    @Test func `reads the same when it is stored and read again`() throws {
        let again = try Catalog(stored: catalog.files.shuffled())
        #expect(again.revision == catalog.revision)
        #expect(CatalogDiff(from: catalog, to: again).changes.isEmpty)
    }
}
