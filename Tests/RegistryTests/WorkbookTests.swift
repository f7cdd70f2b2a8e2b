import CZip
import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Registry

@Suite struct `Workbooks` {
    /// Writes a workbook with these parts, packed as usual.
    static func write(_ parts: [(String, String)], in world: RegisterWorld, name: String = "list.xlsx") throws -> String
    {
        let path = world.folder.appendingPathComponent(name).path
        var code: Int32 = 0
        let archive = try #require(zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code))
        // The bytes must outlive the archive, which reads them when it is closed.
        var held: [UnsafeMutablePointer<UInt8>] = []
        for (name, text) in parts {
            let bytes = Array(text.utf8)
            let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
            copy.update(from: bytes, count: bytes.count)
            held.append(copy)
            let source = zip_source_buffer(archive, copy, zip_uint64_t(bytes.count), 0)
            try #require(zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8)) >= 0)
        }
        try #require(zip_close(archive) == 0)
        for copy in held { copy.deallocate() }
        return path
    }

    static func parts(_ rows: String, strings: String = "", styles: String = "") -> [(String, String)] {
        [
            (
                "xl/workbook.xml",
                #"<workbook xmlns:r="x"><sheets><sheet name="名单" sheetId="1" r:id="rId7"/></sheets></workbook>"#
            ),
            (
                "xl/_rels/workbook.xml.rels",
                #"<Relationships><Relationship Id="rId7" Target="worksheets/other.xml"/></Relationships>"#
            ),
            ("xl/sharedStrings.xml", "<sst>\(strings)</sst>"), ("xl/styles.xml", "<styleSheet>\(styles)</styleSheet>"),
            ("xl/worksheets/other.xml", "<worksheet><sheetData>\(rows)</sheetData></worksheet>"),
        ]
    }

    private func rows(_ rows: String, strings: String = "", styles: String = "") async throws -> [[String]] {
        var read: [[String]] = []
        try await RegisterWorld.with { world in
            let reader = try WorkbookReader(
                path: try Self.write(Self.parts(rows, strings: strings, styles: styles), in: world))
            while let cells = try reader.next() { read.append(cells) }
        }
        return read
    }

    @Test func `are read as texts, with shared and inline ones, gaps, numbers, truths and dates`() async throws {
        let found = try await rows(
            """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>手机&amp;电话</t></is></c><c r="D1" t="s"><v>1</v></c></row>
            <row r="2"/><row r="4"><c r="A4" t="b"><v>1</v></c><c r="B4"><v>1.3888005678E10</v></c><c r="C4" s="1"><v>45450</v></c><c r="D4"><v>2.5</v></c></row>
            """,
            strings: "<si><t>姓名</t></si><si><r><t>人员</t></r><r><t>类别</t></r><rPh sb=\"0\"><t>x</t></rPh></si>",
            styles:
                #"<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>"#
        )
        #expect(found == [["姓名", "手机&电话", "", "人员类别"], ["true", "13888005678", "2024-06-07", "2.5"]])
    }

    @Test func `a formula is never believed`() async throws {
        let found = try await rows(
            #"<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://x")</f><v>13888005678</v></c></row>"#)
        #expect(found == [[#"=HYPERLINK("http://x")"#]])
        #expect(SpreadsheetCell.isFormula(found[0][0]))
    }

    @Test func `are taken in like other lists, with reasons for what is refused, and go on after an interruption`()
        async throws
    {
        try await RegisterWorld.with { world in
            let strings = "<si><t>身份证号</t></si><si><t>姓名</t></si><si><t>手机</t></si>"
            let rows = """
                <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>
                <row r="2"><c r="A2" t="inlineStr"><is><t>530102199802153125</t></is></c><c r="B2" t="inlineStr"><is><t>文娜</t></is></c><c r="C2"><v>13888005678</v></c></row>
                <row r="3"><c r="A3"><v>5.30102199802153E17</v></c><c r="B3" t="inlineStr"><is><t>数字</t></is></c></row>
                <row r="4"><c r="A4" t="inlineStr"><is><t>530102199506300012</t></is></c><c r="B4"><f>1+1</f><v>2</v></c></row>
                """
            let path = try Self.write(Self.parts(rows, strings: strings), in: world)
            let errors = world.folder.appendingPathComponent("errors.csv").path
            let run = ListImport(
                store: world.store, register: world.register, mapping: try ListMapping(parsing: Lists.mapping),
                read: Lists.read)
            let outcome = try await run.run(path, isDryRun: false, errors: errors, at: `Whose word counts`.noon)
            #expect(outcome.read == 3 && outcome.written == 1 && outcome.refused == 2)
            let sheet = try String(contentsOfFile: errors, encoding: .utf8)
            #expect(sheet.contains("3,身份证号") && sheet.contains("4,姓名,'=1+1,formula"))
            let again = try await run.run(path, isDryRun: false, errors: errors, at: `Whose word counts`.noon)
            #expect(again.skipped == 3 && again.written == 0)
        }
    }

    @Test func `made to do harm are refused cleanly`() async throws {
        try await RegisterWorld.with { world in
            func refusal(_ parts: [(String, String)], _ name: String) throws -> HostileFile? {
                do {
                    let reader = try WorkbookReader(path: try Self.write(parts, in: world, name: name))
                    while try reader.next() != nil {}
                    return nil
                } catch let hostile as HostileFile { return hostile }
            }
            // Forty megabytes of blanks pack into forty kilobytes.
            let blanks = String(repeating: " ", count: 40 << 20)
            #expect(try refusal(Self.parts("<row r=\"1\">\(blanks)</row>"), "bomb.xlsx") != nil)
            let many = String(repeating: "<si><t>aaaaaaaa</t></si>", count: 2_000_000)
            #expect(try refusal(Self.parts("", strings: many), "strings.xlsx") == .bomb(part: "xl/sharedStrings.xml"))
            #expect(
                try refusal(Self.parts(#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#), "wide.xlsx")
                    == .tooManyColumns(row: 1, limit: 512))
            #expect(
                try refusal(Self.parts(#"<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>"#), "wider.xlsx")
                    == .tooManyColumns(row: 1, limit: 512))
            var parts = Self.parts("")
            parts[4].1 = "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><worksheet>&b;</worksheet>"
            guard case .brokenWorkbook = try refusal(parts, "laughs.xlsx") else {
                Issue.record("a document type was read")
                return
            }
            for broken in [
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>", "<row r=\"2\"/><row r=\"1\"/>",
                "<row r=\"1\"><c r=\"A1\"", "<row r=1/>", "<row>&x;</row>",
            ] {
                guard case .brokenWorkbook = try refusal(Self.parts(broken), "broken.xlsx") else {
                    Issue.record("\(broken) was read")
                    return
                }
            }
            let noArchive = try world.write("no.xlsx", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 500))
            #expect(throws: HostileFile.brokenWorkbook("the archive is damaged")) {
                try WorkbookReader(path: noArchive)
            }
            guard case .brokenWorkbook = try refusal([("other.txt", "x")], "other.xlsx") else {
                Issue.record("it is no workbook")
                return
            }
        }
    }
}
