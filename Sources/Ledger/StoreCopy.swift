/// Moves everything one store holds into an empty other one, and proves that both hold the same.
public enum StoreCopy {
    /// One table on both sides.
    public struct Comparison: Equatable, Sendable {
        public let table: String
        public let rows: Int
        public let rowsCopied: Int
        public let isEqual: Bool
    }

    public enum Failure: Error, Equatable, CustomStringConvertible {
        case notEmpty(table: String)
        case shapeDiffers(table: String)

        public var description: String {
            switch self {
            case .notEmpty(let table): "the target holds rows in \(table); name an empty store"
            case .shapeDiffers(let table):
                "the table \(table) differs between the stores; bring both to this version first"
            }
        }
    }

    /// Rows that one transaction of the target takes in.
    static let rowsAtOnce = 100
    /// The table in which each store keeps account of its own migrations.
    static let ownTable = "migration"
    /// Tables into which migrations put a first row, which the copied ones replace.
    static let seededTables: Set<String> = ["audit_tree"]

    /// Copies all rows.
    /// - Parameters:
    ///   - target: has the same tables, all empty.
    ///   - progress: the table at work and the rows copied in all.
    /// - Returns: how many rows were copied.
    public static func copy(
        from source: any Store, to target: any Store, progress: @escaping @Sendable (String, Int) -> Void = { _, _ in }
    ) async throws -> Int {
        let tables = try await shapes(source, target)
        for table in tables where !seededTables.contains(table.name) {
            let isEmpty = try await target.read { try table.page(after: nil, limit: 1, in: $0).isEmpty }
            guard isEmpty else { throw Failure.notEmpty(table: table.name) }
        }
        for name in seededTables.sorted() where tables.contains(where: { $0.name == name }) {
            try await target.write { try $0.script("DELETE FROM \(name)") }
        }
        var copied = 0
        for table in tables {
            var last: [SQLValue]?
            while true {
                let after = last
                let page = try await source.read { try table.page(after: after, limit: rowsAtOnce, in: $0) }
                guard let final = page.last else { break }
                try await target.write { session in
                    for row in page { try table.insert(row, in: session) }
                }
                copied += page.count
                last = table.key(of: final)
                progress(table.name, copied)
            }
        }
        return copied
    }

    /// Compares both stores table by table, each as it is in one snapshot.
    public static func compare(_ source: any Store, _ target: any Store) async throws -> [Comparison] {
        let tables = try await shapes(source, target)
        let here = try await source.read { session in try tables.map { try digest(of: $0, in: session) } }
        let there = try await target.read { session in try tables.map { try digest(of: $0, in: session) } }
        return tables.indices.map { index in
            Comparison(
                table: tables[index].name, rows: here[index].rows, rowsCopied: there[index].rows,
                isEqual: here[index].digest == there[index].digest)
        }
    }

    private static func shapes(_ source: any Store, _ target: any Store) async throws -> [TableShape] {
        let here = try await source.read { try TableShape.all(in: $0) }.filter { $0.name != ownTable }
        let there = try await target.read { try TableShape.all(in: $0) }.filter { $0.name != ownTable }
        for table in here where !there.contains(table) { throw Failure.shapeDiffers(table: table.name) }
        for table in there where !here.contains(table) { throw Failure.shapeDiffers(table: table.name) }
        return here
    }

    /// A chain of digests over all rows in the order of their keys.
    private static func digest(of table: TableShape, in session: any Session) throws -> (rows: Int, digest: [UInt8]) {
        var digest: [UInt8] = []
        var rows = 0
        var last: [SQLValue]?
        while true {
            let page = try table.page(after: last, limit: 1_000, in: session)
            guard let final = page.last else { return (rows, digest) }
            rows += page.count
            last = table.key(of: final)
            digest = Digest.sha256(digest, page.flatMap { row in row.flatMap(canonical) })
        }
    }

    /// A value's kind, length and bytes, so that no two rows look alike.
    private static func canonical(_ value: SQLValue) -> [UInt8] {
        func framed(_ kind: UInt8, _ bytes: [UInt8]) -> [UInt8] {
            [kind] + (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes
        }
        switch value {
        case .null: return [0]
        case .integer(let number): return framed(1, Array(String(number).utf8))
        case .real(let number): return framed(2, Array(String(number.bitPattern).utf8))
        case .text(let text): return framed(3, Array(text.utf8))
        case .bytes(let bytes): return framed(4, bytes)
        }
    }
}
