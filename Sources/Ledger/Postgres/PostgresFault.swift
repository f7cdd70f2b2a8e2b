import CPQ

/// What went wrong on a connection, who said so, and what helps.
struct PostgresFault: Error {
    enum Origin: Equatable {
        /// The server refused a command; a fatal refusal also ends the connection.
        case server(isFatal: Bool)
        /// The connection broke or fell silent: what the server made of the commands sent last is not known.
        case connection
        /// The command was refused before it was sent.
        case client
    }

    enum Remedy: Equatable {
        case none
        /// The same body may succeed when it runs again.
        case rerun
        /// The same body may succeed on another connection.
        case reconnect
    }

    let failure: StorageFailure
    let origin: Origin
    let remedy: Remedy
    /// The command that failed, when it is known.
    let statement: Statement?

    init(_ failure: StorageFailure, origin: Origin, remedy: Remedy = .none, statement: Statement? = nil) {
        self.failure = failure
        self.origin = origin
        self.remedy = remedy
        self.statement = statement
    }

    /// The connection broke or fell silent before the commit was sent.
    static func lost(_ reason: String) -> PostgresFault {
        PostgresFault(.unavailable(retryAfterSeconds: 1, reason), origin: .connection, remedy: .reconnect)
    }

    /// Reads libpq's error result.
    init(_ result: OpaquePointer, of statement: Statement?, connection: OpaquePointer) {
        func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }

        guard let state = field(PostgresField.state) else {
            self = .lost(PostgresFault.firstLine(String(cString: PQerrorMessage(connection))))
            return
        }
        let severity = field(PostgresField.severity) ?? ""
        let isFatal = severity == "FATAL" || severity == "PANIC"
        // The primary message names tables and constraints. The detail would quote stored values and never leaves here;
        // messages of class 22 quote them too.
        let message =
            state.hasPrefix("22") ? "a value does not fit its column" : field(PostgresField.message) ?? "refused"
        let (failure, remedy) = Self.meaning(
            of: state, message: "\(message) (SQLSTATE \(state))", statement: statement,
            routine: field(PostgresField.routine))
        self.init(
            failure, origin: .server(isFatal: isFatal), remedy: isFatal ? .reconnect : remedy, statement: statement)
    }

    /// What a SQLSTATE (PostgreSQL manual, appendix A) means to us.
    private static func meaning(
        of state: String, message: String, statement: Statement?, routine: String?
    ) -> (StorageFailure, Remedy) {
        switch state {
        // Serialization failure, deadlock, lock not available in time.
        case "40001", "40P01", "55P03": return (.conflict, .rerun)
        case "23505" where statement?.duplicateIsConflict == true: return (.conflict, .rerun)
        case _ where state.hasPrefix("23"): return (.constraint(message), .none)
        case "22021": return (.constraint(message), .none)  // text that is not UTF-8
        case "53100": return (.full, .none)
        case "XX001", "XX002": return (.corrupt(message), .none)
        case "25006", "26000": break  // the server became a standby; the pooler gave us another connection
        case "0A000" where routine == "RevalidateCachedQuery": break  // a migration changed what a statement returns
        case _ where state.hasPrefix("08") || state.hasPrefix("57P") || state == "53300" || state == "25P03": break
        default: return (.failed(code: Int(state, radix: 36) ?? 0, message: message, sql: statement?.sql), .none)
        }
        return (.unavailable(retryAfterSeconds: 1, message), .reconnect)
    }

    static func firstLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason given"
    }
}

/// Fields of an error or notice (`PG_DIAG_…`), whose macros are characters in C.
enum PostgresField {
    static let severity = Int32(UInt8(ascii: "V"))
    static let state = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
    static let routine = Int32(UInt8(ascii: "R"))
}
