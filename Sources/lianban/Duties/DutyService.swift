import Ledger
import Logging
import ServiceLifecycle
import Vocabulary

/// Does a duty over and over while the service runs, on one node at a time.
struct DutyService: Service {
    let duty: String
    let node: Node
    let logger: Logger
    /// Between two turns; also while another node has the duty.
    let pause: Duration
    var waitsFirst = false
    /// One turn. The duty fences what must not be done by two nodes.
    /// - Returns: whether more waits, so that the next turn comes at once.
    let turn: @Sendable (Duty) async throws -> Bool

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var held: Duty?
            if waitsFirst { try? await Task.sleep(for: pause) }
            while !Task.isCancelled {
                var isMore = false
                do {
                    held = try await node.claim(duty, having: held, at: .now)
                    if let held { isMore = try await turn(held) }
                } catch is CancellationError {
                    break
                } catch is Duty.Lost {
                    held = nil
                } catch StorageFailure.overloaded {
                    // Intake comes first.
                } catch {
                    logger.error(
                        "a duty failed and is tried again", metadata: ["duty": "\(duty)", "error": "\(error)"])
                }
                if !isMore { try? await Task.sleep(for: pause) }
            }
            await node.release(held)
        }
    }
}
