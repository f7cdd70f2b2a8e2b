import CZip
import Foundation

// Workbooks of any origin: the archive as it is, or with its parts separated by zero bytes: sheet, texts, styles, outline,
// relationships. What is read and written again is read as the same rows.
private let folder = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
private let file = folder + "/lianban-fuzz-\(getpid()).xlsx"
private let copy = folder + "/lianban-fuzz-\(getpid())-copy.xlsx"
private let names = [
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
]
private let usual = [
    "", "<sst/>", "<styleSheet/>",
    #"<workbook xmlns:r="x"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    #"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"#,
]

private func pack(_ parts: [[UInt8]]) {
    var code: Int32 = 0
    guard let archive = zip_open(file, ZIP_CREATE | ZIP_TRUNCATE, &code) else { return }
    var held: [UnsafeMutableBufferPointer<UInt8>] = []
    for (index, name) in names.enumerated() {
        let bytes = index < parts.count ? parts[index] : Array(usual[index].utf8)
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
        _ = copy.initialize(from: bytes)
        held.append(copy)
        let added = zip_file_add(archive, name, zip_source_buffer(archive, copy.baseAddress, zip_uint64_t(bytes.count), 0), 0)
        zip_set_file_compression(archive, zip_uint64_t(added), ZIP_CM_STORE, 0)
    }
    if zip_close(archive) != 0 { zip_discard(archive) }
    for bytes in held { bytes.deallocate() }
}

private func rows(_ path: String) throws -> [[String]] {
    let reader = try WorkbookReader(path: path)
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if bytes.starts(with: [0x50, 0x4B]) {
        FileManager.default.createFile(atPath: file, contents: Data(bytes))
    } else {
        pack(bytes.split(separator: 0, omittingEmptySubsequences: false).map { Array($0) })
    }
    guard let read = try? rows(file) else { return 0 }
    // What XML cannot hold is left out when it is written.
    let first = read.map { $0.map { String($0.unicodeScalars.filter { $0.value >= 0x20 || "\t\n\r".unicodeScalars.contains($0) }) } }
        .filter { $0.contains { !$0.isEmpty } }
    do {
        let writer = WorkbookWriter()
        for row in first { writer.write(row) }
        try writer.save(copy)
        let again = try rows(copy)
        if again != first { fatalError("\(first) came back as \(again)") }
    } catch {
        fatalError("what was read cannot be read again: \(error)")
    }
    return 0
}
