import Foundation
import Ledger
import Registry
import Testing
import Vocabulary

/// A register of its own, gone after the test.
struct RegisterWorld {
    let store: SQLiteStore
    let register = Register(indexKey: [7])
    let folder: URL

    static func with(_ body: (RegisterWorld) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("registry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let world = RegisterWorld(
            store: try SQLiteStore(path: folder.appendingPathComponent("r.sqlite").path), folder: folder)
        try await world.store.migrate(LedgerSchema.migrations + RegistrySchema.migrations)
        do { try await body(world) } catch {
            await world.store.close()
            throw error
        }
        await world.store.close()
    }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = folder.appendingPathComponent(name).path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    func enter(_ number: String, _ facts: [Fact] = [], kind: Subject.Kind = .person) async throws -> Identifier<Subject>
    {
        try await store.write { [register] session in
            let id = try register.findOrEnter(number: number, kind: kind, at: `Whose word counts`.noon, in: session)
            for fact in facts { try register.record(fact, about: id, in: session) }
            return id
        }
    }

    func facts(_ id: Identifier<Subject>) async throws -> [Fact] {
        try await store.read { [register] in try register.facts(about: id, in: $0) }
    }
}

@Suite struct `Joining and parting files` {
    @Test func `joined files are read as one from either side, and parting gives back what was there`() async throws {
        try await RegisterWorld.with { world in
            let a = try await world.enter("530102199802153125", [`Whose word counts`.fact("1", "applicant")])
            let b = try await world.enter("530102199506300010", [`Whose word counts`.fact("2", "department:tax")])
            let before = (try await world.facts(a), try await world.facts(b))
            try await world.store.write { [register = world.register] in
                try register.merge(
                    b, into: a, by: "officer:hailan", reason: "same person", at: `Whose word counts`.noon, in: $0)
            }
            #expect(try await world.facts(a).count == 2)
            #expect(try await world.facts(b) == world.facts(a))
            await #expect(throws: MergeRefused.alreadyOne) {
                try await world.store.write { [register = world.register] in
                    try register.merge(a, into: b, by: "x", reason: "again", at: `Whose word counts`.noon, in: $0)
                }
            }
            try await world.store.write { [register = world.register] in
                try register.split(
                    b, by: "officer:hailan", reason: "two people after all", at: `Whose word counts`.noon, in: $0)
            }
            #expect(try await world.facts(a) == before.0)
            #expect(try await world.facts(b) == before.1)
            let history = try await world.store.read { [register = world.register] in try register.merges(of: a, in: $0)
            }
            #expect(history.count == 1 && history[0].endedAt != nil)
        }
    }

    @Test func `a person is never joined with an organisation, and nothing without a reason`() async throws {
        try await RegisterWorld.with { world in
            let person = try await world.enter("530102199802153125")
            let firm = try await world.enter("91530102MA6K123494", kind: .organisation)
            await #expect(throws: MergeRefused.differentKinds) {
                try await world.store.write { [register = world.register] in
                    try register.merge(firm, into: person, by: "x", reason: "r", at: `Whose word counts`.noon, in: $0)
                }
            }
            await #expect(throws: MergeRefused.reasonMissing) {
                try await world.store.write { [register = world.register] in
                    try register.merge(firm, into: person, by: "x", reason: "", at: `Whose word counts`.noon, in: $0)
                }
            }
        }
    }

    @Test func `both numbers of a person lead to the one file, and an organisation to its legal person`() async throws {
        try await RegisterWorld.with { world in
            let person = try await world.enter("11010519491231002X")
            let firm = try await world.enter("91530102MA6K123494", kind: .organisation)
            let moment = `Whose word counts`.noon
            try await world.store.write { [register = world.register] session in
                #expect(try register.find(number: "110105491231002", in: session) == person)
                #expect(try register.add(number: "530102199506300010", to: person, at: moment, in: session))
                #expect(try register.find(number: "530102199506300010", in: session) == person)
                #expect(try !register.add(number: "530102199506300010", to: firm, at: moment, in: session))
                let link = SubjectLink(
                    .legalPerson, person, source: "department:market-regulation", validFrom: "2024-01-01", asOf: moment)
                try register.record(link, of: firm, in: session)
                #expect(try register.links(of: firm, in: session) == [link])
            }
        }
    }

    @Test
    func
        `consent taken back and data erased reach every file that is the person's, and whoever decides over facts learns of it`()
        async throws
    {
        try await RegisterWorld.with { world in
            let noon = `Whose word counts`.noon
            func kept(_ element: String, _ source: String, consent: String? = nil) -> Fact {
                Fact(
                    element: element, value: "x", source: source, validFrom: "2024-01-01", asOf: noon, consent: consent)
            }
            let purpose = ConsentPurpose.recommendJobs
            let own = [
                kept("phone", "applicant"), kept("education", "department:education"),
                kept("wish", "import:fair", consent: purpose.rawValue),
            ]
            let a = try await world.enter("530102199802153125", own)
            let b = try await world.enter("530102199506300010", own)
            let register = world.register
            try await world.store.write { session in
                _ = try register.say(true, to: purpose, person: b, at: noon, in: session)
                try register.merge(b, into: a, by: "hailan", reason: "same person", at: noon, in: session)
                for file in [a, b] { _ = try register.takeNews(of: file, in: session) }
            }
            #expect(try await world.store.read { try register.agrees(a, to: purpose, in: $0) })
            let erased = try await world.store.write { session in
                try register.say(false, to: purpose, person: a, at: noon.adding(seconds: 1), in: session)
            }
            #expect(erased == 2)
            #expect(try await !world.store.read { try register.agrees(b, to: purpose, in: $0) })
            #expect(try await world.store.write { try register.erase("phone", of: b, in: $0) } == 2)
            // What a department keeps by statute stays.
            #expect(Set(try await world.facts(a).map(\.element)) == ["education"])
            #expect(try await world.store.write { try register.takeNews(of: a, in: $0) } == ["phone", "wish"])
        }
    }
}
