import Foundation
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Cases

@Suite struct `Verifying what is stored` {
    @Test(arguments: [
        (
            "an edited event",
            "UPDATE event SET body = replace(body, '\"step\":\"', '\"step\":\"x') WHERE kind = 'accepted'", "fold"
        ),
        ("an event that is no JSON", "UPDATE event SET body = '{' WHERE version = 1", "transitions"),
        ("an event of an unknown kind", "UPDATE event SET kind = 'forged' WHERE kind = 'accepted'", "transitions"),
        ("a deleted event", "DELETE FROM event WHERE kind = 'started'", "transitions"),
        ("a shortened history", "DELETE FROM event WHERE kind = 'accepted'", "fold"),
        ("a deleted item", "DELETE FROM item_task WHERE position = 0", "items"),
        ("an edited state", "UPDATE case_file SET status = 'withdrawn'", "fold"),
        ("an edited list column", "UPDATE item_task SET status = 'granted' WHERE position = 0", "fold"),
        ("a state that is no JSON", "UPDATE item_task SET detail = '{' WHERE position = 0", "fold"),
        ("a wrong alarm", "UPDATE case_file SET wake_at = 1", "deadlines"),
        ("a lost alarm", "UPDATE case_file SET wake_at = NULL", "deadlines"),
        ("a lost number", "DELETE FROM directory WHERE kind = 'number'", "items"),
        ("a number given twice", "UPDATE item_task SET number = (SELECT max(number) FROM item_task)", "items"),
        (
            "history without an application",
            "INSERT INTO event (shard_key, stream, version, kind, item, actor, at, body) "
                + "SELECT shard_key, x'00', 1, kind, item, actor, at, body FROM event WHERE version = 1",
            "items"
        ),
        (
            "a second start",
            "INSERT INTO event (shard_key, stream, version, kind, item, actor, at, body) "
                + "SELECT shard_key, stream, 99, kind, item, actor, at, body FROM event WHERE kind = 'started' LIMIT 1",
            "receipts"
        ),
    ])
    func `finds damage`(name: String, sql: String, invariant: String) async throws {
        try await Installation.with { office in
            let number = try await office.submit([.registration, .medical]).application.number
            try await office.casework.act(.accept(.registration), on: number, by: .haiLan, at: Installation.morning)
            #expect(try await office.violations() == [])
            try await office.damage(sql)
            let found = try await office.casework.verify().violations
            #expect(found.contains { $0.invariant == invariant }, "\(name): \(found)")
        }
    }

    @Test func `finds a second feedback and an alarm that rang twice or early`() async throws {
        try await Installation.with { office in
            let number = try await office.submit([.medical]).application.number
            let late = Instant("2024-06-18", hour: 0, minute: 0)
            try await office.casework.wake(at: late)
            let result = Answers([.init("medical_number", "1")])
            try await office.casework.act(.grant(.medical, result: result), on: number, by: .chunYu, at: late)
            #expect(try await office.violations() == [])
            try await office.damage(
                "UPDATE event SET at = \(Instant("2024-06-17", hour: 12, minute: 0).microseconds) WHERE kind = 'accepted'"
            )
            #expect(try await office.violations().contains { $0.hasPrefix("deadlines") })
            try await office.damage(
                "INSERT INTO event (shard_key, stream, version, kind, item, actor, at, body) "
                    + "SELECT shard_key, stream, version + 1, kind, item, actor, at, body FROM event WHERE kind = 'answered'"
            )
            #expect(try await office.violations().contains { $0.hasPrefix("feedback") })
        }
    }

    @Test func `a backup taken at work holds a state of its own that verifies`() async throws {
        try await Installation.with { office in
            try await office.busyWeeks(applications: 3)
            async let more: Void = {
                for _ in 0..<40 { try await office.submit([.registration, .medical]) }
            }()
            try office.store.backup(to: office.path + ".backup")
            // One file, with nothing left beside it.
            for end in ["-wal", "-shm", ".partial", ".partial-wal", ".partial-shm"] {
                #expect(!FileManager.default.fileExists(atPath: office.path + ".backup" + end))
            }
            try await more
            let copy = try SQLiteStore(path: office.path + ".backup")
            let restored = Casework(store: copy, shelf: office.casework.shelf, register: office.casework.register)
            let verification = try await restored.verify()
            #expect(verification.isClean)
            #expect(verification.checked.first { $0.invariant == "fold" }?.count ?? 0 >= 3)
            #expect(throws: (any Error).self) { try office.store.backup(to: office.path + ".backup") }
            await copy.close()
        }
    }
}
