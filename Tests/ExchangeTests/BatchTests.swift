import Cases
import Foundation
import Ledger
import Logging
import Registry
import Testing
import Vocabulary

@testable import Exchange

/// A department whose system only knows files.
private struct FileOffice {
    let office: ConnectedOffice
    let courier: BatchCourier
    let folder: String
    let duty: Duty

    static func with(_ format: ListFile.Format = .csv, _ body: (FileOffice) async throws -> Void) async throws {
        try await ConnectedOffice.with { office in
            let folder = NSTemporaryDirectory() + "lianban-batches-\(UInt64.random(in: .min ... .max))"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let connector = Connector(department: "hrss", way: .file(folder: folder, every: 1, format: format))
            let desk = ReplyDesk(casework: office.casework, connectors: Connectors(departments: [connector]))
            let made = BatchCourier(
                connector, casework: office.casework, desk: desk, source: "x", clock: { ConnectedOffice.morning },
                logger: logger)
            let courier = try #require(made)
            let claimed = try await office.store.write {
                try Duty.claim("exchange:department:hrss", by: "n", at: .now, for: 3_600, in: $0)
            }
            let duty = try #require(claimed)
            try await body(FileOffice(office: office, courier: courier, folder: folder, duty: duty))
        }
    }

    func names(_ part: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + part)) ?? []).sorted()
    }

    func rows(_ part: String, _ name: String) throws -> [[String]] {
        let reader = try ListFile.open("\(folder)/\(part)/\(name)")
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    func put(_ name: String, _ rows: [[String]]) throws {
        try FileManager.default.createDirectory(atPath: folder + "/from-department", withIntermediateDirectories: true)
        let format = ListFile.Format.allCases.first { name.hasSuffix(".\($0)") } ?? .csv
        try ListFile.write(rows, to: "\(folder)/from-department/\(name)", as: format)
    }

    func round() async throws { try await courier.round(under: duty) }
}

@Suite struct `Batches of files` {
    static let columns = ["id", "number", "attempt", "act", "content"]

    @Test func `items go out in a list, and leave the outbox when the receipt comes`() async throws {
        try await FileOffice.with { files in
            let application = try await files.office.submit()
            try await files.round()
            let name = try #require(files.names("to-department").first)
            #expect(files.names("to-department").count == 1, "no half-written file stays")
            let rows = try files.rows("to-department", name)
            #expect(rows.first == BatchCourier.columns)
            #expect(rows.dropFirst().map { $0[2] } == [application.task("registration")?.number.description])
            #expect(rows[1][6].contains("文娜"))
            let before = try await files.office.outbox("department:hrss")
            #expect(before.first?.failure?.contains(name) == true)
            try await files.round()
            #expect(files.names("to-department").count == 1, "it is not written again before its term")

            try files.put("receipt-\(name)", [["id"], [rows[1][0]]])
            try await files.round()
            #expect(try await files.office.outbox("department:hrss").isEmpty)
            #expect(files.names("done") == ["receipt-\(name)"])
        }
    }

    @Test func `answers in a list have effect once, and each gets a line in our receipt`() async throws {
        try await FileOffice.with { files in
            let application = try await files.office.submit()
            let number = try #require(application.task("registration")?.number.description)
            let list = [
                Self.columns, ["r-1", number, "1", "acceptance", ""],
                ["r-2", number, "1", "decision", #"{"decision":"granted","result":{"registration_number":"A-1"}}"#],
                ["r-3", number, "7", "decision", #"{"decision":"refused","reason":"x"}"#],
                ["r-4", "nonsense", "1", "acceptance", ""],
                ["r-5", number, "1", "acceptance", "{broken"],
            ]
            try files.put("answers-1.csv", list)
            try await files.round()
            #expect(
                try files.rows("receipts", "answers-1.csv").map { $0[2] } == [
                    "outcome", "done", "done", "oldAttempt", "unknownItem", "malformed",
                ])
            #expect(
                try await files.office.casework.application(application.number).task("registration")?.outcome
                    == .granted)
            #expect(files.names("from-department").isEmpty)

            // The same list again, as after a crash between receipt and putting away.
            try files.put("answers-1.csv", list)
            try await files.round()
            #expect(
                try files.rows("receipts", "answers-1.csv").map { $0[2] }.prefix(3) == [
                    "outcome", "repeated", "repeated",
                ])
        }
    }

    @Test func `workbooks go both ways`() async throws {
        try await FileOffice.with(.xlsx) { files in
            let application = try await files.office.submit()
            let number = try #require(application.task("registration")?.number.description)
            try await files.round()
            let name = try #require(files.names("to-department").first)
            #expect(name.hasSuffix(".xlsx"))
            let rows = try files.rows("to-department", name)
            #expect(rows.map { $0[2] } == ["number", number])
            #expect(rows[1][6].contains("文娜"))
            try files.put("receipt-\(name)", [["id"], [rows[1][0]]])
            try files.put(
                "answers.xlsx",
                [
                    Self.columns, ["r-1", number, "1", "acceptance", ""],
                    ["r-2", number, "1", "annihilation", "\"<&>\""],
                ])
            try await files.round()
            #expect(try await files.office.outbox("department:hrss").isEmpty)
            #expect(try files.rows("receipts", "answers.xlsx").map { $0[2] } == ["outcome", "done", "unknownAct"])
            #expect(files.names("done") == ["answers.xlsx", "receipt-\(name)"])
        }
    }

    @Test func `a file that only says it is a workbook is put away and recorded`() async throws {
        try await FileOffice.with { files in
            try FileManager.default.createDirectory(
                atPath: files.folder + "/from-department", withIntermediateDirectories: true)
            try Data([0x50, 0x4B, 3, 4, 0, 0]).write(
                to: URL(fileURLWithPath: files.folder + "/from-department/a.xlsx"))
            try await files.round()
            #expect(files.names("from-department").isEmpty)
            #expect(try await files.office.state().refused.contains { $0.reason == "malformed" })
        }
    }

    @Test(arguments: [
        "", "<html></html>", "id;number\n1;2\n", "\u{0}\u{0}\u{0}", "id,number,attempt,act,content\n\"never closed",
    ])
    func `a file that is no such list is put away and recorded`(text: String) async throws {
        try await FileOffice.with { files in
            try FileManager.default.createDirectory(
                atPath: files.folder + "/from-department", withIntermediateDirectories: true)
            try text.write(toFile: files.folder + "/from-department/answers.csv", atomically: true, encoding: .utf8)
            try await files.round()
            #expect(files.names("from-department").isEmpty)
            #expect(files.names("receipts") == ["answers.csv"])
            #expect(try await files.office.state().refused.contains { $0.reason == "malformed" })
        }
    }

    @Test func `links, folders and files that are still being written are left alone`() async throws {
        try await FileOffice.with { files in
            try files.put("ready.part", [["id"]])
            try FileManager.default.createDirectory(
                atPath: files.folder + "/from-department/folder.csv", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: files.folder + "/from-department/link.csv", withDestinationPath: "/etc/passwd")
            try await files.round()
            #expect(files.names("from-department") == ["folder.csv", "link.csv", "ready.part"])
            #expect(files.names("receipts").isEmpty)
        }
    }

    @Test func `a batch of a node that lost its duty is not noted`() async throws {
        try await FileOffice.with { files in
            try await files.office.submit()
            _ = try await files.office.store.write {
                try Duty.claim(
                    "exchange:department:hrss", by: "other", at: Instant.now.adding(seconds: 7_200), for: 3_600, in: $0)
            }
            await #expect(throws: Duty.Lost.self) { try await files.round() }
            #expect(try await files.office.outbox("department:hrss").first?.attempts == 0)
        }
    }
}
