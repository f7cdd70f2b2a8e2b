import Foundation

// Lists of any origin, in both encodings. What is read and written again is read as the same rows.
private let folder = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
private let file = folder + "/lianban-fuzz-\(getpid()).csv"
private let copy = folder + "/lianban-fuzz-\(getpid())-copy.csv"

private func rows(_ path: String, _ encoding: TextEncoding) throws -> [[String]] {
    let reader = try DelimitedReader(path: path, encoding: encoding)
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    try? Data(bytes: start, count: count).write(to: URL(fileURLWithPath: file))
    for encoding in TextEncoding.allCases {
        guard let first = try? rows(file, encoding) else { continue }
        // A formula gets a mark when it is written, so rows with one do not come back as they were.
        guard !first.joined().contains(where: SpreadsheetCell.isFormula),
            !first.contains(where: { $0 == [""] || $0.isEmpty })
        else { continue }
        do {
            let writer = try DelimitedWriter(path: copy)
            for row in first { try writer.write(row) }
            try writer.flush()
            let again = try rows(copy, .utf8)
            if again != first { fatalError("\(first) came back as \(again)") }
        } catch {
            fatalError("what was read cannot be read again: \(error)")
        }
    }
    return 0
}
