import CZip

/// Writes rows of texts as a workbook of one sheet (Office Open XML, ECMA-376), which is held in memory until it is written.
///
/// Every cell is a text, so that no program turns a long number into another one or a text into a formula.
public final class WorkbookWriter {
    private var sheet = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet xmlns=\"\(main)\"><sheetData>"
    private var row = 0

    public init() {}

    public func write(_ cells: some Sequence<String>) {
        row += 1
        sheet += "<row r=\"\(row)\">"
        for cell in cells {
            sheet += "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">\(Self.escaped(cell))</t></is></c>"
        }
        sheet += "</row>"
    }

    /// Writes the file; nothing else may be written afterwards.
    /// - Throws: `HostileFile.unreadable` when the place cannot be written.
    public func save(_ path: String) throws {
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
            throw HostileFile.unreadable(path: path)
        }
        // libzip reads the bytes when the archive is closed.
        var held: [UnsafeMutableBufferPointer<UInt8>] = []
        defer { for bytes in held { bytes.deallocate() } }
        for (name, text) in Self.frame + [("xl/worksheets/sheet1.xml", sheet + "</sheetData></worksheet>")] {
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
            _ = copy.initialize(from: text.utf8)
            held.append(copy)
            let source = zip_source_buffer(archive, copy.baseAddress, zip_uint64_t(copy.count), 0)
            guard source != nil, zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8)) >= 0 else {
                zip_source_free(source)
                zip_discard(archive)
                throw HostileFile.unreadable(path: path)
            }
        }
        guard zip_close(archive) == 0 else {
            zip_discard(archive)
            throw HostileFile.unreadable(path: path)
        }
    }

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    /// What a workbook has besides its sheet.
    private static let frame = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"\(package)/content-types\"><Default Extension=\"rels\" "
                + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(type).sheet.main+xml\"/>"
                + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"\(type).worksheet+xml\"/></Types>"
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"\(package)/relationships\"><Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" "
                + "Target=\"xl/workbook.xml\"/></Relationships>"
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"\(package)/relationships\"><Relationship Id=\"rId1\" Type=\"\(office)/worksheet\" "
                + "Target=\"worksheets/sheet1.xml\"/></Relationships>"
        ),
    ]

    /// What XML cannot hold is left out.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\r": escaped += "&#13;"
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
