import Ledger
import Vocabulary

/// Takes files out of the line and compares them (疑似重复比对), a few at a time. May stop anywhere and be repeated.
public struct DuplicateWork: Sendable {
    private let store: any Store
    private let register: Register

    public init(store: any Store, register: Register) {
        self.store = store
        self.register = register
    }

    /// Files that share the reads and the two short transactions of one step.
    static let atOnce = 20

    /// Compares the next files.
    /// - Parameter fence: throws when another node has taken the duty over meanwhile; runs first in each transaction.
    /// - Returns: how many were compared; 0 when none waits.
    public func step(fence: @escaping @Sendable (any Session) throws -> Void = { _ in }) async throws -> Int {
        let register = register
        let (turns, blocks) = try await store.read { session in
            let turns = try register.waitingToCompare(limit: Self.atOnce, in: session)
            return (turns, try turns.map { try register.blocks(of: $0.subject, in: session) })
        }
        guard !turns.isEmpty else { return 0 }
        // The blocks lie there before anybody is compared, so that of two files that come at once the later one finds the other.
        try await store.write { session in
            try fence(session)
            for (turn, blocks) in zip(turns, blocks) { try register.keep(blocks, of: turn.subject, in: session) }
        }
        let found = try await store.read { session in
            try turns.map { try register.compared($0.subject, in: session) }
        }
        try await store.write { session in
            try fence(session)
            for (turn, candidates) in zip(turns, found) { try register.keep(candidates, of: turn, in: session) }
        }
        return turns.count
    }

    /// Compares everybody who waits.
    /// - Returns: how many were compared.
    @discardableResult
    public func finish(progress: (Int) -> Void = { _ in }) async throws -> Int {
        var done = 0
        while true {
            let count = try await step()
            if count == 0 { return done }
            done += count
            progress(done)
        }
    }
}
