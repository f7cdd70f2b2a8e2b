import Foundation
import Vocabulary

/// Which sheet is the first, and how the workbook counts days.
struct WorkbookOutline {
    var firstSheet = "xl/worksheets/sheet1.xml"
    var startsIn1904 = false

    init(_ archive: WorkbookArchive) throws {
        guard let workbook = try archive.part("xl/workbook.xml") else {
            throw HostileFile.brokenWorkbook("it is no workbook")
        }
        var relation: String?
        let scanner = XMLScanner(workbook)
        while let token = try scanner.next() {
            guard case .open(let name, let attributes, _) = token else { continue }
            if name == "workbookPr" { startsIn1904 = ["1", "true"].contains(attributes["date1904"]) }
            if name == "sheet", relation == nil { relation = attributes["id"] ?? "" }
        }
        guard let relation, let relations = try archive.part("xl/_rels/workbook.xml.rels") else { return }
        let links = XMLScanner(relations)
        while let token = try links.next() {
            guard case .open("Relationship", let attributes, _) = token, attributes["Id"] == relation,
                let target = attributes["Target"]
            else { continue }
            firstSheet = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        }
    }
}

/// The texts that cells name by number.
enum WorkbookTexts {
    /// All of them together, in bytes: they must be held in memory.
    private static let most = 256 << 20

    static func read(_ archive: WorkbookArchive) throws -> [String] {
        guard let part = try archive.part("xl/sharedStrings.xml") else { return [] }
        let scanner = XMLScanner(part)
        var texts: [String] = []
        var current = "", isInside = false, isPhonetic = false, total = 0
        while let token = try scanner.next() {
            switch token {
            case .open("si", _, let isEmpty):
                current = ""
                if isEmpty { texts.append("") }
            case .open("rPh", _, _): isPhonetic = true
            case .close("rPh"): isPhonetic = false
            case .open("t", _, let isEmpty): isInside = !isEmpty
            case .close("t"): isInside = false
            case .text(let text): if isInside, !isPhonetic { current += text }
            case .close("si"):
                total += current.utf8.count + 32
                guard total <= most else { throw HostileFile.bomb(part: part.name) }
                texts.append(current)
            default: continue
            }
        }
        return texts
    }
}

/// Which cells are dates, and numbers as people would write them.
struct WorkbookStyles {
    private var dates: Set<Int> = []
    private let startsIn1904: Bool

    init(_ archive: WorkbookArchive, startsIn1904: Bool) throws {
        self.startsIn1904 = startsIn1904
        guard let part = try archive.part("xl/styles.xml") else { return }
        let scanner = XMLScanner(part)
        var formats: Set<Int> = Set(14...17).union([22]).union(27...31).union([36]).union(50...58)
        var isInside = false, place = 0
        while let token = try scanner.next() {
            switch token {
            case .open("numFmt", let attributes, _):
                guard let id = attributes["numFmtId"].flatMap({ Int($0) }),
                    let code = attributes["formatCode"]?.lowercased()
                else { continue }
                // Words in quotes or brackets are shown and are no pattern.
                let pattern = code.replacing(/"[^"]*"|\[[^\]]*\]|\\./, with: "")
                if pattern.contains("y") || pattern.contains("d") { formats.insert(id) }
            case .open("cellXfs", _, let isEmpty): isInside = !isEmpty
            case .close("cellXfs"): isInside = false
            case .open("xf", let attributes, _):
                guard isInside else { continue }
                if let id = attributes["numFmtId"].flatMap({ Int($0) }), formats.contains(id) { dates.insert(place) }
                place += 1
            default: continue
            }
        }
    }

    func text(number: String, style: Int) -> String {
        guard let value = Double(number), value.isFinite else { return number }
        if dates.contains(style), (0..<3_000_000).contains(value) {
            // Day 60 of the 1900 calendar is a 29 February that never was.
            let day = Int(value)
            let epoch: CalendarDay = startsIn1904 ? "1904-01-01" : day < 60 ? "1899-12-31" : "1899-12-30"
            return epoch.adding(days: day).description
        }
        // A long number in its short form: 1.3888005678E10 is a telephone number.
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return number
    }
}
