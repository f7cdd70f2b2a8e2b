import Documents
import Foundation
import Testing
import Vocabulary

@Suite struct `Feedback sheet on paper` {
    private static let poppler: Comment = "poppler is missing (Debian: poppler-utils); bin/setup installs it"
    private static let zxing: Comment = "no Python with zxing-cpp and pillow; bin/setup installs them into .venv"

    @Test(.enabled(if: Tools.hasPoppler, poppler), arguments: Language.allCases)
    func `another program reads its text`(language: Language) throws {
        let sheet = try FeedbackSheet.wenNaStartsABusiness()
        let text = try Tools.read(sheet.pdf(language), with: "pdftotext", ["-raw", "{}", "-"]).withoutBreaks
        for item in sheet.items {
            #expect(text.contains(item.name(language).withoutBreaks))
            #expect(text.contains(item.number.description))
            #expect(text.contains(item.outcome.label(language).withoutBreaks))
            if let result = item.result { #expect(text.contains(result.number.withoutBreaks)) }
            if let reason = item.reason, !reason.isUntranslated(in: language) {
                #expect(text.contains(reason(language).withoutBreaks))
            }
        }
        #expect(text.contains("530102********3125"))
        #expect(text.contains(sheet.verificationAddress))
        #expect(text.contains(language == .zh ? "第1页，共2页" : "Page1of2"))
    }

    @Test(.enabled(if: Tools.hasPoppler && Tools.qrPython != nil, zxing))
    func `a camera reads its code`() throws {
        let python = try #require(Tools.qrPython)
        let program = """
            import subprocess, sys, io, zxingcpp
            from PIL import Image
            png = subprocess.run(['pdftoppm', '-r', '120', '-f', '1', '-l', '1', '-png', sys.argv[1]], capture_output=True)
            for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png.stdout))): print(code.format, code.text)
            """
        let sheet = try FeedbackSheet.wenNaStartsABusiness()
        let read = try Tools.read(sheet.pdf(.zh), with: python, ["-c", program, "{}"])
        #expect(read.split(separator: "\n").count == 1)
        #expect(read.hasSuffix("\(sheet.verificationAddress)\n"))
    }

    @Test(.enabled(if: Tools.hasPoppler, poppler), arguments: Language.allCases)
    func `its fonts are embedded, and only the letters used`(language: Language) throws {
        let pdf = try FeedbackSheet.wenNaStartsABusiness().pdf(language)
        let fonts = try Tools.read(pdf, with: "pdffonts", ["{}"]).split(separator: "\n").dropFirst(2)
        #expect(fonts.count == 3)
        for font in fonts { #expect(font.contains("CJKsc") && font.contains("yes yes yes")) }
        #expect(pdf.count < 150_000)
    }

    @Test(.enabled(if: Tools.hasPoppler, poppler))
    func `says what it is, who issued it and when`() throws {
        var sheet = try FeedbackSheet.wenNaStartsABusiness()
        sheet.revision = .revoked(at: Instant("2024-07-09", hour: 9, minute: 5), because: Bilingual("重新审核。", ""))
        let facts = try Tools.read(sheet.pdf(.zh), with: "pdfinfo", ["-isodates", "{}"])
        #expect(facts.contains("办件结果一次告知单 \(sheet.number)"))
        #expect(facts.contains("昆明市五华区公共就业服务中心"))
        #expect(facts.contains("CreationDate:    2024-07-02T08:05:00Z"))
        #expect(facts.contains("ModDate:         2024-07-09T01:05:00Z"))
        #expect(facts.contains("Page size:       595.276 x 841.89 pts (A4)"))
        let text = try Tools.read(sheet.pdf(.zh), with: "pdftotext", ["{}", "-"])
        #expect(text.contains("已作废"))
    }

    @Test(.enabled(if: Tools.hasPoppler, poppler))
    func `has a structure that can be read aloud`() throws {
        let structure = try Tools.read(
            FeedbackSheet.wenNaStartsABusiness().pdf(.en), with: "pdfinfo", ["-struct-text", "{}"])
        #expect(structure.contains("H1 (block)\n  \"Single notice of all results\""))
        for element in ["H2 (block)", "Table (block)", "TR", "TH", "TD", "Link (inline)"] {
            #expect(structure.contains(element))
        }
    }

    @Test(.enabled(if: Tools.hasPoppler, poppler))
    func `a long sheet runs over pages that repeat the head of the table and the department`() throws {
        var sheet = try FeedbackSheet.wenNaStartsABusiness()
        sheet.items = (0..<6).flatMap { _ in sheet.items.prefix(7) }
        let pages = try Tools.read(sheet.pdf(.zh), with: "pdftotext", ["-raw", "{}", "-"])
            .split(separator: "\u{C}").map { String($0).withoutBreaks }
        #expect(pages.count >= 4)
        for (number, page) in pages.enumerated() {
            #expect(page.contains("第\(number + 1)页，共\(pages.count)页"))
        }
        for page in pages[1..<3] {
            #expect(page.contains("事项与办件编号结果结果文书与说明办结日期与时限昆明市五华区人力资源和社会保障局（续）"))
        }
    }

    @Test(.enabled(if: Tools.hasPoppler, poppler))
    func `no text runs out of the page or is lost, however long`() throws {
        var sheet = try FeedbackSheet.wenNaStartsABusiness()
        let long = String(String.UnicodeScalarView((0x4E00..<0x5600).compactMap(Unicode.Scalar.init)))
        sheet.items[0].reason = Bilingual(long, "")
        sheet.items[1].name = Bilingual(String(repeating: "无空格的长名称", count: 30), "")
        sheet.bundle = Bilingual(String(repeating: "Nospaces", count: 60), "")
        sheet.verificationAddress = "https://jy.example.gov.cn/" + String(repeating: "a", count: 400)
        let pdf = try sheet.pdf(.zh)
        let text = try Tools.read(pdf, with: "pdftotext", ["-raw", "{}", "-"]).withoutBreaks
        for character in long { #expect(text.contains(character)) }
        let boxes = try Tools.read(pdf, with: "pdftotext", ["-bbox", "{}", "-"])
        var words = 0
        for line in boxes.split(separator: "\n") where line.contains("<word") {
            let edges = line.split(separator: "\"").enumerated().compactMap { $0 % 2 == 1 ? Double($1) : nil }
            words += 1
            #expect(edges[0] >= 43 && edges[2] <= 553 && edges[1] >= 40 && edges[3] <= 830)
        }
        #expect(words > 100)
    }

    @Test func `the same sheet gives the same bytes`() throws {
        let sheet = try FeedbackSheet.wenNaStartsABusiness()
        #expect(try sheet.pdf(.zh) == sheet.pdf(.zh))
        #expect(try sheet.pdf(.zh) != sheet.pdf(.en))
    }

    /// Cairo's own subsetter of CID-keyed fonts aborts on this text in Noto Serif CJK Bold.
    @Test(arguments: ["fi ff ffi", "fi fl ff ffi", "\u{3000}", " ", ""])
    func `no combination of letters stops the process`(bundle: String) throws {
        var sheet = try FeedbackSheet.wenNaStartsABusiness()
        sheet.bundle = Bilingual(bundle, bundle)
        sheet.issuer = Bilingual(bundle, bundle)
        #expect(try sheet.pdf(.en).starts(with: "%PDF-1.".utf8))
    }

    @Test(.enabled(if: Tools.hasPoppler, poppler))
    func `rare characters, other scripts, emoji and control characters do not break it`() throws {
        var sheet = try FeedbackSheet.wenNaStartsABusiness()
        sheet.applicant.maskedName = "䶮𠮷* ئابدۇللا བོད་ཡིག 😀👨‍👩‍👧 \u{0}\u{7}\u{202E}\u{10FFFF}\u{E000} e\u{301}"
        let text = try Tools.read(sheet.pdf(.zh), with: "pdftotext", ["-raw", "{}", "-"])
        #expect(text.contains("䶮𠮷*"))
        #expect(text.contains("住房公积金个人账户设立"))
    }

    @Test func `many sheets can be drawn at the same time`() async throws {
        let sheet = try FeedbackSheet.wenNaStartsABusiness()
        let expected = try sheet.pdf(.zh)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<12 { group.addTask { try sheet.pdf(.zh) } }
            for try await pdf in group { #expect(pdf == expected) }
        }
    }
}

extension String {
    /// Without blanks and line ends, which other programs place as they see fit.
    fileprivate var withoutBreaks: String { String(unicodeScalars.filter { !$0.properties.isWhitespace }) }
}
