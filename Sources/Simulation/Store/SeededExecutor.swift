import Synchronization

/// Runs tasks one job at a time on the calling thread, and picks the next job at random: the same seed gives the same
/// interleaving.
final class SeededExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var random: SeededGenerator
        var turns = 0
    }

    private let state: Mutex<State>

    init(seed: UInt64) {
        state = Mutex(State(random: SeededGenerator(seed: seed)))
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Runs until no job is ready.
    func runUntilQuiet() {
        while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Jobs run so far.
    var turns: Int { state.withLock { $0.turns } }

    private func next() -> UnownedJob? {
        state.withLock { state in
            guard !state.jobs.isEmpty else { return nil }
            state.turns += 1
            return state.jobs.remove(at: state.random.below(state.jobs.count))
        }
    }
}
