import Foundation

/// The values of one command as libpq takes them: one buffer, and where each value lies in it.
///
/// Numbers travel as decimal text, because the server decides the width of a parameter from its place in the statement and
/// reads text into any of them; text and bytes travel as they are.
struct PostgresParameters {
    private var buffer: [UInt8] = []
    /// -1 for null.
    private var starts: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    /// Bytes of the loaded values.
    var size: Int { buffer.count }

    /// - Throws: a fault when a text holds a zero byte, which PostgreSQL cannot store.
    mutating func load(_ values: [SQLValue]) throws(PostgresFault) {
        if buffer.capacity > 1 << 20 { buffer = [] }
        buffer.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for value in values {
            let start = buffer.count
            var isBinary = false
            switch value {
            case .null: break
            case .integer(let number): appendDecimal(number)
            case .real(let number): appendTerminated("\(number)")
            case .text(var text):
                isBinary = true
                let holdsZero = text.withUTF8 { bytes in
                    buffer.append(contentsOf: bytes)
                    return bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
                }
                if holdsZero { throw PostgresFault(.zeroByteInText, origin: .client) }
            case .bytes(let bytes):
                isBinary = true
                buffer.append(contentsOf: bytes)
            }
            starts.append(value == .null ? -1 : start)
            lengths.append(Int32(buffer.count - start))
            formats.append(isBinary ? 1 : 0)
        }
        // An empty value still needs an address.
        buffer.append(0)
    }

    /// Gives the count of values, their addresses, lengths and formats (0 text, 1 binary).
    mutating func withPointers<Result>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> Result
    ) -> Result {
        buffer.withUnsafeBytes { bytes in
            let base = bytes.bindMemory(to: CChar.self).baseAddress
            pointers.removeAll(keepingCapacity: true)
            for start in starts { pointers.append(start < 0 ? nil : base.map { $0 + start }) }
            return body(Int32(starts.count), pointers, lengths, formats)
        }
    }

    private mutating func appendDecimal(_ number: Int64) {
        let start = buffer.count
        var rest = number.magnitude
        repeat {
            buffer.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        buffer[start...].reverse()
        buffer.append(0)
    }

    private mutating func appendTerminated(_ text: String) {
        buffer.append(contentsOf: text.utf8)
        buffer.append(0)
    }
}
