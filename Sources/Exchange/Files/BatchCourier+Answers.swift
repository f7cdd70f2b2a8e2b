import Ledger
import Registry
import Vocabulary

/// The department's answers, and our receipts for them.
extension BatchCourier {
    /// Acts on a list of answers (`id`, `number`, `attempt`, `act`, `content`) and writes a receipt with what came of each.
    func answer(_ name: String) async throws {
        var receipt = [Self.receiptColumns]
        do {
            let reader = try ListFile.open(folder.file(.fromDepartment, name))
            guard let header = try reader.next(), header == ["id", "number", "attempt", "act", "content"] else {
                return try await refuseFile(name, "the columns must be id, number, attempt, act, content")
            }
            while let row = try reader.next(), reader.row <= Self.rowLimit + 1 {
                if row.count < 4 || row.allSatisfy(\.isEmpty) { continue }
                let (outcome, detail) = try await act(on: row)
                receipt.append([row[0], row[1], outcome, detail])
            }
        } catch let hostile as HostileFile {
            return try await refuseFile(name, "\(hostile)")
        }
        // The receipt first: after a crash between the two the list is read again, and everything in it counts as repeated.
        try publish(receipt, name)
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
    func refuseFile(_ name: String, _ reason: String) async throws {
        try await desk.record(
            ReplyRefused(.malformed, "\(name): \(reason)"), from: connector.department.rawValue, at: clock())
        try publish([Self.receiptColumns, ["", "", "malformed", reason]], name)
        try folder.putAway(name)
    }

    private static let receiptColumns = ["id", "number", "outcome", "detail"]

    /// Our receipt is written as the department writes.
    private func publish(_ receipt: [[String]], _ name: String) throws {
        let format = ListFile.Format.allCases.first { name.hasSuffix(".\($0)") } ?? .csv
        try ListFile.write(receipt, to: folder.file(.receipts, name + ".part"), as: format)
        try folder.publish(.receipts, name)
    }
}
