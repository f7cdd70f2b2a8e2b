import Exchange
import Ledger
import Logging
import Vocabulary

/// Sends every signed checkpoint to a witness outside, in order, on one node at a time. While the witness is down they wait in
/// the store.
enum WitnessMessenger {
    static func duty(_ store: any Store, to address: OutboundAddress, _ node: Node, _ logger: Logger) -> DutyService {
        DutyService(duty: "witness", node: node, logger: logger, pause: .seconds(15)) { _ in
            do {
                try await deliver(from: store, to: address)
            } catch let error where !(error is CancellationError) {
                logger.warning(
                    "the witness did not take a checkpoint, which waits",
                    metadata: ["witness": "\(address)", "error": "\(error)"])
            }
            return false
        }
    }

    /// Sends what waits until nothing does.
    /// - Returns: how many checkpoints were taken.
    @discardableResult
    static func deliver(from store: any Store, to address: OutboundAddress) async throws -> Int {
        let post = OutboundPost()
        var count = 0
        while true {
            let waiting = try await store.read { try AuditWitness.waiting(for: address.description, limit: 50, in: $0) }
            guard !waiting.isEmpty else { return count }
            for checkpoint in waiting {
                try await post.send(checkpoint.note, as: "text/plain; charset=utf-8", to: address)
                try await store.write { try AuditWitness.took(checkpoint, address.description, at: .now, in: $0) }
                count += 1
            }
        }
    }
}
