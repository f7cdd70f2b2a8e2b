/// What a table looks like, as the database itself says.
public struct TableShape: Equatable, Sendable {
    public enum Content: String, Sendable { case integer, real, text, bytes }

    public struct Column: Equatable, Sendable {
        public let name: String
        public let content: Content
    }

    public let name: String
    /// In order of their names, so that two stores agree whatever was added later.
    public let columns: [Column]
    /// The primary key's columns in its order.
    public let key: [String]

    /// All tables in the order they were made in, so that each comes after those it refers to.
    public static func all(in session: any Session) throws -> [TableShape] {
        let isSQLite = session.dialect == .sqlite
        let names = try session.query(isSQLite ? .sqliteTables : .postgresTables) { $0.text(0) }
        return try names.map { name in
            let columns = try session.query(isSQLite ? .sqliteColumns : .postgresColumns, [.text(name)]) { row in
                (name: row.text(0), type: row.text(1), place: row.int(2))
            }
            return TableShape(
                name: name, columns: try columns.map { Column(name: $0.name, content: try content($0.type, of: name)) },
                key: columns.filter { $0.place > 0 }.sorted { $0.place < $1.place }.map(\.name))
        }
    }

    private static func content(_ type: String, of table: String) throws -> Content {
        switch type.lowercased() {
        case "bigint": .integer
        case "double precision": .real
        case "text": .text
        case "bytea": .bytes
        default:
            throw StorageFailure.corrupt(
                "the table \(table) has a column of type \(type), which the shared dialect lacks")
        }
    }

    /// The rows after a key in the key's order, at most `limit`, with values in the order of the columns.
    func page(after last: [SQLValue]?, limit: Int, in session: any Session) throws -> [[SQLValue]] {
        let places = (1...key.count).map { "$\($0)" }.joined(separator: ", ")
        let ordered = key.joined(separator: ", ")
        let condition = last == nil ? "" : " WHERE (\(ordered)) > (\(places))"
        let sql =
            "SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(name)\(condition) ORDER BY \(ordered)"
            + " LIMIT $\(last == nil ? 1 : key.count + 1)"
        return try session.query(.assembled(sql), (last ?? []) + [.integer(limit)]) { row in
            columns.indices.map { value(row, $0) }
        }
    }

    /// The key of a row that `page` gave.
    func key(of row: [SQLValue]) -> [SQLValue] {
        key.compactMap { name in columns.firstIndex { $0.name == name }.map { row[$0] } }
    }

    func insert(_ row: [SQLValue], in session: any Session) throws {
        let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
        let sql = "INSERT INTO \(name) (\(columns.map(\.name).joined(separator: ", "))) VALUES (\(places))"
        try session.post(.assembled(sql), row)
    }

    private func value(_ row: any Row, _ place: Int) -> SQLValue {
        if row.isNull(place) { return .null }
        switch columns[place].content {
        case .integer: return .integer(row.integer(place))
        case .real: return .real(row.real(place))
        case .text: return .text(row.text(place))
        case .bytes: return .bytes(row.bytes(place))
        }
    }
}

extension Statement {
    fileprivate static let sqliteTables = Statement(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid")
    fileprivate static let sqliteColumns = Statement("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY name")
    fileprivate static let postgresTables = Statement(
        """
        SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = current_schema()::text::regnamespace AND c.relkind IN ('r', 'p')
        ORDER BY c.oid
        """)
    fileprivate static let postgresColumns = Statement(
        """
        SELECT a.attname::text, format_type(a.atttypid, NULL), coalesce(array_position(i.indkey::smallint[], a.attnum) + 1, 0)::bigint
        FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
        WHERE a.attrelid = (
            SELECT c.oid FROM pg_class c WHERE c.relname = $1::text::name AND c.relnamespace = current_schema()::text::regnamespace)
            AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname::text COLLATE "C"
        """)
}
