import Vocabulary

/// What a courier takes from the world around it: its clock, its rests and its luck. A simulation has others.
package protocol Surroundings: Sendable {
    func now() -> Instant
    func pause(_ duration: Duration) async
    /// At least 0 and below 1.
    func luck() -> Double
    /// Carries work out to its end, also when the task that wants it is cancelled meanwhile.
    func finish<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T
}

/// The world as it is, with a clock that tests may set.
struct RealSurroundings: Surroundings {
    let clock: @Sendable () -> Instant

    func now() -> Instant { clock() }
    func pause(_ duration: Duration) async { try? await Task.sleep(for: duration) }
    func luck() -> Double { Double.random(in: 0..<1) }

    func finish<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        try await Task { try await work() }.value
    }
}
