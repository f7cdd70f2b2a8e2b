import Catalog
import Testing

@Suite struct `An outline` {
    @Test func `of an item reads as indented lines in either language`() throws {
        let catalog = try SmallCatalog.catalog()
        let outline = try #require(catalog.outline(of: "money" as ItemCode))
        let chinese = outline.text(.zh).split(separator: "\n")
        #expect(chinese.first == "补贴：money")
        #expect(chinese.contains("  承诺时限：10 个工作日"))
        #expect(chinese.contains("    金额：必填，仅当 person_kind = \"graduate\""))
        #expect(chinese.contains("    执照：必填，申请人提交，可容缺，5 个工作日内补齐"))
        #expect(chinese.contains("    公示：2. 决定岗，5 个工作日，不计时"))
        let english = outline.text(.en).split(separator: "\n")
        #expect(english.contains("    Licence: required, from the applicant, may follow within 5 working days"))
        #expect(english.contains("  Source: A law Article 1 (designed here)"))
    }

    @Test func `of a bundle names what waits for what`() throws {
        let text = try #require(try SmallCatalog.catalog().outline(of: "both" as BundleCode)).text(.en)
        #expect(text.contains("Requires: Registration (unless letter_number != null)"))
        #expect(text.contains("Receives: “Number of the letter” from Registration"))
    }

    @Test func `of the whole is a tree of departments, bundles and policies`() throws {
        let tree = try SmallCatalog.catalog().tree()
        #expect(tree.children.map(\.key) == ["departments", "bundles", "policies"])
        #expect(tree.children[0].children.map(\.key) == ["hrss"])
        #expect(tree.children[0].children[0].children.map(\.key) == ["letter", "money"])
        #expect(tree.children[1].children[0].children.last?.value?.en == "waits for Registration")
    }

    @Test func `of nothing is nil`() throws {
        #expect(try SmallCatalog.catalog().outline(of: "nothing" as ItemCode) == nil)
    }
}
