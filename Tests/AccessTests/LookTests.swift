import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Access

enum LookWorld {
    static let noon = Instant("2024-06-07", hour: 12, minute: 0)

    static func with(_ body: (SQLiteStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("looks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try SQLiteStore(path: folder.appendingPathComponent("l.sqlite").path)
        try await store.migrate(LedgerSchema.migrations + Accounts.migrations)
        do { try await body(store) } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}

@Suite struct `Looks at personal data` {
    static let rules = LookRules(calendar: .official)

    static func alarms(
        _ subject: Identifier<Principal> = .new(), own: Identifier<Principal>? = nil, isRelated: Bool = true,
        case number: String? = "A-000100",
        earlier: [(subject: Identifier<Principal>, caseNumber: String?)] = [], at now: Instant = LookWorld.noon
    ) -> [LookAlarm] {
        rules.alarms(for: subject, own: own, isRelated: isRelated, caseNumber: number, earlier: earlier, at: now)
    }

    @Test func `an ordinary look raises no alarm`() { #expect(Self.alarms() == []) }

    @Test func `one's own record, no related case and the night each raise one`() {
        let me = Identifier<Principal>.new()
        #expect(Self.alarms(me, own: me) == [.ownRecord])
        #expect(Self.alarms(isRelated: false, case: nil) == [.noRelatedCase])
        #expect(Self.alarms(at: Instant("2024-06-07", hour: 18, minute: 0)) == [.outOfHours])
        #expect(Self.alarms(at: Instant("2024-06-08", hour: 12, minute: 0)) == [.outOfHours])
    }

    @Test func `the fiftieth person within an hour raises one, the same person fifty times none`() {
        let crowd = (0..<49).map { _ in (subject: Identifier<Principal>.new(), caseNumber: String?.none) }
        #expect(Self.alarms(earlier: crowd) == [.volume])
        #expect(Self.alarms(earlier: Array(crowd.dropLast())) == [])
        let one = Identifier<Principal>.new()
        #expect(Self.alarms(one, earlier: (0..<60).map { _ in (subject: one, caseNumber: nil) }) == [])
    }

    @Test func `five cases in a row raise one in whatever order, four do not`() {
        let row = [103, 101, 102, 104].map {
            (subject: Identifier<Principal>.new(), caseNumber: Optional("A-000\($0)"))
        }
        #expect(Self.alarms(earlier: row) == [.sequentialNumbers])
        #expect(Self.alarms(earlier: Array(row.dropLast())) == [])
    }

    @Test func `the owner finds who looked, and the auditor what raised an alarm`() async throws {
        try await LookWorld.with { store in
            let looks = Looks(store: store)
            let (owner, other) = (Identifier<Principal>.new(), Identifier<Principal>.new())
            let officer = Principal(account: "hailan", name: "海岚", kind: .officer, department: "hrss")
            try await looks.record(
                of: owner, by: officer, for: .review, case: "A-1", isRelated: true, elements: ["citizen_id", "phone"],
                at: LookWorld.noon)
            try await looks.record(
                of: other, by: officer, for: .contact, case: nil, isRelated: false, elements: ["phone"],
                at: LookWorld.noon)
            let found = try await looks.at(owner)
            #expect(
                found.map(\.account) == ["hailan"] && found[0].elements == ["citizen_id", "phone"]
                    && found[0].purpose == .review)
            let alarming = try await looks.alarming(since: LookWorld.noon.adding(seconds: -60))
            #expect(alarming.map(\.subject) == [other] && alarming[0].alarms == [.noRelatedCase])
        }
    }

    @Test func `no statement changes or removes a look`() throws {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let files =
            FileManager.default.enumerator(at: root.appendingPathComponent("Sources"), includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
        #expect(files.count > 100)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for forbidden in ["UPDATE look ", "DELETE FROM look", "REPLACE INTO look"] {
                #expect(!text.contains(forbidden), "\(file.path)")
            }
        }
    }
}
