import Foundation

/// Writes comma-separated values that spreadsheets open without running anything in them.
public final class DelimitedWriter {
    private let descriptor: Int32
    private var text = DelimitedText()
    private static let largest = 1 << 18

    /// Creates the file, readable by its owner only; an existing one is replaced.
    public init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw HostileFile.unreadable(path: path) }
    }

    deinit { close(descriptor) }

    public func write(_ cells: some Sequence<String>) throws {
        text.add(cells)
        if text.count > Self.largest { try flush() }
    }

    /// Writes what a `DelimitedText` gave.
    func write(_ portion: [UInt8]) throws {
        var done = 0
        while done < portion.count {
            let count = portion.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress! + done, $0.count - done)
            }
            guard count > 0 else { throw CocoaError(.fileWriteOutOfSpace) }
            done += count
        }
    }

    /// Hands everything to the file.
    public func flush() throws { try write(text.take()) }
}

/// Rows of comma-separated values that spreadsheets open without running anything in them, a portion at a time.
struct DelimitedText {
    // Spreadsheets take a file for UTF-8 that begins so.
    private var buffer: [UInt8] = [0xEF, 0xBB, 0xBF]

    var count: Int { buffer.count }

    mutating func add(_ cells: some Sequence<String>) {
        var isFirst = true
        for cell in cells {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            append(cell)
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    /// What has been added since the last time.
    mutating func take() -> [UInt8] {
        defer { buffer.removeAll(keepingCapacity: true) }
        return buffer
    }

    private mutating func append(_ cell: String) {
        let harmless = SpreadsheetCell.isFormula(cell) ? "'" + cell : cell
        let special: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D]
        let needsQuotes = harmless.utf8.contains { special.contains($0) }
        guard needsQuotes else { return buffer.append(contentsOf: harmless.utf8) }
        buffer.append(0x22)
        for byte in harmless.utf8 {
            if byte == 0x22 { buffer.append(0x22) }
            buffer.append(byte)
        }
        buffer.append(0x22)
    }
}

/// What a spreadsheet may do with a cell's text.
public enum SpreadsheetCell {
    /// Whether a spreadsheet would take the text for a formula. Signed numbers and telephone numbers are none.
    public static func isFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            return !text.dropFirst().allSatisfy { $0.isASCII && ($0.isNumber || " .-".contains($0)) }
        default: return false
        }
    }
}
