import Cases
import Foundation
import Ledger
import Logging
import Registry
import Vocabulary

/// Exchanges batches of files with a department whose system cannot be called.
///
/// A batch is a list with a row for each message. The department confirms it with a file of the batch's name that names the
/// identifiers it took (its receipt); what is not confirmed within `receiptTerm` is written again, under the same identifiers.
/// Its answers are lists too, and each gets a receipt from us that says row by row what came of it.
public struct BatchCourier: Sendable {
    let connector: Connector
    let casework: Casework
    let desk: ReplyDesk
    let source: String
    let folder: BatchFolder
    let every: Int
    let clock: @Sendable () -> Instant
    let logger: Logger

    /// Rows of one batch.
    static let batch = 500
    /// Seconds within which a department confirms a batch.
    static let receiptTerm = 24 * 3_600
    /// Rows of one of the department's files that are read.
    static let rowLimit = 10_000

    /// - Returns: nil when the connector does not say `file`.
    public init?(
        _ connector: Connector, casework: Casework, desk: ReplyDesk, source: String,
        clock: @escaping @Sendable () -> Instant = { .now },
        logger: Logger
    ) {
        guard case .file(let path, let every) = connector.way else { return nil }
        self.connector = connector
        self.casework = casework
        self.desk = desk
        self.source = source
        folder = BatchFolder(path: path)
        self.every = every
        self.clock = clock
        self.logger = logger
    }

    public var destination: String { connector.destination }

    /// Works until the task is cancelled.
    /// - Parameter hold: takes or keeps the duty of this destination; nil while another node has it.
    public func run(hold: @escaping @Sendable () async throws -> Duty?) async {
        var next = ContinuousClock.now
        while !Task.isCancelled {
            do {
                // The duty is renewed more often than batches are written.
                if let duty = try await hold(), ContinuousClock.now >= next {
                    try await round(under: duty)
                    next = ContinuousClock.now + .seconds(every)
                }
            } catch is Duty.Lost {
                continue
            } catch {
                logger.error(
                    "a batch failed and is tried again",
                    metadata: ["destination": "\(destination)", "error": "\(error)"])
            }
            try? await Task.sleep(for: .milliseconds(min(1_000, every * 1_000)))
        }
    }

    /// One look at the folder in each direction.
    public func round(under duty: Duty) async throws {
        try folder.prepare()
        for name in folder.files(.fromDepartment) {
            if name.hasPrefix("receipt-") {
                try await confirm(name, under: duty)
            } else {
                try await answer(name)
            }
        }
        while try await write(under: duty) == Self.batch {}
    }

    // MARK: To the department

    static let columns = ["id", "type", "number", "item", "attempt", "time", "content"]

    /// Writes what is due into one file, and only then puts it off until the receipt should be there.
    private func write(under duty: Duty) async throws -> Int {
        let now = clock()
        let (casework, destination, source) = (casework, destination, source)
        let ready = try await casework.store.read { session in
            var content = MessageContent(casework: casework, source: source)
            return try Outbox.due(for: destination, at: now, limit: Self.batch, in: session).map { message in
                (message, try JSON(parsing: content.body(of: message, in: session)))
            }
        }
        guard let first = ready.first else { return 0 }
        // The first message names the batch: writing it again after a crash replaces the file and makes no second one.
        let name = "batch-\(first.0.id)-\(first.0.attempts + 1).csv"
        let writer = try DelimitedWriter(path: folder.file(.toDepartment, name + ".part"))
        try writer.write(Self.columns)
        for (message, event) in ready {
            let data = event["data"]
            try writer.write([
                message.id.description, event["type"]?.text ?? "", data?["number"]?.text ?? "", message.item ?? "",
                data?["attempt"]?.integer.map(String.init) ?? "", event["time"]?.text ?? "", data?.encodedText ?? "",
            ])
        }
        try writer.flush()
        try folder.publish(.toDepartment, name)
        let until = now.adding(seconds: Self.receiptTerm)
        try await casework.store.write { session in
            try duty.fence(in: session)
            for (message, _) in ready {
                try Outbox.postpone(message, until: until, because: "in \(name), not confirmed yet", in: session)
            }
        }
        return ready.count
    }

    /// Takes a department's receipt: the first column names the messages it has.
    private func confirm(_ name: String, under duty: Duty) async throws {
        var identifiers: Set<Identifier<OutboxMessage>> = []
        do {
            let reader = try DelimitedReader(path: folder.file(.fromDepartment, name))
            while let row = try reader.next(), identifiers.count < Self.rowLimit {
                if let text = row.first, let id = try? Identifier<OutboxMessage>(parsing: text) {
                    identifiers.insert(id)
                }
            }
        } catch {
            try await refuseFile(name, "\(error)")
            return
        }
        let (destination, now, known) = (destination, clock(), identifiers)
        while true {
            let waiting = try await casework.store.read {
                try Outbox.waiting(for: destination, limit: Self.rowLimit, in: $0)
            }
            let batch = waiting.filter { known.contains($0.id) }.prefix(64)
            guard !batch.isEmpty else { break }
            try await casework.store.write { session in
                try duty.fence(in: session)
                for message in batch { try DeliveryBook.note(message, .forget, at: now, in: session) }
            }
        }
        try folder.putAway(name)
    }

    // MARK: From the department

    /// Acts on a list of answers (`id`, `number`, `attempt`, `act`, `content`) and writes a receipt with what came of each.
    private func answer(_ name: String) async throws {
        let receipt = name
        do {
            let reader = try DelimitedReader(path: folder.file(.fromDepartment, name))
            let writer = try DelimitedWriter(path: folder.file(.receipts, receipt + ".part"))
            try writer.write(["id", "number", "outcome", "detail"])
            guard let header = try reader.next(), header == ["id", "number", "attempt", "act", "content"] else {
                return try await refuseFile(name, "the columns must be id, number, attempt, act, content")
            }
            while let row = try reader.next(), reader.row <= Self.rowLimit + 1 {
                if row.count < 4 || row.allSatisfy(\.isEmpty) { continue }
                let (outcome, detail) = try await act(on: row)
                try writer.write([row[0], row[1], outcome, detail])
            }
            try writer.flush()
        } catch let hostile as HostileFile {
            return try await refuseFile(name, "\(hostile)")
        }
        // The receipt first: after a crash between the two the list is read again, and everything in it counts as repeated.
        try folder.publish(.receipts, receipt)
        try folder.putAway(name)
    }

    private func act(on row: [String]) async throws -> (String, String) {
        let content = row.count > 4 && !row[4].isEmpty ? row[4] : "{}"
        do {
            guard content.utf8.count <= Reply.largest else {
                throw ReplyRefused(.tooLarge, "more than \(Reply.largest >> 10) KiB")
            }
            guard (1...128).contains(row[0].utf8.count) else {
                throw ReplyRefused(.malformed, "id is empty or too long")
            }
            guard let attempt = Int(row[2]), let json = try? JSON(parsing: content) else {
                throw ReplyRefused(.malformed, "attempt is a number and content is JSON")
            }
            let body = JSON.members([
                "number": .string(row[1]), "attempt": .integer(attempt), "act": .string(row[3]), "content": json,
            ]).encoded
            let outcome = try await desk.act(
                on: try Reply(body), id: row[0], digest: Digest.sha256(body), through: connector, at: clock())
            switch outcome {
            case .done(let status): return ("done", status.rawValue)
            case .repeated: return ("repeated", "")
            }
        } catch let refused as ReplyRefused {
            try await desk.record(refused, from: connector.department.rawValue, at: clock())
            return (refused.reason.rawValue, refused.detail)
        }
    }

    /// A file that cannot be read is put away, and said to be so.
    private func refuseFile(_ name: String, _ reason: String) async throws {
        try await desk.record(
            ReplyRefused(.malformed, "\(name): \(reason)"), from: connector.department.rawValue, at: clock())
        let writer = try DelimitedWriter(path: folder.file(.receipts, name + ".part"))
        try writer.write(["id", "number", "outcome", "detail"])
        try writer.write(["", "", "malformed", reason])
        try writer.flush()
        try folder.publish(.receipts, name)
        try folder.putAway(name)
    }
}
