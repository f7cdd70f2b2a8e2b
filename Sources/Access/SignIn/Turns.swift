import Synchronization

/// One at a time for each key: whoever checks a name's failures and then adds one must not be overtaken by a second guess.
final class Turns: Sendable {
    /// Who waits, by key; an entry without waiters means that somebody has the turn.
    private let queues = Mutex<[Int64: [CheckedContinuation<Void, Never>]]>([:])
    private let waitingLimit: Int

    init(waitingLimit: Int = 16) { self.waitingLimit = waitingLimit }

    /// Runs `body` when everybody before has finished.
    /// - Throws: `SignInRefused.busy` when too many wait; what `body` throws.
    func take<Answer: Sendable>(_ key: Int64, _ body: () async throws -> Answer) async throws -> Answer {
        try await wait(key)
        defer { pass(key) }
        return try await body()
    }

    private enum Place { case first, behind, refused }

    private func wait(_ key: Int64) async throws {
        var refused = false
        await withCheckedContinuation { continuation in
            let place = queues.withLock { queues -> Place in
                guard let waiting = queues[key] else {
                    queues[key] = []
                    return .first
                }
                guard waiting.count < waitingLimit else { return .refused }
                queues[key, default: []].append(continuation)
                return .behind
            }
            refused = place == .refused
            if place != .behind { continuation.resume() }
        }
        if refused { throw SignInRefused.busy(retryAfterSeconds: 5) }
    }

    private func pass(_ key: Int64) {
        let next = queues.withLock { queues -> CheckedContinuation<Void, Never>? in
            guard var waiting = queues[key], !waiting.isEmpty else {
                queues[key] = nil
                return nil
            }
            let next = waiting.removeFirst()
            queues[key] = waiting
            return next
        }
        next?.resume()
    }
}
