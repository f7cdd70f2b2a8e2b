import Foundation
import Ledger
import Synchronization
import TestPrograms
import Testing

/// Connections that end or fall silent at the worst moments.
@Suite(.onPostgres, .serialized) struct `A lost connection to PostgreSQL` {
    private func withStore(
        _ options: PostgresStore.Options = .small, _ body: (PostgresStore) async throws -> Void
    ) async throws {
        try await `The PostgreSQL store`.withStore(options, body)
    }

    @Test func `a body whose connection ends runs again on another`() async throws {
        try await withStore { store in
            let runs = Atomic(0)
            try await store.write { session in
                try Thing.insert(1, in: session)
                if runs.add(1, ordering: .relaxed).oldValue == 0 { try session.execute(.hangUp, []) }
            }
            let things = try await store.things
            #expect(things == [1])
            #expect(runs.load(ordering: .relaxed) == 2)
            #expect(store.counts.lostConnections == 1)
        }
    }

    @Test func `a connection that ends among posted statements means that nothing was committed`() async throws {
        try await withStore { store in
            let runs = Atomic(0)
            try await store.write { session in
                try Thing.post(1, in: session)
                if runs.add(1, ordering: .relaxed).oldValue == 0 { try session.post(.hangUp, []) }
                try Thing.post(2, in: session)
            }
            let things = try await store.things
            #expect(things == [1, 2])
            #expect(store.counts.unknownOutcomes == 0)
        }
    }

    @Test func `a reading body whose connection ends runs again on another`() async throws {
        try await withStore { store in
            let runs = Atomic(0)
            let answer = try await store.read { session in
                if runs.add(1, ordering: .relaxed).oldValue == 0 { try session.execute(.hangUp, []) }
                return try session.first(.countThings) { $0.int(0) }
            }
            #expect(answer == 0)
        }
    }

    @Test func `nobody notices that idle connections ended`() async throws {
        let address = try PostgresServer.shared.get().schema() + "&application_name=idle_test"
        try await `The PostgreSQL store`.withStore(address: address) { store in
            let ended = try PostgresServer.shared.get().sql(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'idle_test'")
            #expect(ended == "3")
            for id in 1...10 { try await store.write { try Thing.insert(id, in: $0) } }
            let things = try await store.things
            #expect(things.count == 10)
            #expect(store.counts.unknownOutcomes == 0)
        }
    }

    @Test func `a body that always loses its connection is given up`() async throws {
        var options = PostgresStore.Options.small
        options.attempts = 3
        try await withStore(options) { store in
            let failure = await #expect(throws: StorageFailure.self) {
                try await store.write { try $0.execute(.hangUp, []) }
            }
            guard case .unavailable = failure else {
                Issue.record("it gives \(String(describing: failure))")
                return
            }
            #expect(store.counts.lostConnections == 2)
        }
    }

    @Test func `a connection that ends while it commits leaves the outcome unknown`() async throws {
        let server = try PostgresServer.shared.get()
        let address = try server.schema()
        try await `The PostgreSQL store`.withStore(address: address) { store in
            try server.sql(
                """
                CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(1); RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION hang_up();
                """, at: address)
            let runs = Atomic(0)
            let failure = await #expect(throws: StorageFailure.self) {
                try await store.write { session in
                    runs.add(1, ordering: .relaxed)
                    try Thing.insert(1, in: session)
                }
            }
            guard case .unknownOutcome = failure else {
                Issue.record("it gives \(String(describing: failure))")
                return
            }
            #expect(runs.load(ordering: .relaxed) == 1)
            #expect(store.counts.unknownOutcomes == 1)
        }
    }

    @Test func `a server that falls silent while it commits leaves the outcome unknown`() async throws {
        var options = PostgresStore.Options.small
        options.statementTimeout = .milliseconds(200)
        options.answerGrace = .milliseconds(300)
        try await withStore(options) { store in
            let paused = Mutex<pid_t>(0)
            let start = ContinuousClock.now
            let failure = await #expect(throws: StorageFailure.self) {
                try await store.write { session in
                    try Thing.insert(1, in: session)
                    let backend = try session.first(.backend) { pid_t($0.int(0)) } ?? 0
                    paused.withLock { $0 = backend }
                    kill(backend, SIGSTOP)
                }
            }
            kill(paused.withLock { $0 }, SIGCONT)
            guard case .unknownOutcome = failure else {
                Issue.record("it gives \(String(describing: failure))")
                return
            }
            #expect(ContinuousClock.now - start < .seconds(30))
        }
    }

    @Test func `a server that falls silent before the commit is left for another connection`() async throws {
        var options = PostgresStore.Options.small
        options.statementTimeout = .milliseconds(200)
        options.answerGrace = .milliseconds(300)
        try await withStore(options) { store in
            let paused = Mutex<pid_t>(0)
            try await store.write { session in
                let backend = try session.first(.backend) { pid_t($0.int(0)) } ?? 0
                let isFirst = paused.withLock { known in
                    defer { known = known == 0 ? backend : known }
                    return known == 0
                }
                if isFirst { kill(backend, SIGSTOP) }
                try Thing.insert(1, in: session)
            }
            kill(paused.withLock { $0 }, SIGCONT)
            let things = try await store.things
            #expect(things == [1])
        }
    }

    @Test func `writes wait for a server that comes back and give up on one that does not`() async throws {
        let server = try PostgresServer()
        var options = PostgresStore.Options.small
        options.longestWait = .seconds(2)
        try await `The PostgreSQL store`.withStore(options, address: try server.schema()) { store in
            try server.stop()
            let failure = await #expect(throws: StorageFailure.self) {
                try await store.write { try Thing.insert(1, in: $0) }
            }
            guard case .unavailable = failure else {
                Issue.record("it gives \(String(describing: failure))")
                return
            }
            async let patient: Void = store.write { try Thing.insert(2, in: $0) }
            try server.start()
            try await patient
            let things = try await store.things
            #expect(things == [2])
            #expect(store.counts.failedConnects > 0)
        }
    }

    @Test func `a commit whose wait for the standby was cancelled is not acknowledged`() async throws {
        let server = try PostgresServer()
        try await `The PostgreSQL store`.withStore(address: try server.schema()) { store in
            try server.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            try server.sql("SELECT pg_reload_conf()")
            // The reload reaches the waiting connections by a signal, some time after the call has answered.
            try await Task.sleep(for: .milliseconds(2_000))
            let isWaiting = Atomic(true)
            async let cancelling: Void = {
                while isWaiting.load(ordering: .relaxed) {
                    try await Task.sleep(for: .milliseconds(50))
                    try server.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                }
            }()
            let failure = await #expect(throws: StorageFailure.self) {
                try await store.write { try Thing.insert(1, in: $0) }
            }
            isWaiting.store(false, ordering: .relaxed)
            try await cancelling
            guard case .unknownOutcome = failure else {
                Issue.record("it gives \(String(describing: failure))")
                return
            }
        }
    }
}
