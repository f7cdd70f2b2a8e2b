import Foundation
import Ledger
import TestPrograms
import Testing

/// A store that the promises are tested on.
enum StoreUnderTest: String, Sendable, CustomTestStringConvertible {
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"

    static let available: [StoreUnderTest] = PostgresServer.isInstalled ? [.sqlite, .postgres] : [.sqlite]

    var testDescription: String { rawValue }

    /// A new and empty place for facts, which any number of stores can open.
    func place() throws -> Place {
        switch self {
        case .sqlite: Place(kind: self, address: "/tmp/lianban-store-\(UInt64.random(in: .min ... .max)).sqlite")
        case .postgres: Place(kind: self, address: try PostgresServer.shared.get().schema())
        }
    }

    /// Opens a new store with the tables of the promises, and closes it afterwards.
    func withStore(
        capacity: Int = 4_096, writers: Int = 4, _ body: (any Store) async throws -> Void
    ) async throws {
        let place = try place()
        let store = try place.open(capacity: capacity, writers: writers)
        do {
            try await store.migrate(LedgerSchema.migrations + [.promises])
            try await body(store)
        } catch {
            await store.close()
            place.remove()
            throw error
        }
        await store.close()
        place.remove()
    }

    struct Place: Sendable {
        let kind: StoreUnderTest
        let address: String

        func open(capacity: Int = 4_096, writers: Int = 4) throws -> any Store {
            switch kind {
            case .sqlite:
                var options = SQLiteStore.Options()
                options.queueCapacity = capacity
                return try SQLiteStore(path: address, options: options)
            case .postgres:
                var options = PostgresStore.Options()
                options.queueCapacity = capacity
                options.writers = writers
                options.readers = 1
                return try PostgresStore(address: address, options: options)
            }
        }

        /// Forgets an embedded store's files; databases go with the test run's server.
        func remove() {
            guard kind == .sqlite else { return }
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: address + suffix) }
        }
    }
}

extension Migration {
    static let promises = Migration(
        "promises-1",
        """
        CREATE TABLE thing (
            shard_key BIGINT NOT NULL,
            id BIGINT NOT NULL,
            amount BIGINT NOT NULL CHECK (amount >= 0),
            note TEXT,
            raw BYTEA,
            ratio DOUBLE PRECISION,
            PRIMARY KEY (shard_key, id)
        ) /*CLUSTERED*/;
        CREATE TABLE part (
            shard_key BIGINT NOT NULL,
            thing BIGINT NOT NULL,
            id BIGINT NOT NULL,
            PRIMARY KEY (shard_key, thing, id),
            FOREIGN KEY (shard_key, thing) REFERENCES thing (shard_key, id)
        ) /*CLUSTERED*/;
        """)
}

/// Rows of the table `thing`, all in shard 1.
enum Thing {
    static func post(_ id: Int, amount: Int = 0, in session: any Session) throws {
        try session.post(.insertThing, [.integer(1), .integer(id), .integer(amount), .null])
    }

    static func insert(_ id: Int, amount: Int = 0, note: String? = nil, in session: any Session) throws {
        try session.execute(.insertThing, [.integer(1), .integer(id), .integer(amount), .optional(note)])
    }

    static func amount(_ id: Int, in session: any Session) throws -> Int? {
        try session.first(.amountOfThing, [.integer(1), .integer(id)]) { $0.int(0) }
    }

    /// Changes an amount that is still the expected one.
    static func change(_ id: Int, from old: Int, to new: Int, in session: any Session) throws -> Bool {
        try session.execute(.changeThing, [.integer(new), .integer(1), .integer(id), .integer(old)]) == 1
    }

    static func ids(in session: any Session) throws -> [Int] {
        try session.query(.idsOfThings) { $0.int(0) }
    }
}

extension Store {
    /// The ids of all things, in order.
    var things: [Int] {
        get async throws { try await read { try Thing.ids(in: $0) } }
    }

    func amount(of id: Int) async throws -> Int? {
        try await read { try Thing.amount(id, in: $0) }
    }
}

extension Statement {
    static let insertThing = Statement("INSERT INTO thing (shard_key, id, amount, note) VALUES ($1, $2, $3, $4)")
    static let insertPart = Statement("INSERT INTO part (shard_key, thing, id) VALUES ($1, $2, $3)")
    static let amountOfThing = Statement("SELECT amount FROM thing WHERE shard_key = $1 AND id = $2")
    static let changeThing = Statement(
        "UPDATE thing SET amount = $1 WHERE shard_key = $2 AND id = $3 AND amount = $4")
    static let idsOfThings = Statement("SELECT id FROM thing ORDER BY id")
    static let countThings = Statement("SELECT count(*) FROM thing")
}

/// Something that one side waits for and the other lets happen, once.
final class Gate: @unchecked Sendable {
    private let condition = NSCondition()
    // Guarded by `condition`.
    private var opened = false

    var isOpen: Bool { condition.withLock { opened } }

    func open() {
        condition.withLock {
            opened = true
            condition.broadcast()
        }
    }

    /// Waits on the caller's thread, at most twenty seconds: for bodies, which have threads of their own. A task that held one of
    /// the few threads tasks share would keep from running whom it waits for.
    @available(*, noasync)
    func wait() {
        let limit = Date(timeIntervalSinceNow: 20)
        condition.withLock {
            while !opened { guard condition.wait(until: limit) else { return } }
        }
    }

    /// Waits without holding a thread: for tasks.
    func passed() async throws {
        let isPassed = try await eventually { isOpen }
        #expect(isPassed, "nobody opened the gate")
    }
}

struct ThingRefused: Error, Equatable {}

/// Looks again and again, for some fifteen seconds, until something is so. It sleeps between two looks: a task that yields in a loop
/// keeps others from running.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1_500 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
