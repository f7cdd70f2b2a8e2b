import Exchange
import Ledger
import Logging
import ServiceLifecycle
import Synchronization
import Vocabulary
import Web

/// Counts from time to time how the exchange stands, for the metrics.
final class ExchangeWatch: Service {
    private struct Counts {
        var waiting: [(String, Double)] = []
        var oldest: [(String, Double)] = []
        var dead: [(String, Double)] = []
        var refused: [([String], Double)] = []
    }

    private let store: any Store
    private let logger: Logger
    private let counts = Mutex(Counts())

    init(store: any Store, metrics: Metrics, logger: Logger) {
        self.store = store
        self.logger = logger
        metrics.gauges("exchange_waiting", help: "Messages that wait for a destination.", labels: ["destination"]) {
            [self] in
            counts.withLock { $0.waiting }.map { ([$0.0], $0.1) }
        }
        metrics.gauges(
            "exchange_oldest_seconds", help: "Age of the oldest message that waits.", labels: ["destination"]
        ) { [self] in
            counts.withLock { $0.oldest }.map { ([$0.0], $0.1) }
        }
        metrics.gauges("exchange_dead_letters", help: "Messages that were given up.", labels: ["destination"]) {
            [self] in
            counts.withLock { $0.dead }.map { ([$0.0], $0.1) }
        }
        metrics.gauges(
            "exchange_refused_replies", help: "Replies that were refused.", labels: ["department", "reason"]
        ) { [self] in
            counts.withLock { $0.refused }
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do {
                    let found = try await store.read { session in try Self.count(at: .now, in: session) }
                    counts.withLock { $0 = found }
                } catch {
                    logger.error("the exchange could not be counted", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(10))
            }
        }
    }

    private static func count(at now: Instant, in session: any Session) throws -> Counts {
        var counts = Counts()
        for entry in try Outbox.backlog(in: session) {
            counts.waiting.append((entry.destination, Double(entry.count)))
            let first = try Outbox.waiting(for: entry.destination, limit: 50, in: session).map(\.id.moment).min()
            counts.oldest.append((entry.destination, max(0, first?.seconds(until: now) ?? 0)))
        }
        counts.dead = try DeadLetter.count(in: session).map { ($0.destination, Double($0.count)) }
        counts.refused = try RefusedReply.totals(in: session).map { ([$0.department, $0.reason], Double($0.count)) }
        return counts
    }
}
