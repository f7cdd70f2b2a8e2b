import Access
import Ledger
import Logging
import ServiceLifecycle
import Vocabulary

/// Sends every signed checkpoint to a witness outside, in order, on one node at a time. While the witness is down they wait in
/// the store.
struct WitnessMessenger: Service {
    let store: any Store
    let address: OutboundAddress
    let node: Node
    let logger: Logger

    static let pauseSeconds = 15

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var held: Duty?
            while !Task.isCancelled {
                do {
                    held = try await node.claim("witness", having: held, at: .now)
                    if held != nil { try await Self.deliver(from: store, to: address) }
                } catch is CancellationError {
                    break
                } catch {
                    logger.warning(
                        "the witness did not take a checkpoint, which waits", metadata: ["witness": "\(address)", "error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(Self.pauseSeconds))
            }
            await node.release(held)
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
