import Synchronization
import Vocabulary

/// One SQL statement in the dialect that both stores share, prepared once per connection.
///
/// Parameters are written `$1`, `$2`, … as PostgreSQL numbers them.
/// Keep statements in static constants: every new statement takes a place in each connection's cache.
public final class Statement: Sendable {
    /// The statement's place in a connection's cache of prepared statements.
    public let place: Int
    public let sql: String
    /// Whether a key that exists already means that another writer came first (`StorageFailure.conflict`), and not that the
    /// row breaks a rule (`StorageFailure.constraint`).
    public let duplicateIsConflict: Bool
    /// When it inserts one row, how it inserts several.
    let insertion: Insertion?
    /// The words of the text, among them the names of all tables that it concerns.
    let words: Set<String>

    private static let places = Atomic<Int>(0)
    private static let byText = Mutex<[String: Statement]>([:])

    public init(_ sql: String, duplicateIsConflict: Bool = false) {
        self.sql = sql
        self.duplicateIsConflict = duplicateIsConflict
        insertion = Insertion(sql)
        words = Set(sql.split { !($0 == "_" || $0.isLetter || $0.isNumber) }.map(String.init))
        place = Self.places.wrappingAdd(1, ordering: .relaxed).oldValue
    }

    /// The statement of a text put together at run time, such as a filter; the same text gives the same statement.
    public static func assembled(_ sql: String) -> Statement {
        byText.withLock { known in
            if let statement = known[sql] { return statement }
            let statement = Statement(sql)
            known[sql] = statement
            return statement
        }
    }
}

/// A value that travels to or from the store.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])

    public static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    public static func optional(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }
    public static func optional(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
    public static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    public static func instant(_ value: Instant) -> SQLValue { .integer(value.microseconds) }
    public static func instant(_ value: Instant?) -> SQLValue { .optional(value?.microseconds) }
    public static func day(_ value: CalendarDay) -> SQLValue { .integer(Int64(value.daysSince1970)) }
    public static func day(_ value: CalendarDay?) -> SQLValue { .optional(value.map { Int64($0.daysSince1970) }) }
    public static func id<Subject>(_ value: Identifier<Subject>) -> SQLValue { .bytes(value.bytes) }
}

/// One row of an answer; columns are counted from 0. A row is valid only inside the closure that received it.
public protocol Row {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    func real(_ column: Int) -> Double
    func text(_ column: Int) -> String
    func bytes(_ column: Int) -> [UInt8]
}

extension Row {
    public func int(_ column: Int) -> Int { Int(integer(column)) }
    public func flag(_ column: Int) -> Bool { integer(column) != 0 }
    public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    public func instant(_ column: Int) -> Instant { Instant(microseconds: integer(column)) }
    public func optionalInstant(_ column: Int) -> Instant? { isNull(column) ? nil : instant(column) }
    public func day(_ column: Int) -> CalendarDay { CalendarDay(daysSince1970: Int32(integer(column))) }
    public func optionalDay(_ column: Int) -> CalendarDay? { isNull(column) ? nil : day(column) }

    /// The identifier in a 16-byte column.
    public func id<Subject>(_ column: Int, of _: Subject.Type = Subject.self) throws -> Identifier<Subject> {
        let raw = bytes(column)
        guard let value = Identifier<Subject>(bytes: raw) else {
            throw StorageFailure.corrupt("column \(column) holds \(raw.count) bytes where an identifier has 16")
        }
        return value
    }
}

/// A synchronous conversation with the store inside one transaction.
///
/// A statement that fails ends the transaction: whoever catches its error may throw another, but cannot write on.
public protocol Session: AnyObject {
    var dialect: Dialect { get }

    /// Runs a statement and tells how many rows it changed.
    @discardableResult
    func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int

    /// Runs a statement whose count of rows nobody needs; a networked store may send it with the next one.
    /// An error may then surface at the next statement or at the commit, never later.
    func post(_ statement: Statement, _ values: [SQLValue]) throws

    /// Runs a statement that must change exactly one row, or nothing of the transaction may remain. A networked store may send it
    /// with the next one: what must not be wrong may then come to light at the next statement or at the commit, never later.
    /// - Throws: `otherwise` when it changed no row or several.
    func require(_ statement: Statement, _ values: [SQLValue], otherwise: any Error) throws

    /// Reads rows until `read` returns false. PostgreSQL's answer is held in memory whole: read much by pages of keys.
    func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws

    /// Runs several statements without parameters, such as a migration.
    func script(_ sql: String) throws
}

/// What differs between the two stores, for the few places that must know.
public enum Dialect: String, Sendable { case sqlite, postgres }

extension Session {
    public func require(_ statement: Statement, _ values: [SQLValue], otherwise: any Error) throws {
        guard try execute(statement, values) == 1 else { throw otherwise }
    }

    /// All rows of a query.
    public func query<T>(_ statement: Statement, _ values: [SQLValue] = [], _ read: (any Row) throws -> T) throws -> [T]
    {
        var rows: [T] = []
        try each(statement, values) { row in
            rows.append(try read(row))
            return true
        }
        return rows
    }

    /// The first row of a query.
    public func first<T>(_ statement: Statement, _ values: [SQLValue] = [], _ read: (any Row) throws -> T) throws -> T?
    {
        var found: T?
        try each(statement, values) { row in
            found = try read(row)
            return false
        }
        return found
    }
}
