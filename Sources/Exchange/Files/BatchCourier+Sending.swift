import Ledger
import Registry
import Vocabulary

/// Batches for the department, and its receipts for them.
extension BatchCourier {
    /// Characters that a cell of a workbook holds; a batch with a longer one is written as CSV.
    static let longestCell = 32_767
    static let columns = ["id", "type", "number", "item", "attempt", "time", "content"]

    /// Writes what is due into one file, and only then puts it off until the receipt should be there.
    func write(under duty: Duty) async throws -> Int {
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
        let rows = [Self.columns] + ready.map(Self.row)
        let format = rows.joined().contains { $0.utf16.count > Self.longestCell } ? ListFile.Format.csv : format
        let name = "batch-\(first.0.id)-\(first.0.attempts + 1).\(format)"
        try ListFile.write(rows, to: folder.file(.toDepartment, name + ".part"), as: format)
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

    private static func row(_ message: OutboxMessage, _ event: JSON) -> [String] {
        let data = event["data"]
        return [
            message.id.description, event["type"]?.text ?? "", data?["number"]?.text ?? "", message.item ?? "",
            data?["attempt"]?.integer.map(String.init) ?? "", event["time"]?.text ?? "", data?.encodedText ?? "",
        ]
    }

    /// Takes a department's receipt: the first column names the messages it has.
    func confirm(_ name: String, under duty: Duty) async throws {
        var identifiers: Set<Identifier<OutboxMessage>> = []
        do {
            let reader = try ListFile.open(folder.file(.fromDepartment, name))
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
}
