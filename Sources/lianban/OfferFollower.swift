import Eligibility
import Ledger
import Logging
import ServiceLifecycle
import Vocabulary

/// Decides again what new facts, days and policies can have changed, and offers what follows, once a minute on one node at a time.
///
/// The duty only saves the other nodes the trouble: what two nodes decide at once is the same, and an offer's key lets it be made once.
struct OfferFollower: Service {
    let installation: Installation
    let node: Node
    let logger: Logger

    static let pause = 60

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var held: Duty?
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(Self.pause))
                guard !Task.isCancelled else { break }
                do {
                    held = try await node.claim("offers", having: held, at: .now)
                    guard held != nil else { continue }
                    let tally = try await installation.entitlements.refresh(
                        try installation.schemes(on: Instant.now.day, only: nil), limits: OfferLimits(), at: .now)
                    if tally.offers > 0 { logger.info("offered policies", metadata: ["offers": "\(tally.offers)"]) }
                } catch StorageFailure.overloaded {
                    // Intake comes first.
                } catch {
                    logger.error("policies could not be offered and are tried again", metadata: ["error": "\(error)"])
                }
            }
            await node.release(held)
        }
    }
}
