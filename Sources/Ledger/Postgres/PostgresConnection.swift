import CPQ
import Foundation

/// One connection to the server, always in pipeline mode: commands are sent at once and their answers collected later,
/// in order. Used by one thread at a time; every wait has a limit.
final class PostgresConnection {
    /// What to connect to and how long to wait there.
    struct Terms: Sendable {
        var address: String
        /// libpq's `target_session_attrs`: `read-write` never lands on a standby.
        var attributes = "read-write"
        var statementTimeout: Duration
        var lockTimeout: Duration
        var idleTransactionTimeout: Duration
        /// How much longer than `statementTimeout` an answer may take before the connection counts as lost.
        var grace: Duration
    }

    private enum Sent {
        case preparation(Statement)
        /// - otherwise: what it means when the command does not change exactly one row, which it must.
        case command(Statement, otherwise: (any Error)? = nil)
        case synchronization
    }

    private enum Preparation { case none, sent, ready }

    private let handle: OpaquePointer
    private let notices = PostgresNotices()
    private var parameters = PostgresParameters()
    private var preparations: [Preparation] = []
    private var sent: [Sent] = []
    private var sentBytes = 0
    private var sentRequirements = 0
    /// What the first command means that did not change the one row it had to.
    private(set) var unmet: (any Error)?

    /// The connection was lost, or its answers no longer match its commands.
    private(set) var isBroken = false
    /// The longest wait for one answer; nil waits as long as the connection lives.
    var patience: Duration?
    private let usualPatience: Duration

    init(_ terms: Terms) throws(PostgresFault) {
        let options = [
            ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "15000"), ("fallback_application_name", "lianban"), ("dbname", terms.address),
            // What stands after the address overrides it.
            ("client_encoding", "UTF8"), ("target_session_attrs", terms.attributes),
        ]
        let opened = CStrings.with(options.map(\.0)) { keys in
            CStrings.with(options.map(\.1)) { values in PQconnectdbParams(keys, values, 1) }
        }
        guard let opened else { throw .lost("no memory for a connection") }
        handle = opened
        usualPatience = terms.statementTimeout + terms.grace
        patience = usualPatience
        guard PQstatus(handle) == CONNECTION_OK else { throw .lost(lastMessage) }
        notices.listen(to: handle)
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else { throw .lost(lastMessage) }
        try script(
            """
            SET statement_timeout = \(terms.statementTimeout.milliseconds);
            SET lock_timeout = \(terms.lockTimeout.milliseconds);
            SET idle_in_transaction_session_timeout = \(terms.idleTransactionTimeout.milliseconds);
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write');
            SELECT set_config(name, 'lz4', false) FROM pg_settings
            WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals);
            """)
    }

    deinit { PQfinish(handle) }

    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }
    private var lastMessage: String { PostgresFault.firstLine(String(cString: PQerrorMessage(handle))) }

    func waitAsUsual() { patience = usualPatience }

    // MARK: Sending

    /// Whether the answer to a command is outstanding that must change exactly one row.
    var hasRequirements: Bool { sentRequirements > 0 }

    /// Puts a command into the pipeline. It leaves this process with the next `collect`, or before.
    /// - Parameter otherwise: `unmet` when the command turns out not to have changed exactly one row.
    func send(_ statement: Statement, _ values: [SQLValue] = [], otherwise: (any Error)? = nil) throws(PostgresFault) {
        guard !isBroken else { throw .lost("the connection was given up") }
        // Bounds what both sides must hold; a business transaction stays far below.
        if sent.count >= 1_024 || sentBytes >= 4 << 20 { try collect() }
        try parameters.load(values)
        let name = "s\(statement.place)"
        if preparation(of: statement) == .none {
            guard PQsendPrepare(handle, name, statement.sql, 0, nil) == 1 else { throw giveUp(lastMessage) }
            preparations[statement.place] = .sent
            sent.append(.preparation(statement))
        }
        let isSent = parameters.withPointers { count, pointers, lengths, formats in
            PQsendQueryPrepared(handle, name, count, pointers, lengths, formats, 1) == 1
        }
        guard isSent else { throw giveUp(lastMessage) }
        sent.append(.command(statement, otherwise: otherwise))
        if otherwise != nil { sentRequirements += 1 }
        sentBytes += parameters.size
    }

    /// Ends the round of commands without waiting for its answers; they are read with those of the next round.
    func synchronize() throws(PostgresFault) {
        guard PQpipelineSync(handle) == 1 else { throw giveUp(lastMessage) }
        sent.append(.synchronization)
    }

    // MARK: Collecting

    /// Reads the answers to everything sent, and returns the last one.
    /// - Throws: the first fault; the commands after it were not carried out.
    @discardableResult
    func collect() throws(PostgresFault) -> PostgresAnswer? {
        guard !isBroken else { throw .lost("the connection was given up") }
        try synchronize()
        let round = sent
        sent.removeAll(keepingCapacity: true)
        sentBytes = 0
        sentRequirements = 0
        var last: PostgresAnswer?
        var first: PostgresFault?
        for command in round {
            do {
                switch command {
                case .preparation(let statement):
                    preparations[statement.place] = .none
                    if try answer(to: statement) != nil { preparations[statement.place] = .ready }
                case .command(let statement, let otherwise):
                    guard let answer = try answer(to: statement) else { continue }
                    if let otherwise, unmet == nil, answer.changedRows != 1 { unmet = otherwise }
                    last = answer
                case .synchronization: try passSynchronization()
                }
            } catch {
                if first == nil { first = error }
                if isBroken { break }
            }
        }
        if let first { throw first }
        return last
    }

    /// The answer to one command; nil when an earlier one failed and this was passed over.
    private func answer(to statement: Statement) throws(PostgresFault) -> PostgresAnswer? {
        guard let result = try nextResult() else { throw giveUp("an answer is missing") }
        let answer = PostgresAnswer(result)
        while let more = try nextResult() { PQclear(more) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return answer
        case PGRES_PIPELINE_ABORTED: return nil
        default:
            if PQstatus(handle) != CONNECTION_OK { isBroken = true }
            throw PostgresFault(result, of: statement, connection: handle)
        }
    }

    private func passSynchronization() throws(PostgresFault) {
        guard let result = try nextResult() else { throw giveUp("the end of a round is missing") }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw giveUp(lastMessage) }
    }

    /// The next result of libpq; nil after the last of a command.
    private func nextResult() throws(PostgresFault) -> OpaquePointer? {
        let start = ContinuousClock.now
        while PQisBusy(handle) == 1 {
            let unsent = PQflush(handle)
            // When the connection broke, the next result says so.
            if unsent < 0 { break }
            var remaining: Int32 = -1
            if let patience {
                remaining = Int32(clamping: (patience - (ContinuousClock.now - start)).milliseconds)
                guard remaining > 0 else { throw giveUp("no answer within \(patience)") }
            }
            var descriptor = pollfd(
                fd: PQsocket(handle), events: Int16(unsent == 1 ? POLLIN | POLLOUT : POLLIN), revents: 0)
            guard poll(&descriptor, 1, remaining) > 0 else { continue }
            if PQconsumeInput(handle) != 1 { break }
        }
        return PQgetResult(handle)
    }

    // MARK: Other verbs

    /// Runs several commands without parameters.
    func script(_ sql: String) throws(PostgresFault) {
        if !sent.isEmpty { try collect() }
        guard !isBroken, PQexitPipelineMode(handle) == 1, PQsendQuery(handle, sql) == 1 else {
            throw giveUp(lastMessage)
        }
        var first: PostgresFault?
        while let result = try nextResult() {
            defer { PQclear(result) }
            let status = PQresultStatus(result)
            guard status == PGRES_FATAL_ERROR, first == nil else { continue }
            if PQstatus(handle) != CONNECTION_OK { isBroken = true }
            first = PostgresFault(result, of: nil, connection: handle)
        }
        guard !isBroken, PQenterPipelineMode(handle) == 1 else { throw first ?? giveUp(lastMessage) }
        if let first { throw first }
    }

    /// Commits. Returns only when the server has said that the transaction is durable, on its synchronous standbys too.
    ///
    /// A wait for the standbys that was cancelled shows as no more than a warning; such a commit is not acknowledged.
    func commit() throws(PostgresFault) {
        notices.warnings = 0
        let answer: PostgresAnswer?
        do {
            try send(.commitTransaction)
            answer = try collect()
        } catch {
            let isUnknown =
                switch error.origin {
                case .connection: true
                // The server ended the connection while it committed. When another command was refused, the commit was not tried.
                case .server(let isFatal): isFatal && error.statement === Statement.commitTransaction
                case .client: false
                }
            throw isUnknown ? .unknownOutcome("\(error.failure)") : error
        }
        guard answer?.tag == "COMMIT" else {
            throw PostgresFault(
                .failed(code: 0, message: "the server rolled the transaction back", sql: nil),
                origin: .server(isFatal: false))
        }
        guard notices.warnings == 0 else {
            throw .unknownOutcome("the wait for the synchronous standby was cancelled")
        }
    }

    /// Undoes the open transaction, if there is one; a connection that fails at it is broken.
    /// - Returns: the fault of a command that had been sent and not yet collected.
    func rollback() -> PostgresFault? {
        var pending: PostgresFault?
        do {
            if !sent.isEmpty { try collect() }
        } catch {
            pending = error
        }
        unmet = nil
        guard !isBroken, isInTransaction else { return pending }
        do {
            try send(.rollbackTransaction)
            try collect()
            if isInTransaction { isBroken = true }
        } catch {
            isBroken = true
        }
        return pending
    }

    /// Whether the server has hung up, as far as this machine knows; asks nobody.
    func isHungUp() -> Bool {
        while !isBroken {
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, 0) > 0 else { return false }
            if PQconsumeInput(handle) != 1 || PQstatus(handle) != CONNECTION_OK { isBroken = true }
        }
        return true
    }

    private func preparation(of statement: Statement) -> Preparation {
        while preparations.count <= statement.place { preparations.append(.none) }
        return preparations[statement.place]
    }

    private func giveUp(_ reason: String) -> PostgresFault {
        isBroken = true
        return .lost(reason)
    }
}

extension PostgresFault {
    static func unknownOutcome(_ reason: String) -> PostgresFault {
        PostgresFault(.unknownOutcome(reason), origin: .connection)
    }
}

/// What the server answered to one command.
final class PostgresAnswer {
    let result: OpaquePointer
    init(_ result: OpaquePointer) { self.result = result }
    deinit { PQclear(result) }

    /// The command as the server names it, such as `COMMIT` or `INSERT 0 1`.
    var tag: String { String(cString: PQcmdStatus(result)) }
    var rows: Int32 { PQntuples(result) }

    /// Rows a command changed; 0 for a query.
    var changedRows: Int {
        if PQresultStatus(result) == PGRES_TUPLES_OK && tag.hasPrefix("SELECT") { return 0 }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }
}

extension Statement {
    static let commitTransaction = Statement("COMMIT")
    static let rollbackTransaction = Statement("ROLLBACK")
}
