import Foundation

/// Why a file is not read at all: it is broken, or made to do harm.
public enum HostileFile: Error, Equatable, Sendable {
    case unreadable(path: String)
    case empty
    case tooManyColumns(row: Int, limit: Int)
    case cellTooLong(row: Int, column: Int, limit: Int)
    case rowTooLong(row: Int, limit: Int)
    case brokenText(row: Int, encoding: TextEncoding)
    case brokenQuotes(row: Int)
    /// The same name stands over two columns.
    case columnTwice(String)
    case columnMissing(String)
    /// A part of the workbook unfolds to far more than an honest one does.
    case bomb(part: String)
    case brokenWorkbook(String)
}

/// How the characters of a file are written.
public enum TextEncoding: String, Equatable, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case gb18030
}

/// Reads a file of comma-separated values (RFC 4180) row by row in constant memory.
///
/// Only sizes that an honest list has are read, so a file of a million columns or one endless cell costs nothing.
public final class DelimitedReader: RowReader {
    public struct Limits: Sendable {
        public var columns = 512
        public var cell = 32 << 10
        public var row = 1 << 20
        public init() {}
    }

    /// Rows read so far; the first is 1.
    public private(set) var row = 0
    /// Bytes taken from the file so far.
    public private(set) var bytesRead = 0
    /// Bytes of the file.
    public let size: Int
    public let encoding: TextEncoding
    private let descriptor: Int32
    private let limits: Limits
    private var decoder: GB18030Decoder?
    private var chunk: [UInt8] = []
    private var place = 0
    private var isFirst = true

    public init(path: String, encoding: TextEncoding = .utf8, limits: Limits = Limits()) throws {
        descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw HostileFile.unreadable(path: path) }
        size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        self.encoding = encoding
        self.limits = limits
        if encoding == .gb18030 { decoder = try GB18030Decoder() }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private func refill() throws -> Bool {
        var raw = [UInt8](repeating: 0, count: min(1 << 18, max(1 << 12, size - bytesRead + 1)))
        let count = read(descriptor, &raw, raw.count)
        guard count > 0 else {
            if let decoder, decoder.hasRest { throw HostileFile.brokenText(row: row + 1, encoding: encoding) }
            return false
        }
        bytesRead += count
        raw.removeLast(raw.count - count)
        if let decoder {
            guard let text = decoder.decode(raw) else { throw HostileFile.brokenText(row: row + 1, encoding: encoding) }
            chunk = text
        } else {
            chunk = raw
        }
        place = 0
        if isFirst {
            isFirst = false
            if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        }
        return true
    }

    /// The next byte, or nil at the end.
    private func take() throws -> UInt8? {
        while place >= chunk.count { guard try refill() else { return nil } }
        defer { place += 1 }
        return chunk[place]
    }

    private func peek() throws -> UInt8? {
        while place >= chunk.count { guard try refill() else { return nil } }
        return chunk[place]
    }

    /// The cells of the next row, or nil at the end. Blank lines are left out.
    public func next() throws -> [String]? {
        while true {
            guard let cells = try line() else { return nil }
            if cells.count > 1 || cells[0] != "" { return cells }
        }
    }

    private func line() throws -> [String]? {
        guard try peek() != nil else { return nil }
        row += 1
        var cells: [String] = []
        var cell: [UInt8] = []
        var total = 0
        var isQuoted = false, wasQuoted = false
        while true {
            guard let byte = try take() else {
                if isQuoted { throw HostileFile.brokenQuotes(row: row) }
                try end(&cell, &cells)
                return cells
            }
            total += 1
            if total > limits.row { throw HostileFile.rowTooLong(row: row, limit: limits.row) }
            if isQuoted {
                if byte == UInt8(ascii: "\"") {
                    if try peek() == UInt8(ascii: "\"") {
                        place += 1
                        cell.append(byte)
                    } else {
                        isQuoted = false
                        wasQuoted = true
                    }
                } else {
                    cell.append(byte)
                }
            } else {
                switch byte {
                case UInt8(ascii: ","):
                    try end(&cell, &cells)
                    wasQuoted = false
                case UInt8(ascii: "\n"):
                    try end(&cell, &cells)
                    return cells
                case UInt8(ascii: "\r"):
                    if try peek() != UInt8(ascii: "\n") { cell.append(byte) }
                case UInt8(ascii: "\"") where cell.isEmpty && !wasQuoted: isQuoted = true
                case _ where wasQuoted: throw HostileFile.brokenQuotes(row: row)
                default: cell.append(byte)
                }
            }
            if cell.count > limits.cell {
                throw HostileFile.cellTooLong(row: row, column: cells.count + 1, limit: limits.cell)
            }
        }
    }

    private func end(_ cell: inout [UInt8], _ cells: inout [String]) throws {
        guard cells.count < limits.columns else { throw HostileFile.tooManyColumns(row: row, limit: limits.columns) }
        guard !cell.contains(0), let text = String(validating: cell, as: UTF8.self) else {
            throw HostileFile.brokenText(row: row, encoding: encoding)
        }
        cells.append(text)
        cell.removeAll(keepingCapacity: true)
    }
}
