import Cases
import Catalog
import Exchange
import Foundation
import Ledger
import Logging
import Registry
import Simulation
import Synchronization
import Vocabulary

/// An installation with two departments whose own systems are connected, in a data file that is gone after the test.
struct ConnectedOffice {
    let casework: Casework
    let store: SQLiteStore
    let connectors: Connectors
    let desk: ReplyDesk

    static let hrss = WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!
    static let medical = WebhookSecret.new()
    static let morning = Instant("2024-06-07", hour: 9, minute: 0)
    static let wenNa = "530102199802153125"

    private static let blueprint = Blueprint([
        .init("registration"),
        .init("loan", steps: [.review, .external, .decide, .issue], requires: [["registration"]]),
        .init("medical", at: "medical"),
    ])

    static func with(pace: Pace = .quick, _ body: (ConnectedOffice) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "lianban-exchange-\(UInt64.random(in: .min ... .max)).sqlite"
        let store = try SQLiteStore(path: path)
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        try await store.migrate(Casework.migrations + Duty.migrations + ExchangeSchema.migrations)
        let connectors = Connectors(
            departments: [
                Connector(
                    department: "hrss", way: .http(address: "http://127.0.0.1:1/items", secrets: [hrss]), pace: pace),
                Connector(
                    department: "medical", way: .http(address: "http://127.0.0.1:2/items", secrets: [medical]),
                    pace: pace),
            ],
            subscriptions: [
                Subscription(name: "statistics", address: "https://example.org/", secrets: [hrss], kinds: ["answered"])
            ])
        let casework = Casework(
            store: store, shelf: CatalogShelf(current: try blueprint.catalog()), register: Register(indexKey: [7]),
            forwarding: connectors.forwarding)
        let office = ConnectedOffice(
            casework: casework, store: store, connectors: connectors,
            desk: ReplyDesk(casework: casework, connectors: connectors))
        do {
            try await body(office)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    @discardableResult
    func submit(by number: String = wenNa, items: [ItemCode] = ["registration", "loan", "medical"]) async throws
        -> Cases.Application
    {
        try await casework.submit(
            IntakeRequest(
                bundle: Blueprint.bundle, items: items, region: "530102",
                answers: Answers([
                    .init("full_name", "文娜"), .init("citizen_id", .string(number)), .init("phone", "13888005678"),
                ]),
                materials: [MaterialReceipt(Blueprint.form, .uploaded, upload: "u")], commitments: []),
            by: Submitter(client: "web", verification: .register), key: nil, at: Self.morning
        ).application
    }

    func outbox(_ destination: String) async throws -> [OutboxMessage] {
        try await store.read { try Outbox.waiting(for: destination, limit: 1_000, in: $0) }
    }

    func state() async throws -> ExchangeState { try await store.read { try ExchangeState.read(limit: 1_000, in: $0) } }

    /// Runs a courier until the outbox of its destination has come to rest, or the time is over.
    func carry(
        _ destination: String, by sender: some Sender, pace: Pace = .quick,
        at clock: @escaping @Sendable () -> Instant = { .now },
        until isDone: () async throws -> Bool
    ) async throws {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let courier = Courier(
            destination: destination, casework: casework, pace: pace, source: "https://example.org", sender: sender,
            clock: clock,
            logger: logger)
        let store = store
        let running = Task {
            await courier.run {
                try await store.write {
                    try Duty.claim("exchange:" + destination, by: "node", at: .now, for: 10, in: $0)
                }
            }
        }
        for _ in 0..<2_000 {
            if try await isDone() { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        running.cancel()
        await running.value
    }
}

extension Pace {
    /// Repeats at once, so that tests need not wait.
    static var quick: Pace {
        var pace = Pace()
        pace.firstRetry = 0
        pace.longestRetry = 0
        pace.breaksAfter = 1_000
        return pace
    }
}

/// A department's system in memory: takes items once for each attempt, and misbehaves as the test says.
final class FakeDepartment: Sender {
    private struct Book {
        var taken: [String: Int] = [:]
        var order: [String] = []
        var calls = 0
    }

    private let book = Mutex(Book())
    private let misbehave: @Sendable (Int) -> Delivery?
    private let losesAnswers: Bool

    /// - Parameter misbehave: what to answer instead, by the number of the call from 1.
    init(losesAnswers: Bool = false, misbehave: @escaping @Sendable (Int) -> Delivery? = { _ in nil }) {
        self.misbehave = misbehave
        self.losesAnswers = losesAnswers
    }

    func send(_ body: [UInt8], of message: OutboxMessage) async -> Delivery {
        let call = book.withLock { book in
            book.calls += 1
            return book.calls
        }
        let fault = misbehave(call)
        if let fault, !losesAnswers { return fault }
        let json = try? JSON(parsing: body)
        let key = (json?["type"]?.text ?? "") + " " + (json?["subject"]?.text ?? "")
        book.withLock { book in
            book.taken[key, default: 0] += 1
            book.order.append(key)
        }
        return fault ?? .delivered
    }

    /// How often each message came.
    var taken: [String: Int] { book.withLock { $0.taken } }
    var order: [String] { book.withLock { $0.order } }
    var calls: Int { book.withLock { $0.calls } }
}
