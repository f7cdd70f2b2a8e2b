/// A session inside one transaction on one connection.
///
/// `post` and `require` only fill the pipeline; `execute` and `each` wait for the answers to all that was sent. New rows are held
/// back so that those of one table leave in one command. The first fault ends the session: whatever is tried after it meets the
/// same failure, since the server has given the transaction up; so does the first requirement that was not met.
final class PostgresSession: Session {
    let dialect = Dialect.postgres
    private let connection: PostgresConnection
    let beginning: Statement
    private var hasBegun = false

    /// The first thing that went wrong.
    private(set) var fault: PostgresFault?
    /// What a requirement said that was not met.
    private(set) var unmet: (any Error)?
    /// Whether the fault came to light only after the body had ended, so that the body knew nothing of it.
    private(set) var isFaultUnseen = false
    /// Commands whose answers the body has seen.
    private(set) var answersSeen = 0
    /// Rows that are held back, by the statement that inserts them, in the order in which they are to leave.
    private var held: [(insertion: Statement, rows: [[SQLValue]])] = []
    /// Where the body's last row was put: its next one leaves after it, since it may rest on it.
    private var place = 0
    private var heldRows = 0
    /// Bounds what is held back.
    private static let mostHeldRows = 256

    /// - Parameter beginning: the `BEGIN` to send before the first command.
    init(on connection: PostgresConnection, beginning: Statement) {
        self.connection = connection
        self.beginning = beginning
    }

    /// A body begins, perhaps after others: it rests on none of their rows, unless it reads them first.
    func beginBody() { place = 0 }

    @discardableResult
    func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
        try answer(to: statement, values)?.changedRows ?? 0
    }

    func post(_ statement: Statement, _ values: [SQLValue]) throws {
        try attempt { () throws(PostgresFault) in
            guard statement.insertion != nil else {
                try sendRows(of: statement)
                return try connection.send(statement, values)
            }
            let known = held.firstIndex { $0.insertion === statement }
            if let known, known >= place {
                held[known].rows.append(values)
                place = known
            } else {
                if known != nil { try sendRows() }
                place = held.count
                held.append((statement, [values]))
            }
            heldRows += 1
            if heldRows == Self.mostHeldRows { try sendRows() }
        }
    }

    func require(_ statement: Statement, _ values: [SQLValue], otherwise: any Error) throws {
        try attempt { () throws(PostgresFault) in
            try sendRows(of: statement)
            try connection.send(statement, values, otherwise: otherwise)
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
            // Whether it may be committed at all is in the answers.
            if connection.hasRequirements { try connection.collect() }
        }
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
        // A fault of rows that were held back counts like one of rows that were sent.
        if fault == nil { try? sendRows() }
        held = []
        let pending = connection.rollback()
        if unmet == nil, fault == nil, let pending {
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

    /// Sends what is held back when a command concerns a table that it goes into; any other command may go first.
    private func sendRows(of statement: Statement) throws(PostgresFault) {
        let isConcerned = held.contains { held in
            held.insertion.insertion.map { statement.words.contains($0.table) } ?? true
        }
        if isConcerned { try sendRows() }
    }

    /// Puts the rows that were held back into the pipeline.
    private func sendRows() throws(PostgresFault) {
        let leaving = held
        held.removeAll(keepingCapacity: true)
        heldRows = 0
        place = 0
        for (statement, rows) in leaving {
            guard let insertion = statement.insertion else { continue }
            for start in stride(from: 0, to: rows.count, by: Insertion.most) {
                let part = rows[start..<min(start + Insertion.most, rows.count)]
                let joined =
                    part.count == 1
                    ? statement : insertion.of(rows: part.count, duplicateIsConflict: statement.duplicateIsConflict)
                try connection.send(joined, Array(part.joined()))
            }
        }
    }

    private func attempt<Result>(_ work: () throws(PostgresFault) -> Result) throws -> Result {
        if let unmet { throw unmet }
        if let fault { throw fault.failure }
        let result: Result
        do {
            if !hasBegun {
                hasBegun = true
                try connection.send(beginning)
            }
            result = try work()
        } catch {
            fault = error
            // What follows on a requirement that was not met may well fail too.
            unmet = connection.unmet
            throw unmet ?? error.failure
        }
        unmet = connection.unmet
        if let unmet { throw unmet }
        return result
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
