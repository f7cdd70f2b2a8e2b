import Ledger
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
        return try await store.write { [name] session in
            try Duty.claim(duty, by: name, at: now, for: Self.term, in: session)
        }
    }

    /// Lets the other nodes have it at once.
    func release(_ duty: Duty?) async {
        guard let duty else { return }
        _ = try? await store.write { try duty.release(in: $0) }
    }
}
