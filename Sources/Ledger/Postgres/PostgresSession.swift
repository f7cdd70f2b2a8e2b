/// A session inside one transaction on one connection.
///
/// `post` only fills the pipeline, neighbouring rows of one table in one command; `execute` and `each` wait for the answers to all that was sent. The first fault ends the
/// session: whatever is tried after it meets the same failure, since the server has given the transaction up.
final class PostgresSession: Session {
    let dialect = Dialect.postgres
    private let connection: PostgresConnection
    let beginning: Statement
    private var hasBegun = false

    /// The first thing that went wrong.
    private(set) var fault: PostgresFault?
    /// Whether the fault came to light only after the body had ended, so that the body knew nothing of it.
    private(set) var isFaultUnseen = false
    /// Commands whose answers the body has seen.
    private(set) var answersSeen = 0
    /// Rows for one table that are to leave together.
    private var rows: (insertion: Statement, count: Int, values: [SQLValue])?

    /// - Parameter beginning: the `BEGIN` to send before the first command.
    init(on connection: PostgresConnection, beginning: Statement) {
        self.connection = connection
        self.beginning = beginning
    }

    @discardableResult
    func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        try answer(to: statement, values)?.changedRows ?? 0
    }

    func post(_ statement: Statement, _ values: [SQLValue]) throws {
        try attempt { () throws(PostgresFault) in
            if rows?.insertion !== statement || rows?.count == Insertion.most { try sendRows() }
            if rows == nil, statement.insertion != nil {
                rows = (statement, 0, [])
            }
            guard rows != nil else { return try connection.send(statement, values) }
            rows?.values += values
            rows?.count += 1
        }
    }

    func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws {
        guard let answer = try answer(to: statement, values) else { return }
        for row in 0..<answer.rows {
            guard try read(PostgresRow(result: answer.result, row: row)) else { return }
        }
    }

    func script(_ sql: String) throws {
        try attempt { () throws(PostgresFault) in
            try sendRows()
            try connection.script(sql)
        }
    }

    /// Commits what was written; does nothing when the body sent nothing.
    func commit() throws {
        guard hasBegun || fault != nil else { return }
        try attempt { () throws(PostgresFault) in
            try sendRows()
            try connection.commit()
        }
    }

    /// Lets go of the snapshot of a body that only read, without waiting for the answer.
    func end() {
        guard hasBegun, fault == nil else { return rollback() }
        do {
            try connection.send(.commitTransaction)
            try connection.synchronize()
        } catch {
            // The connection is broken now, and its lane will see that.
        }
    }

    /// Undoes what was written. A fault that had not come to light yet does so now.
    func rollback() {
        // A fault of rows that were held back counts like one of rows that were sent.
        if fault == nil { try? sendRows() }
        rows = nil
        let pending = connection.rollback()
        if fault == nil, let pending {
            fault = pending
            isFaultUnseen = true
        }
    }

    private func answer(to statement: Statement, _ values: [SQLValue]) throws -> PostgresAnswer? {
        answersSeen += 1
        return try attempt { () throws(PostgresFault) in
            try sendRows()
            try connection.send(statement, values)
            return try connection.collect()
        }
    }

    /// Puts the rows that were held back into the pipeline.
    private func sendRows() throws(PostgresFault) {
        guard let held = rows, let insertion = held.insertion.insertion else { return }
        rows = nil
        let statement =
            held.count == 1
            ? held.insertion : insertion.of(rows: held.count, duplicateIsConflict: held.insertion.duplicateIsConflict)
        try connection.send(statement, held.values)
    }

    private func attempt<Result>(_ work: () throws(PostgresFault) -> Result) throws -> Result {
        if let fault { throw fault.failure }
        do {
            if !hasBegun {
                hasBegun = true
                try connection.send(beginning)
            }
            return try work()
        } catch {
            fault = error
            throw error.failure
        }
    }
}

extension Statement {
    /// Why not a stricter level: every change of ours is conditional on what was read (`WHERE version = ?`, `WHERE left >= ?`)
    /// or claims a key, and under READ COMMITTED both wait for a competitor and then see its result. A stricter level would
    /// fail such a transaction instead and run it again, over and over on a row everybody wants, such as a serial.
    static let beginWrite = Statement("BEGIN ISOLATION LEVEL READ COMMITTED")
    /// One snapshot for a body that refuses; see `PostgresLane`.
    static let beginSnapshotWrite = Statement("BEGIN ISOLATION LEVEL REPEATABLE READ")
    static let beginRead = Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
}
