import Foundation

/// Reads a list row by row in constant memory, whatever kind of file it is.
public protocol RowReader: AnyObject {
    /// The row that was read last; the first is 1.
    var row: Int { get }
    /// Bytes taken so far, out of ``size``.
    var bytesRead: Int { get }
    var size: Int { get }
    /// The cells of the next row, or nil at the end. Blank rows are left out.
    func next() throws -> [String]?
}

/// Opens lists by what they are: a workbook begins like a ZIP archive, everything else is separated by commas.
public enum ListFile {
    /// How a list is written.
    public enum Format: String, Sendable, CaseIterable {
        /// Values separated by commas, in UTF-8.
        case csv
        /// A workbook.
        case xlsx
    }

    /// Writes rows in one of the two.
    public static func write(_ rows: [[String]], to path: String, as format: Format) throws {
        switch format {
        case .csv:
            let writer = try DelimitedWriter(path: path)
            for row in rows { try writer.write(row) }
            try writer.flush()
        case .xlsx:
            let writer = WorkbookWriter()
            for row in rows { writer.write(row) }
            try writer.save(path)
        }
    }

    public static func open(_ path: String, encoding: TextEncoding = .utf8) throws -> any RowReader {
        guard let file = FileHandle(forReadingAtPath: path) else { throw HostileFile.unreadable(path: path) }
        let head = try file.read(upToCount: 4).map { Array($0) } ?? []
        try file.close()
        if head == [0x50, 0x4B, 0x03, 0x04] { return try WorkbookReader(path: path) }
        return try DelimitedReader(path: path, encoding: encoding)
    }
}
