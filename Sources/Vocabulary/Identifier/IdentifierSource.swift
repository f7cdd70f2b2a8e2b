import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where a process takes its identifiers from: a clock that never stands still and the system's randomness, fetched in
/// blocks because a system call for each would cost more than all the rest.
final class IdentifierSource: Sendable {
    static let shared = IdentifierSource()

    private struct State: ~Copyable {
        var lastTicks: UInt64 = 0
        var remaining = 0
        let pool = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: State.block)

        static let block = 256
        /// What one call of getentropy gives at most, in words.
        static let share = 32

        mutating func random() -> UInt64 {
            if remaining == 0 {
                for start in stride(from: 0, to: State.block, by: State.share) {
                    guard getentropy(pool.baseAddress! + start, State.share * 8) == 0 else {
                        fatalError("The system gives no randomness: errno \(errno)")
                    }
                }
                remaining = State.block
            }
            remaining -= 1
            let value = pool[remaining]
            pool[remaining] = 0
            return value
        }

        deinit { pool.deallocate() }
    }

    private let state = Mutex(State())

    func next() -> (high: UInt64, low: UInt64) {
        let now = IdentifierLayout.ticks(of: .now)
        return state.withLock { state in
            state.lastTicks = max(now, state.lastTicks + 1)
            return (IdentifierLayout.high(ticks: state.lastTicks), IdentifierLayout.low(random: state.random()))
        }
    }
}
