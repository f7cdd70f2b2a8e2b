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

    /// Whether it is of one office, not of all in a prefecture or province.
    fileprivate var isOfOffice: Bool { region.level == .county }

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
        try await store.read { try QueueQuery(filter, after: position, limit: limit, in: $0).page(in: $0) }
    }
}

/// The statement of a filter. Every combination is answered in order by one of the partial indexes of `item_task`.
///
/// What an office has to do, and a wider region without further wishes, is one walk through an index. Another list of an item or of
/// a status is several short walks, one for each item and status it can be, through an index that begins with both; their first
/// rows together hold the page. A single walk would pass over all that a department has to find what is rare in it.
struct QueueQuery {
    let statement: Statement
    /// What the statement is run with.
    let parameters: [SQLValue]
    private let limit: Int

    init(_ filter: QueueFilter, after position: QueuePosition?, limit: Int, in session: any Session) throws {
        var text = QueueText(filter, after: position)
        let isWalk = filter.isOfOffice ? filter.phase == .open : filter.item == nil && filter.status == nil
        let sql =
            try isWalk
            ? text.walk()
            : text.walks(through: filter.item.map { [$0.rawValue] } ?? Self.items(of: filter, in: session))
        statement = .assembled(sql)
        parameters = text.values + [.integer(limit + 1)]
        self.limit = limit
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
                position: QueuePosition(
                    actBy: row.int(6), shard: row.integer(7), caseID: row.bytes(8), item: row.text(0)))
        }
        guard entries.count > limit else { return QueuePage(entries: entries, next: nil) }
        entries.removeLast()
        return QueuePage(entries: entries, next: entries.last?.position)
    }

    /// The items a department has handled, each found by one step into the index.
    private static func items(of filter: QueueFilter, in session: any Session) throws -> [String] {
        try session.query(.itemsOfDepartment, [.text(filter.department.rawValue)]) { $0.text(0) }
    }
}

/// The words of a list's statement and the values they name.
private struct QueueText {
    private(set) var values: [SQLValue] = []
    private let filter: QueueFilter
    private var department = "", region = "", rest = "", order = ""

    init(_ filter: QueueFilter, after position: QueuePosition?) {
        self.filter = filter
        let isOpen = filter.phase == .open
        department = "department = " + value(.text(filter.department.rawValue))
        if filter.isOfOffice {
            region = " AND region = " + value(.region(filter.region))
        } else {
            let span: Int64 = filter.region.level == .prefecture ? 100 : 10_000
            // The plus keeps a range from choosing the index of offices, which would have to be sorted.
            region = " AND +region >= " + value(.region(filter.region))
            region += " AND +region < " + value(.integer(Int64(filter.region.number) + span))
        }
        if let actBy = filter.actBy { rest += " AND act_by <= " + value(.day(actBy)) }
        if let position {
            let place = [value(.integer(position.actBy)), value(.bytes(position.caseID)), value(.text(position.item))]
            rest += " AND (act_by, case_id, item) \(isOpen ? ">" : "<") (\(place.joined(separator: ", ")))"
        }
        let direction = isOpen ? "" : " DESC"
        order = "ORDER BY act_by\(direction), case_id\(direction), item\(direction)"
    }

    private mutating func value(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    /// One walk through the index of an office or of a department.
    mutating func walk() -> String {
        var conditions = "phase = \(filter.phase == .open ? 1 : 2) AND " + department + region + rest
        // An expression keeps PostgreSQL from walking through the whole department's entries of the item or status.
        if let status = filter.status { conditions += " AND (status || '') = " + value(.text(status.rawValue)) }
        if let item = filter.item { conditions += " AND (item || '') = " + value(.text(item.rawValue)) }
        return rows(of: "SELECT \(Self.key) FROM item_task WHERE \(conditions) \(order) \(limit)")
    }

    /// A walk for each status of each item.
    /// - Parameter items: those that the list may hold.
    mutating func walks(through items: [String]) -> String {
        let statuses =
            filter.status.map { [$0] }
            ?? ItemTask.Status.allCases.filter { $0.phase == (filter.phase == .open ? 1 : 2) }
        let phase = filter.isOfOffice ? "phase = 2" : "phase > 0"
        let places = (items.isEmpty ? [""] : items).map { value(.text($0)) }
        var walks: [String] = []
        for item in places {
            for status in statuses {
                let conditions =
                    "\(phase) AND \(department) AND item = \(item) AND status = '\(status.rawValue)'" + region + rest
                walks.append(
                    "SELECT * FROM (SELECT \(Self.key) FROM item_task WHERE \(conditions) \(order) \(limit)) AS w\(walks.count)"
                )
            }
        }
        return rows(of: "\(walks.joined(separator: " UNION ALL ")) \(order) \(limit)")
    }

    /// The rows to keys: whatever a filter passes over is passed over in the index alone.
    private func rows(of keys: String) -> String {
        let columns = Self.columns.map { "item_task." + $0 }.joined(separator: ", ")
        return """
            SELECT \(columns) FROM (\(keys)) AS found CROSS JOIN item_task
            WHERE item_task.shard_key = found.shard_key AND item_task.case_id = found.case_id AND item_task.item = found.item
            \(order.replacing("BY ", with: "BY found.").replacing(", ", with: ", found."))
            """
    }

    /// Stands for the page's size, which comes after all values.
    private var limit: String { "LIMIT $\(values.count + 1)" }
    private static let key = "shard_key, case_id, item, act_by"
    private static let columns = [
        "item", "number", "department", "region", "masked_name", "status", "act_by", "shard_key", "case_id",
    ]
}

extension Statement {
    fileprivate static let itemsOfDepartment = Statement(
        """
        WITH RECURSIVE found (item) AS (
            SELECT min(item) FROM item_task WHERE department = $1 AND phase > 0
            UNION ALL
            SELECT (SELECT min(item) FROM item_task WHERE department = $1 AND phase > 0 AND item > found.item)
            FROM found WHERE found.item IS NOT NULL)
        SELECT item FROM found WHERE item IS NOT NULL
        """)
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
        guard cursor.utf8.count == bytes.count * 2, bytes.count > 28, !bytes[28...].contains(0),
            let item = String(validating: bytes[28...], as: UTF8.self)
        else { return nil }
        actBy = Int(Int32(bitPattern: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) }))
        shard = Int64(bitPattern: bytes[4..<12].reduce(0) { $0 << 8 | UInt64($1) })
        caseID = Array(bytes[12..<28])
        self.item = item
    }
}
