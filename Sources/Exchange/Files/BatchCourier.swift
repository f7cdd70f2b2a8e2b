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
    let format: ListFile.Format
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
        guard case .file(let path, let every, let format) = connector.way else { return nil }
        self.connector = connector
        self.casework = casework
        self.desk = desk
        self.source = source
        folder = BatchFolder(path: path)
        self.every = every
        self.format = format
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
}
