import Catalog
import Ledger
import Vocabulary

/// What an officer's list shows of one item.
public struct QueueEntry: Equatable, Sendable {
    public let item: ItemCode
    public let number: CaseNumber
    public let department: DepartmentCode
    public let region: RegionCode
    public let maskedName: String
    public let status: ItemTask.Status
    /// The last day for the department's next act; nil while the clock is paused. For ended items the day of the end.
    public let actBy: CalendarDay?
    fileprivate let position: QueuePosition
}

/// A place between two entries of a list.
public struct QueuePosition: Equatable, Sendable {
    public let actBy: Int
    public let shard: Int64
    public let caseID: [UInt8]
    public let item: String

    public init(actBy: Int, shard: Int64, caseID: [UInt8], item: String) {
        self.actBy = actBy
        self.shard = shard
        self.caseID = caseID
        self.item = item
    }
}

/// Which items an officer wants to see, inside their department and region.
public struct QueueFilter: Equatable, Sendable {
    public enum Phase: String, Sendable, CaseIterable { case open, ended }

    public var department: DepartmentCode
    public var region: RegionCode
    public var phase: Phase
    public var status: ItemTask.Status?
    public var item: ItemCode?
    /// Only items on which the department must act by this day.
    public var actBy: CalendarDay?

    public init(
        department: DepartmentCode, region: RegionCode, phase: Phase = .open, status: ItemTask.Status? = nil,
        item: ItemCode? = nil, actBy: CalendarDay? = nil
    ) {
        self.department = department
        self.region = region
        self.phase = phase
        self.status = status
        self.item = item
        self.actBy = actBy
    }
}

/// One page of a list.
public struct QueuePage: Equatable, Sendable {
    public let entries: [QueueEntry]
    /// Where the next page starts; nil at the end.
    public let next: QueuePosition?
}

extension Casework {
    /// A page of an officer's list: open items by urgency, ended items with the newest first.
    public func queue(
        _ filter: QueueFilter, after position: QueuePosition? = nil, limit: Int = 50
    ) async throws -> QueuePage {
        try await store.read { try QueueQuery(filter, after: position, limit: limit).page(in: $0) }
    }
}

/// The statement of a filter. Every combination is answered in order by one of the partial indexes of `item_task`.
struct QueueQuery {
    private var conditions: [String] = []
    private var values: [SQLValue] = []
    /// What the statement is run with.
    var parameters: [SQLValue] { values + [.integer(limit + 1)] }
    private let filter: QueueFilter
    private let limit: Int

    init(_ filter: QueueFilter, after position: QueuePosition?, limit: Int) {
        self.filter = filter
        self.limit = limit
        let isOpen = filter.phase == .open
        conditions.append(isOpen ? "phase = 1" : "phase = 2")
        add("department = ", .text(filter.department.rawValue))
        if filter.region.level == .county {
            add("region = ", .region(filter.region))
        } else {
            let span: Int64 = filter.region.level == .prefecture ? 100 : 10_000
            // The plus keeps a range from choosing the index of offices, which would have to be sorted.
            add("+region >= ", .region(filter.region))
            add("+region < ", .integer(Int64(filter.region.number) + span))
        }
        if let status = filter.status {
            add("status = ", .text(status.rawValue))
            // One office is read by day; wider regions by the index of states, which is usable for its own condition only.
            if filter.region.level != .county { conditions.append("phase > 0") }
        }
        if let item = filter.item { add("item = ", .text(item.rawValue)) }
        if let actBy = filter.actBy { add("act_by <= ", .day(actBy)) }
        if let position {
            let comparison = isOpen ? ">" : "<"
            values += [.integer(position.actBy), .bytes(position.caseID), .text(position.item)]
            let first = values.count - 2
            conditions.append("(act_by, case_id, item) \(comparison) ($\(first), $\(first + 1), $\(first + 2))")
        }
    }

    private mutating func add(_ condition: String, _ value: SQLValue) {
        values.append(value)
        conditions.append("\(condition)$\(values.count)")
    }

    var statement: Statement {
        let direction = filter.phase == .open ? "" : " DESC"
        return .assembled(
            """
            SELECT item, number, department, region, masked_name, status, act_by, shard_key, case_id FROM item_task
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY act_by\(direction), case_id\(direction), item\(direction) LIMIT $\(values.count + 1)
            """)
    }

    func page(in session: any Session) throws -> QueuePage {
        var entries = try session.query(statement, parameters) { row in
            let day = row.day(6)
            guard let status = ItemTask.Status(rawValue: row.text(5)) else {
                throw StorageFailure.corrupt("\(row.text(5)) is not a status")
            }
            return QueueEntry(
                item: ItemCode(rawValue: row.text(0)), number: try CaseNumber(parsing: row.text(1)),
                department: DepartmentCode(rawValue: row.text(2)), region: try RegionCode(row: row, 3),
                maskedName: row.text(4), status: status, actBy: day == .distantFuture ? nil : day,
                position: QueuePosition(actBy: row.int(6), shard: row.integer(7), caseID: row.bytes(8), item: row.text(0)))
        }
        guard entries.count > limit else { return QueuePage(entries: entries, next: nil) }
        entries.removeLast()
        return QueuePage(entries: entries, next: entries.last?.position)
    }
}

extension QueuePosition {
    /// The position as an opaque text for addresses.
    public var cursor: String {
        let day = Digest.hexadecimal(withUnsafeBytes(of: Int32(actBy).bigEndian) { Array($0) })
        let shardText = Digest.hexadecimal(withUnsafeBytes(of: shard.bigEndian) { Array($0) })
        return day + shardText + Digest.hexadecimal(caseID) + Digest.hexadecimal(Array(item.utf8))
    }

    /// Reads a cursor back; nil when it is not one.
    public init?(cursor: String) {
        let bytes = stride(from: 0, to: cursor.utf8.count - 1, by: 2).compactMap { offset -> UInt8? in
            let start = cursor.utf8.index(cursor.utf8.startIndex, offsetBy: offset)
            let end = cursor.utf8.index(start, offsetBy: 2)
            return UInt8(cursor[start..<end], radix: 16)
        }
        guard cursor.utf8.count == bytes.count * 2, bytes.count > 28, !bytes[28...].contains(0), let item = String(validating: bytes[28...], as: UTF8.self)
        else { return nil }
        actBy = Int(Int32(bitPattern: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }))
        shard = Int64(bitPattern: bytes[4..<12].reduce(0) { $0 << 8 | UInt64($1) })
        caseID = Array(bytes[12..<28])
        self.item = item
    }
}
