import Cases
import Eligibility
import Ledger
import Logging
import Registry
import Vocabulary

extension Installation {
    /// Lets time do its part.
    ///
    /// The duty only saves the other nodes the trouble: an alarm itself is rung once because its event takes the next version
    /// of the application's history, whatever two nodes believe.
    func alarms(_ node: Node, _ logger: Logger) -> DutyService {
        DutyService(duty: "alarms", node: node, logger: logger, pause: .seconds(1)) { [casework] _ in
            try await casework.wake(at: .now)
            return false
        }
    }

    /// Delivers notices to applicants, whose own pages show them.
    func notices(_ node: Node, _ logger: Logger) -> DutyService {
        let batch = 500
        return DutyService(duty: "notices", node: node, logger: logger, pause: .milliseconds(500)) { [casework] duty in
            try await casework.deliverNotices(at: .now, limit: batch) { try duty.fence(in: $0) } == batch
        }
    }

    /// Keeps the queues small while somebody holds an old snapshot.
    func queues(_ node: Node, _ logger: Logger) -> DutyService {
        let tables: [QueueTable] = [.outbox, .auditPending, .factNews, .likenessNews, .duties]
        return DutyService(duty: "queues", node: node, logger: logger, pause: .seconds(15), waitsFirst: true) {
            [store] _ in
            for table in tables {
                let outcome = try await store.compact(table, over: 8 << 20, keeping: 20_000)
                switch outcome {
                case .unneeded, .full: break
                case .done: logger.info("wrote a queue anew", metadata: ["table": "\(table.name)"])
                case .busy:
                    logger.warning(
                        "a queue cannot be made small: somebody has looked into it in a transaction that is still open",
                        metadata: ["table": "\(table.name)"])
                }
            }
            return false
        }
    }

    /// Compares files that changed with those that may be the same person's. A full line is worked off a step at a time, so that
    /// taking applications in comes first.
    func duplicates(_ node: Node, _ logger: Logger) -> DutyService {
        let work = DuplicateWork(store: store, register: casework.register)
        return DutyService(duty: "duplicates", node: node, logger: logger, pause: .seconds(2), waitsFirst: true) {
            duty in
            for _ in 0..<20 {
                guard try await work.step(fence: { try duty.fence(in: $0) }) > 0 else { break }
            }
            return false
        }
    }

    /// Decides again what new facts, days and policies can have changed, and offers what follows.
    ///
    /// The duty only saves the other nodes the trouble: what two nodes decide at once is the same, and an offer's key lets it be
    /// made once.
    func offers(_ node: Node, _ logger: Logger) -> DutyService {
        DutyService(duty: "offers", node: node, logger: logger, pause: .seconds(60), waitsFirst: true) { _ in
            let tally = try await entitlements.refresh(
                try schemes(on: Instant.now.day, only: nil), limits: OfferLimits(), at: .now)
            if tally.offers > 0 { logger.info("offered policies", metadata: ["offers": "\(tally.offers)"]) }
            return false
        }
    }
}
