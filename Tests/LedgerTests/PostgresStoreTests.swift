import Foundation
import Ledger
import Synchronization
import TestPrograms
import Testing

extension Trait where Self == ConditionTrait {
    /// Says that a test was skipped when there is no PostgreSQL on this machine.
    static var onPostgres: ConditionTrait {
        .enabled(if: PostgresServer.isInstalled, Comment(rawValue: PostgresServer.isMissing))
    }
}

/// What only the store for several machines has to deal with.
@Suite(.onPostgres, .serialized) struct `The PostgreSQL store` {
    static func withStore(
        _ options: PostgresStore.Options = .small, address: String? = nil, _ body: (PostgresStore) async throws -> Void
    ) async throws {
        let store = try PostgresStore(
            address: try address ?? PostgresServer.shared.get().schema(), options: options)
        do {
            try await store.migrate([.promises])
            try await body(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    @Test(arguments: ["mysql://root:geheim%@localhost/x", "postgres://lianban:geheim%@localhost/x", "lianban.sqlite"])
    func `a malformed address is refused and not repeated`(address: String) throws {
        let failure = #expect(throws: StorageFailure.self) { try PostgresStore(address: address) }
        #expect(failure?.description.contains("geheim") == false)
    }

    @Test func `a server that is away is unavailable`() throws {
        let failure = #expect(throws: StorageFailure.self) {
            try PostgresStore(address: "postgres://postgres@/x?host=/tmp/lianban-nobody-is-here")
        }
        guard case .unavailable = failure else {
            Issue.record("a server that is away gives \(String(describing: failure))")
            return
        }
    }

    @Test(arguments: [
        "--encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=zh", "--encoding=SQL_ASCII --locale=C",
    ])
    func `a database with a text order of its own is refused`(options: String) throws {
        let address = try PostgresServer.shared.get().database(options: options)
        let failure = #expect(throws: StorageFailure.self) { try PostgresStore(address: address) }
        #expect(failure?.description.contains("createdb") == true)
    }

    @Test func `commits are flushed even where the database says otherwise`() async throws {
        let address = try PostgresServer.shared.get().schema() + "%20-csynchronous_commit%3Doff"
        try await Self.withStore(address: address) { store in
            let setting = try await store.write { session in
                try session.first(.assembled("SELECT current_setting('synchronous_commit')")) { $0.text(0) }
            }
            #expect(setting == "on")
        }
    }

    @Test func `bodies that wait together share commands and transactions`() async throws {
        var options = PostgresStore.Options.small
        options.writers = 1
        try await Self.withStore(options) { store in
            let (isHeld, goesOn) = (Gate(), Gate())
            async let holding: Void = store.write { _ in
                isHeld.open()
                goesOn.wait()
            }
            try await isHeld.passed()
            let transactions = try await withThrowingTaskGroup(of: String.self) { group in
                for id in 0..<30 {
                    group.addTask {
                        try await store.writeBatched { session in
                            // A part needs its thing: whichever rows leave together, it leaves later.
                            for row in [id, 100 + id] {
                                try Thing.post(row, in: session)
                                try session.post(.insertPart, [.integer(1), .integer(row), .integer(1)])
                            }
                            return try session.first(.assembled("SELECT pg_current_xact_id()::text")) { $0.text(0) }
                                ?? ""
                        }
                    }
                }
                let areWaiting = try await eventually { store.waitingWrites == 30 }
                #expect(areWaiting)
                goesOn.open()
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            try await holding
            #expect(transactions.count == 2)
            let kept = try await store.things
            #expect(kept == Array(0..<30) + Array(100..<130))
            #expect(store.counts.splitBatches == 0)
        }
    }

    @Test func `a queue is written anew under a snapshot that keeps what left it, with what waits in it`() async throws
    {
        var options = PostgresStore.Options.small
        options.readers = 2
        try await Self.withStore(options) { store in
            let queue = QueueTable("part")
            let size = Statement.assembled("SELECT pg_total_relation_size('part')")
            try await store.write { session in
                try Thing.post(1, in: session)
                for id in 0..<4_000 { try session.post(.insertPart, [.integer(1), .integer(1), .integer(id)]) }
            }
            let (hasLooked, goesOn) = (Gate(), Gate())
            async let holder: Int = store.read { session in
                let count = try session.first(.assembled("SELECT count(*) FROM thing")) { $0.int(0) } ?? 0
                hasLooked.open()
                goesOn.wait()
                return count
            }
            try await hasLooked.passed()
            _ = try await store.write { try $0.execute(.assembled("DELETE FROM part WHERE id >= $1"), [.integer(3)]) }
            let before = try await store.write { try $0.first(size) { $0.int(0) } ?? 0 }
            let small = try await store.compact(queue, over: before * 2, keeping: 10)
            #expect(small == .unneeded)
            let full = try await store.compact(queue, over: 1_000, keeping: 2)
            #expect(full == .full)
            let done = try await store.compact(queue, over: 1_000, keeping: 3)
            #expect(done == .done)
            let after = try await store.write { try $0.first(size) { $0.int(0) } ?? 0 }
            #expect(after * 4 < before, "\(before) bytes became \(after)")
            let kept = try await store.read {
                try $0.query(.assembled("SELECT id FROM part ORDER BY id")) { $0.int(0) }
            }
            #expect(kept == [0, 1, 2])
            goesOn.open()
            _ = try await holder
        }
    }

    @Test func `a queue that somebody looked into is left alone, and nobody waits long for that`() async throws {
        var options = PostgresStore.Options.small
        options.readers = 2
        try await Self.withStore(options) { store in
            try await store.write { session in
                try Thing.post(1, in: session)
                for id in 0..<400 { try session.post(.insertPart, [.integer(1), .integer(1), .integer(id)]) }
            }
            let (hasLooked, goesOn) = (Gate(), Gate())
            async let holder: Int = store.read { session in
                let count = try session.query(.assembled("SELECT id FROM part")) { $0.int(0) }.count
                hasLooked.open()
                goesOn.wait()
                return count
            }
            try await hasLooked.passed()
            let busy = try await store.compact(QueueTable("part"), over: 1_000, keeping: 1_000)
            #expect(busy == .busy)
            goesOn.open()
            let seen = try await holder
            #expect(seen == 400)
        }
    }

    @Test func `two bodies that wait for each other both succeed in the end`() async throws {
        try await Self.withStore { store in
            try await store.write { session in
                try Thing.post(1, in: session)
                try Thing.post(2, in: session)
            }
            let both = [Gate(), Gate()]
            try await withThrowingTaskGroup { group in
                for (mine, order) in [[1, 2], [2, 1]].enumerated() {
                    group.addTask {
                        try await store.write { session in
                            try session.execute(.addOne, [.integer(order[0])])
                            both[mine].open()
                            both[1 - mine].wait()
                            try session.execute(.addOne, [.integer(order[1])])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let amounts = [try await store.amount(of: 1), try await store.amount(of: 2)]
            #expect(amounts == [2, 2])
            #expect(store.counts.reruns >= 1)
        }
    }

    @Test func `shared transactions that wait for each other part, and every body takes effect once`() async throws {
        var options = PostgresStore.Options.small
        options.writers = 1
        let address = try PostgresServer.shared.get().schema()
        try await Self.withStore(options, address: address) { one in
            let two = try PostgresStore(address: address, options: options)
            try await one.write { session in
                try Thing.post(1, in: session)
                try Thing.post(2, in: session)
            }
            let both = [Gate(), Gate()]
            try await withThrowingTaskGroup { group in
                for (mine, (store, order)) in [(one, [1, 2]), (two, [2, 1])].enumerated() {
                    group.addTask {
                        // While one body holds the only lane, two more come to wait, in this order, and go on together.
                        let (isHeld, goesOn) = (Gate(), Gate())
                        async let holding: Void = store.write { _ in
                            isHeld.open()
                            goesOn.wait()
                        }
                        try await isHeld.passed()
                        async let first: Void = store.writeBatched { session in
                            try session.execute(.addOne, [.integer(order[0])])
                            both[mine].open()
                            both[1 - mine].wait()
                        }
                        #expect(try await eventually { store.waitingWrites == 1 })
                        async let second: Void = store.writeBatched { session in
                            try session.execute(.addOne, [.integer(order[1])])
                        }
                        #expect(try await eventually { store.waitingWrites == 2 })
                        goesOn.open()
                        _ = try await (holding, first, second)
                    }
                }
                try await group.waitForAll()
            }
            let amounts = [try await one.amount(of: 1), try await one.amount(of: 2)]
            #expect(amounts == [2, 2])
            #expect(one.counts.splitBatches + two.counts.splitBatches == 1)
            await two.close()
        }
    }

    @Test func `a statement that takes too long is ended and its connection used again`() async throws {
        var options = PostgresStore.Options.small
        options.writers = 1
        options.statementTimeout = .milliseconds(200)
        try await Self.withStore(options) { store in
            let start = ContinuousClock.now
            let failure = await #expect(throws: StorageFailure.self) {
                try await store.write { try $0.execute(.assembled("SELECT pg_sleep(60)"), []) }
            }
            guard case .failed(let code, _, _) = failure else {
                Issue.record("a slow statement gives \(String(describing: failure))")
                return
            }
            #expect(String(code, radix: 36) == "57014")
            #expect(ContinuousClock.now - start < .seconds(30))
            try await store.write { try Thing.insert(1, in: $0) }
            #expect(store.counts.lostConnections == 0)
        }
    }

    @Test func `who waits too long for a row meets a conflict`() async throws {
        var options = PostgresStore.Options.small
        options.lockTimeout = .milliseconds(50)
        options.attempts = 3
        try await Self.withStore(options) { store in
            try await store.write { try Thing.insert(1, in: $0) }
            let (holds, leave) = (Gate(), Gate())
            async let holder: Void = store.write { session in
                try session.execute(.addOne, [.integer(1)])
                holds.open()
                leave.wait()
            }
            try await holds.passed()
            await #expect(throws: StorageFailure.conflict) {
                try await store.write { try $0.execute(.addOne, [.integer(1)]) }
            }
            leave.open()
            try await holder
            #expect(store.counts.reruns == 2)
        }
    }

    @Test func `a refusal that saw two moments is not believed`() async throws {
        try await Self.withStore { store in
            try await store.write { session in
                try Thing.post(1, amount: 1, in: session)
                try Thing.post(2, amount: 1, in: session)
            }
            let (looked, changed) = (Gate(), Gate())
            async let verdict: String = store.write { session in
                let one = try Thing.amount(1, in: session)
                looked.open()
                changed.wait()
                guard try Thing.amount(2, in: session) == one else { throw ThingRefused() }
                return "the same"
            }
            try await looked.passed()
            try await store.write { session in
                for id in 1...2 { try session.execute(.addOne, [.integer(id)]) }
            }
            changed.open()
            let believed = try await verdict
            #expect(believed == "the same")
        }
    }

    @Test func `statements that were passed over after a failure work the next time`() async throws {
        var options = PostgresStore.Options.small
        options.writers = 1
        try await Self.withStore(options) { store in
            try await store.write { try Thing.insert(1, in: $0) }
            let neverPrepared = Statement("UPDATE thing SET note = $1 WHERE id = $2")
            await #expect(throws: StorageFailure.self) {
                try await store.write { session in
                    try Thing.post(1, in: session)
                    try session.post(neverPrepared, [.text("早"), .integer(1)])
                }
            }
            let changed = try await store.write { try $0.execute(neverPrepared, [.text("晚"), .integer(1)]) }
            #expect(changed == 1)
        }
    }

    @Test func `every number of the server is read`() async throws {
        try await Self.withStore { store in
            let rows = try await store.read { session in
                try session.query(
                    .assembled(
                        """
                        SELECT v::int2, v::int4, v::int8, v::numeric, v::float4, v::float8, v::text, v > 0
                        FROM (VALUES (0), (7), (-7), (9999), (10000), (-32768), (32767)) AS t (v)
                        """)
                ) { row in ((0..<7).map { row.integer($0) }, (0..<6).map { row.real($0) }, row.flag(7)) }
            }
            for (row, value) in zip(rows, [0, 7, -7, 9_999, 10_000, -32_768, 32_767]) {
                #expect(row.0 == Array(repeating: Int64(value), count: 7))
                #expect(row.1 == Array(repeating: Double(value), count: 6))
                #expect(row.2 == (value > 0))
            }
        }
    }

    @Test(arguments: [
        ("100000000", 100_000_000), ("123456789012345678", 123_456_789_012_345_678), ("0.9999", 0),
        ("-12345.678", -12_345),
        ("9223372036854775807", Int64.max), ("-9223372036854775808", .min), ("1e30", .max),
    ])
    func `a decimal is read as the whole number it holds`(text: String, whole: Int64) async throws {
        try await Self.withStore { store in
            let read = try await store.read { session in
                try session.first(.assembled("SELECT '\(text)'::numeric")) { ($0.integer(0), $0.real(0)) }
            }
            #expect(read?.0 == whole)
            #expect(abs((read?.1 ?? 0) - (Double(text) ?? 1)) <= abs((Double(text) ?? 1) * 1e-15))
        }
    }

    @Test func `an error names the constraint and quotes no stored value`() async throws {
        try await Self.withStore { store in
            try await store.write { try Thing.insert(1, note: "张三", in: $0) }
            let failure = await #expect(throws: StorageFailure.self) {
                try await store.write { try Thing.insert(1, note: "张三", in: $0) }
            }
            #expect(failure?.description.contains("thing_pkey") == true)
            #expect(failure?.description.contains("(1, 1)") == false)
        }
    }
}

extension PostgresStore.Options {
    /// Few connections, since many tests run at once.
    static var small: Self {
        var options = Self()
        options.writers = 2
        options.readers = 1
        return options
    }
}

extension Statement {
    static let addOne = Statement("UPDATE thing SET amount = amount + 1 WHERE shard_key = 1 AND id = $1")
    static let backend = Statement("SELECT pg_backend_pid()")
    static let hangUp = Statement("SELECT pg_terminate_backend(pg_backend_pid())")
}
