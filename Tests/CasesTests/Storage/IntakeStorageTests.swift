import Catalog
import Ledger
import Testing
import Vocabulary

@testable import Cases
@testable import Simulation

@Suite struct `Storing a submission` {
    @Test func `writes the application, its items, history and notice at once`() async throws {
        try await Installation.with { office in
            let receipt = try await office.submit([.registration, .startup, .medical])
            #expect(try await office.count("case_file") == 1)
            #expect(try await office.count("item_task") == 3)
            #expect(try await office.count("event") == 3)
            #expect(try await office.count("outbox") == 1)
            #expect(try await office.casework.application(receipt.application.number) == receipt.application)
            #expect(try await office.violations() == [])
        }
    }

    @Test func `an application is found by the number of any of its items`() async throws {
        try await Installation.with { office in
            let filed = try await office.submit([.registration, .medical]).application
            for task in filed.tasks {
                #expect(try await office.casework.application(task.number).number == filed.number)
            }
        }
    }

    @Test func `whichever statement fails, nothing of it is there, and a second try succeeds`() async throws {
        var place = 1
        var failed = 0
        while true {
            let at = place
            var succeeded = false
            try await Installation.with { office in
                let broken = BreakingStore(office.store, statement: at)
                let casework = Casework(
                    store: broken, shelf: office.casework.shelf, register: office.casework.register)
                let key = IdempotencyKey("k", body: [1])
                do {
                    _ = try await casework.submit(
                        Installation.request([.registration, .fund]),
                        by: Submitter(client: "web", verification: .register), key: key,
                        at: Installation.morning)
                    succeeded = true
                } catch StorageFailure.full {
                    failed += 1
                    for table in ["case_file", "item_task", "event", "outbox", "directory", "subject"] {
                        #expect(try await office.count(table) == 0, "\(table) after a failure at statement \(at)")
                    }
                    _ = try await office.submit([.registration, .fund], key: "k")
                    #expect(try await office.count("case_file") == 1)
                }
            }
            if succeeded { break }
            place += 1
        }
        #expect(failed >= 10)
    }

    @Test func `the same key and body give the same answer, whatever happened since`() async throws {
        try await Installation.with { office in
            let first = try await office.submit([.registration, .startup], key: "k")
            let number = first.application.number
            let at = Installation.morning
            try await office.casework.act(.accept(.registration), on: number, by: .haiLan, at: at)
            let result = Answers([.init("registration_number", "1")])
            try await office.casework.act(.grant(.registration, result: result), on: number, by: .moLi, at: at)
            let second = try await office.submit([.registration, .startup], key: "k")
            #expect(second.isRepeated)
            #expect(second.application == first.application)
            #expect(try await office.count("case_file") == 1)
        }
    }

    @Test func `the same key with another body is refused`() async throws {
        try await Installation.with { office in
            try await office.submit([.registration], key: "k", body: "a")
            await #expect(throws: SubmissionRefused.keyReused) {
                try await office.submit([.registration], key: "k", body: "b")
            }
        }
    }

    @Test func `another client may use the same key`() async throws {
        try await Installation.with { office in
            try await office.submit([.registration], client: "web", key: "k")
            let other = try await office.submit([.registration], client: "counter", key: "k")
            #expect(!other.isRepeated)
            #expect(try await office.count("case_file") == 2)
        }
    }

    @Test func `a hundred clicks on one button make one application`() async throws {
        try await Installation.with { office in
            let numbers = try await withThrowingTaskGroup(of: CaseNumber.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await office.submit([.registration], key: "k").application.number }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(numbers.count == 1)
            #expect(try await office.count("case_file") == 1)
        }
    }

    @Test func `first applications of one person at the same time belong to one person`() async throws {
        try await Installation.with { office in
            let people = try await withThrowingTaskGroup(of: Identifier<Applicant>.self) { group in
                for index in 0..<30 {
                    group.addTask { try await office.submit([.medical], key: "k\(index)").application.applicant }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(people.count == 1)
            #expect(try await office.count("subject") == 1)
            #expect(try await office.count("case_file") == 30)
            #expect(try await office.violations() == [])
        }
    }

    @Test func `somebody else's number is not one's own`() async throws {
        try await Installation.with { office in
            let wenNa = try await office.submit([.medical]).application.applicant
            try await office.submit([.medical], by: Installation.liJun)
            await #expect(throws: SubmissionRefused.notYourNumber) {
                try await office.casework.submit(
                    Installation.request([.medical], by: Installation.liJun),
                    by: Submitter(client: "web", applicant: wenNa, verification: .register), key: nil,
                    at: Installation.morning)
            }
        }
    }

    @Test func `no number is given twice, however many ask at once`() async throws {
        try await Installation.with { office in
            let numbers = try await withThrowingTaskGroup(of: [CaseNumber].self) { group in
                for _ in 0..<60 {
                    group.addTask {
                        let filed = try await office.submit([.registration, .medical]).application
                        return [filed.number] + filed.tasks.map(\.number)
                    }
                }
                return try await group.reduce(into: [], +=)
            }
            #expect(Set(numbers).count == 180)
        }
    }

    @Test func `everything wrong with a request is told at once`() async throws {
        try await Installation.with { office in
            var request = Installation.request([.registration, .startup])
            request.answers = Answers([.init("citizen_id", "530102199802153126")])
            request.materials = []
            request.region = "530100"
            do {
                _ = try await office.casework.submit(
                    request, by: Submitter(client: "web", verification: .register), key: nil, at: Installation.morning)
                Issue.record("it was taken in")
            } catch let refused as IntakeRefused {
                let paths = Set(refused.problems.map(\.path))
                #expect(
                    paths.isSuperset(of: ["/answers/citizen_id", "/answers/full_name", "/answers/phone", "/region"]))
                #expect(refused.problems.contains { $0.code == "materialMissing" })
            }
            #expect(try await office.count("case_file") == 0)
            #expect(try await office.count("serial") == 0)
        }
    }
}

/// A store whose n-th statement, counted over all writes, finds the disk full.
private final class BreakingStore: Store, @unchecked Sendable {
    private final class Session: SessionDecorator {
        let count: Counter
        init(_ inner: any Ledger.Session, _ count: Counter) {
            self.count = count
            super.init(inner)
        }
        override func execute(_ statement: Statement, _ values: [SQLValue]) throws -> Int {
            try count.step()
            return try super.execute(statement, values)
        }
        override func post(_ statement: Statement, _ values: [SQLValue]) throws {
            try count.step()
            try super.post(statement, values)
        }
    }

    private final class Counter: @unchecked Sendable {
        var left: Int
        init(_ left: Int) { self.left = left }
        func step() throws {
            left -= 1
            if left == 0 { throw StorageFailure.full }
        }
    }

    private let inner: any Store
    private let counter: Counter
    let dialect = Dialect.sqlite

    init(_ inner: any Store, statement: Int) {
        self.inner = inner
        counter = Counter(statement)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (any Ledger.Session) throws -> T) async throws -> T {
        try await inner.write { [counter] session in try body(Session(session, counter)) }
    }
    func read<T: Sendable>(_ body: @escaping @Sendable (any Ledger.Session) throws -> T) async throws -> T {
        try await inner.read(body)
    }
    func migrate(_ migrations: [Migration]) async throws {}
    func close() async {}
}
