import Foundation

/// Writes comma-separated values that spreadsheets open without running anything in them.
public final class DelimitedWriter {
    private let descriptor: Int32
    private var buffer: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let largest = 1 << 18

    /// Creates the file, readable by its owner only; an existing one is replaced.
    public init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw HostileFile.unreadable(path: path) }
    }

    deinit { close(descriptor) }

    public func write(_ cells: some Sequence<String>) throws {
        var isFirst = true
        for cell in cells {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            append(cell)
        }
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > Self.largest { try flush() }
    }

    private func append(_ cell: String) {
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

    /// Hands everything to the file.
    public func flush() throws {
        var done = 0
        while done < buffer.count {
            let count = buffer.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + done, $0.count - done) }
            guard count > 0 else { throw CocoaError(.fileWriteOutOfSpace) }
            done += count
        }
        buffer.removeAll(keepingCapacity: true)
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
