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
    public static func open(_ path: String, encoding: TextEncoding) throws -> any RowReader {
        guard let file = FileHandle(forReadingAtPath: path) else { throw HostileFile.unreadable(path: path) }
        let head = try file.read(upToCount: 4).map { Array($0) } ?? []
        try file.close()
        if head == [0x50, 0x4B, 0x03, 0x04] { return try WorkbookReader(path: path) }
        return try DelimitedReader(path: path, encoding: encoding)
    }
}
