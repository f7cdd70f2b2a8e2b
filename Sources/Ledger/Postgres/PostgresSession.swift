/// A session inside one transaction on one connection.
///
/// `post` only fills the pipeline; `execute` and `each` wait for the answers to all that was sent. The first fault ends the
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
        try attempt { () throws(PostgresFault) in try connection.send(statement, values) }
    }

    func each(_ statement: Statement, _ values: [SQLValue], _ read: (any Row) throws -> Bool) throws {
        guard let answer = try answer(to: statement, values) else { return }
        for row in 0..<answer.rows {
            guard try read(PostgresRow(result: answer.result, row: row)) else { return }
        }
    }

    func script(_ sql: String) throws {
        try attempt { () throws(PostgresFault) in
            try connection.script(sql)
        }
    }

    /// Commits what was written; does nothing when the body sent nothing.
    func commit() throws {
        guard hasBegun || fault != nil else { return }
        try attempt { () throws(PostgresFault) in try connection.commit() }
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
        let pending = connection.rollback()
        if fault == nil, let pending {
            fault = pending
            isFaultUnseen = true
        }
    }

    private func answer(to statement: Statement, _ values: [SQLValue]) throws -> PostgresAnswer? {
        answersSeen += 1
        return try attempt { () throws(PostgresFault) in
            try connection.send(statement, values)
            return try connection.collect()
        }
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
