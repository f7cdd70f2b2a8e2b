import Access
import Cases
import Ledger
import Logging
import ServiceLifecycle
import Vocabulary

/// This process among the nodes of one installation.
struct Node: Sendable {
    let store: any Store
    /// New with every start, so that a node that was killed never takes its own old duty for a valid one.
    let name: String

    /// How long a duty is held without being claimed again: the longest time in which nobody does it after a node died.
    static let term = 10

    /// Takes or keeps a duty; nil when another node does it. Most calls write nothing.
    func claim(_ duty: String, having held: Duty?, at now: Instant) async throws -> Duty? {
        if let held, now.adding(seconds: Self.term / 2) < held.until { return held }
        return try await store.write { [name] session in try Duty.claim(duty, by: name, at: now, for: Self.term, in: session) }
    }

    /// Lets the other nodes have it at once.
    func release(_ duty: Duty?) async {
        guard let duty else { return }
        _ = try? await store.write { try duty.release(in: $0) }
    }
}

/// Lets time do its part while the service runs, on one node at a time.
///
/// The duty only saves the other nodes the trouble: an alarm itself is rung once because its event takes the next version of
/// the application's history, whatever two nodes believe.
struct AlarmClock: Service {
    let casework: Casework
    let node: Node
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var held: Duty?
            while !Task.isCancelled {
                do {
                    held = try await node.claim("alarms", having: held, at: .now)
                    if held != nil { try await casework.wake(at: .now) }
                } catch {
                    logger.error("the alarm clock failed and tries again", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(1))
            }
            await node.release(held)
        }
    }
}

/// Delivers notices to applicants, whose own pages show them, on one node at a time.
struct NoticeFollower: Service {
    let casework: Casework
    let node: Node
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var held: Duty?
            while !Task.isCancelled {
                do {
                    held = try await node.claim("notices", having: held, at: .now)
                    var delivered = 0
                    if let duty = held {
                        delivered = try await casework.deliverNotices(at: .now, limit: Self.batch) { try duty.fence(in: $0) }
                    }
                    if delivered < Self.batch { try? await Task.sleep(for: .milliseconds(held == nil ? 2_000 : 500)) }
                } catch is Duty.Lost {
                    held = nil
                } catch StorageFailure.overloaded {
                    // Intake comes first.
                    try? await Task.sleep(for: .seconds(1))
                } catch {
                    logger.error("notices could not be delivered and are tried again", metadata: ["error": "\(error)"])
                    try? await Task.sleep(for: .seconds(2))
                }
            }
            await node.release(held)
        }
    }

    static let batch = 500
}

/// Forgets sessions and sign-ins whose time is over, once an hour.
struct Housekeeper: Service {
    let accounts: Accounts
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let forgotten = try await accounts.forgetExpired(at: .now)
                    if forgotten > 0 { logger.info("forgot sessions and sign-ins", metadata: ["rows": "\(forgotten)"]) }
                } catch {
                    logger.error("old sessions could not be forgotten and are tried again", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }
}
