import Foundation
import Synchronization

/// Where passwords are hashed: on threads of their own, two at a time, so that sign-ins can neither stop the other work of
/// the process nor exhaust its memory. A short queue may wait; beyond it a sign-in is refused at once.
final class PasswordHashing: Sendable {
    let cost: PasswordCost
    private let threads = OperationQueue()
    private let waitingLimit: Int
    private let waiting = Atomic<Int>(0)
    private let performed = Atomic<Int>(0)
    /// Compared with when there is no account, so that an unknown name costs what a known one costs.
    private let decoy: PasswordHash

    init(cost: PasswordCost, lanes: Int = 2, waitingLimit: Int = 32) {
        self.cost = cost
        self.waitingLimit = waitingLimit
        threads.name = "password-hashing"
        threads.maxConcurrentOperationCount = lanes
        decoy = .decoy(cost: cost)
    }

    /// Hashes made or compared so far.
    var count: Int { performed.load(ordering: .relaxed) }

    func hash(_ password: Password) async throws -> PasswordHash {
        try await run { [cost] in try PasswordHash(of: password, cost: cost) }
    }

    /// Whether `password` matches `stored`; always false, after the same work, where nothing is stored.
    func compare(_ password: Password, with stored: PasswordHash?) async throws -> Bool {
        let reference = stored ?? decoy
        let matches = try await run { try reference.matches(password) }
        return matches && stored != nil
    }

    private func run<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        let place = waiting.wrappingAdd(1, ordering: .relaxed).newValue
        defer { waiting.wrappingSubtract(1, ordering: .relaxed) }
        guard place <= waitingLimit else { throw SignInRefused.busy(retryAfterSeconds: 5) }
        return try await withCheckedThrowingContinuation { continuation in
            threads.addOperation { [self] in
                performed.wrappingAdd(1, ordering: .relaxed)
                continuation.resume(with: Result { try work() })
            }
        }
    }
}
