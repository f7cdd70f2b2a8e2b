/// Where a sealed value belongs. A value that was copied to another table, column or row does not open there.
public struct SealPlace: Sendable {
    private let prefix: [UInt8]

    /// - Parameters:
    ///   - column: `table.column`, such as `fact.value`.
    ///   - row: what tells the row from all others: the subject, the stream and its version.
    public init(_ column: StaticString, row: [UInt8]...) {
        var bytes = column.withUTF8Buffer(Array.init)
        bytes.append(0)
        // Lengths first, so that no two rows read alike.
        for part in row {
            bytes.append(UInt8(truncatingIfNeeded: part.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: part.count))
            bytes += part
        }
        prefix = bytes
    }

    /// The bytes that are authenticated with the value of one data element.
    func bytes(of element: String) -> [UInt8] { prefix + [0] + element.utf8 }

    /// The bytes that are authenticated with a column that holds one value.
    public var bytes: [UInt8] { prefix }
}
