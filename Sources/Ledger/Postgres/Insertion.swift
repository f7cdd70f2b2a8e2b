import Synchronization

/// The insertion of one row, from which insertions of several rows are made.
///
/// A server begins and ends every statement: it looks up the plan, locks, prepares the checks of the table. For rows as small as
/// ours that is more work than the row itself, so that neighbouring insertions into one table are worth joining.
final class Insertion: Sendable {
    /// Most rows in one statement: each count is a prepared statement of its own on each connection.
    static let most = 16

    let table: String
    private let head: String
    private let width: Int
    private let byRows = Mutex<[Int: Statement]>([:])

    /// - Returns: nil when the statement is not `INSERT … VALUES ($1, $2, …)` and nothing more.
    init?(_ sql: String) {
        guard sql.hasPrefix("INSERT INTO "), let start = sql.firstRange(of: "VALUES (") else { return nil }
        let tuple = sql[start.upperBound...]
        table = String(sql.dropFirst("INSERT INTO ".count).prefix { $0 == "_" || $0.isLetter || $0.isNumber })
        width = tuple.count { $0 == "$" }
        head = String(sql[..<start.lowerBound]) + "VALUES "
        guard width > 0, Self.tuple(from: 1, width) == "(" + tuple else { return nil }
    }

    /// The same for several rows, whose values follow each other.
    func of(rows: Int, duplicateIsConflict: Bool) -> Statement {
        byRows.withLock { known in
            if let statement = known[rows] { return statement }
            let tuples = (0..<rows).map { Self.tuple(from: $0 * width + 1, width) }
            let statement = Statement(head + tuples.joined(separator: ", "), duplicateIsConflict: duplicateIsConflict)
            known[rows] = statement
            return statement
        }
    }

    private static func tuple(from first: Int, _ width: Int) -> String {
        "(" + (first..<first + width).map { "$\($0)" }.joined(separator: ", ") + ")"
    }
}
