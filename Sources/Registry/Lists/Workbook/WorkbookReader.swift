import Vocabulary

/// Reads the first sheet of a workbook (.xlsx) row by row, as texts.
///
/// A formula comes as its own text with `=`, so that whoever reads rows refuses it; its stored result is not believed. Dates come
/// as `2024-06-07`.
public final class WorkbookReader: RowReader {
    private let archive: WorkbookArchive
    private let sheet: XMLScanner
    private let part: WorkbookArchive.Part
    private let texts: [String]
    private let styles: WorkbookStyles
    private let limits: DelimitedReader.Limits
    public private(set) var row = 0

    public convenience init(path: String) throws { try self.init(path: path, limits: .init()) }

    init(path: String, limits: DelimitedReader.Limits, archiveLimits: WorkbookArchive.Limits = .init()) throws {
        archive = try WorkbookArchive(path: path, limits: archiveLimits)
        let outline = try WorkbookOutline(archive)
        texts = try WorkbookTexts.read(archive)
        styles = try WorkbookStyles(archive, startsIn1904: outline.startsIn1904)
        guard let part = try archive.part(outline.firstSheet) else {
            throw HostileFile.brokenWorkbook("it has no sheet")
        }
        self.part = part
        sheet = XMLScanner(part)
        self.limits = limits
    }

    /// Unfolded bytes of the sheet; its end is not known before, so the packed size stands for a tenth of it.
    public var bytesRead: Int { part.unfolded }
    public var size: Int { max(part.packed * 10, part.unfolded) }

    public func next() throws -> [String]? {
        while let token = try sheet.next() {
            guard case .open("row", let attributes, let isEmpty) = token else { continue }
            let number = attributes["r"].flatMap { Int($0) } ?? row + 1
            guard number > row, number <= 1_048_576 else {
                throw HostileFile.brokenWorkbook("its rows are out of order")
            }
            row = number
            guard !isEmpty else { continue }
            let cells = try cells()
            if cells.contains(where: { !$0.isEmpty }) { return cells }
        }
        return nil
    }

    private func cells() throws -> [String] {
        var cells: [String] = []
        while let token = try sheet.next() {
            switch token {
            case .close("row"): return cells
            case .open("c", let attributes, let isEmpty):
                let column = try attributes["r"].map { try place(of: $0) } ?? cells.count
                guard column >= cells.count else { throw HostileFile.brokenWorkbook("its cells are out of order") }
                guard column < limits.columns else { throw HostileFile.tooManyColumns(row: row, limit: limits.columns) }
                while cells.count < column { cells.append("") }
                cells.append(isEmpty ? "" : try value(attributes))
            default: continue
            }
        }
        throw HostileFile.brokenWorkbook("it ends inside a row")
    }

    /// The place of a column such as `B7`, counted from 0.
    private func place(of reference: String) throws -> Int {
        var place = 0
        for letter in reference.utf8.prefix(while: { (0x41...0x5A).contains($0) }) {
            place = place * 26 + Int(letter) - 0x40
            if place > 1 << 20 { throw HostileFile.tooManyColumns(row: row, limit: limits.columns) }
        }
        guard place > 0 else { throw HostileFile.brokenWorkbook("a cell has no column") }
        return place - 1
    }

    private func value(_ attributes: [String: String]) throws -> String {
        var value = "", formula: String?, inside = ""
        while let token = try sheet.next() {
            switch token {
            case .open(let name, _, let isEmpty):
                inside = isEmpty ? "" : name
                if name == "f" { formula = formula ?? "" }
            case .text(let text):
                if inside == "v" || inside == "t" { value += text }
                if inside == "f" { formula = (formula ?? "") + text }
                if value.utf8.count > limits.cell {
                    throw HostileFile.cellTooLong(row: row, column: 1, limit: limits.cell)
                }
            case .close("c"):
                if let formula { return "=" + formula }
                return try text(value, attributes)
            case .close: inside = ""
            }
        }
        throw HostileFile.brokenWorkbook("it ends inside a cell")
    }

    private func text(_ value: String, _ attributes: [String: String]) throws -> String {
        switch attributes["t"] {
        case "s":
            guard let place = Int(value), texts.indices.contains(place) else {
                throw HostileFile.brokenWorkbook("a cell names no text")
            }
            return texts[place]
        case "b": return value == "1" ? "true" : "false"
        case "inlineStr", "str", "e": return value
        default: return styles.text(number: value, style: attributes["s"].flatMap { Int($0) } ?? 0)
        }
    }
}
