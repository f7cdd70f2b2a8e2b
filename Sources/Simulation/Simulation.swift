/// Plays random schedules and plants faults, to show that the promises hold and that breaking them would be noticed.
public struct Simulation: Sendable {
    public struct Report: Sendable {
        public var schedules = 0
        public var failures = 0
        public var firstFailingSeed: UInt64?
        /// What was found at the first failing seed.
        public var firstViolation: String?
        public var mutants = 0
        public var mutantsKilled = 0
        /// The planted faults that nobody noticed.
        public var survivors: [String] = []
        public var seconds = 0.0
    }

    private let catalogs: RandomCatalogs
    private let seed: UInt64

    /// - Parameter seed: the first schedule's seed; the following ones count on from it.
    public init(seed: UInt64, catalogs: Int = 40) throws {
        self.seed = seed
        self.catalogs = try RandomCatalogs(count: catalogs, seed: seed)
    }

    /// Plays the schedule of one seed: most watch the engine alone, one of twenty the whole store under crashes, and one of
    /// twenty the nodes that carry messages to a department.
    /// - Throws: the violation found.
    public func play(seed: UInt64) throws {
        switch seed % 20 {
        case 19: try StoreSchedule.play(seed: seed, catalogs: catalogs)
        case 9: try ExchangeSchedule.play(seed: seed)
        default: try EngineSchedule.play(seed: seed, catalogs: catalogs)
        }
    }

    /// Plays `schedules` schedules and then every planted fault, each under up to `tries` seeds.
    /// - Parameter progress: schedules played so far.
    public func run(schedules: Int, tries: Int = 4_000, progress: (Int) -> Void = { _ in }) -> Report {
        var report = Report()
        let start = ContinuousClock.now
        for offset in 0..<schedules {
            let seed = seed &+ UInt64(offset)
            do {
                try play(seed: seed)
            } catch {
                report.failures += 1
                if report.firstFailingSeed == nil {
                    (report.firstFailingSeed, report.firstViolation) = (seed, "\(error)")
                }
            }
            report.schedules += 1
            if report.schedules % 1_000 == 0 { progress(report.schedules) }
        }
        plantFaults(tries, &report)
        report.seconds = (ContinuousClock.now - start) / .seconds(1)
        return report
    }

    private func plantFaults(_ tries: Int, _ report: inout Report) {
        let seeds = (0..<tries).map { seed &+ UInt64($0) }
        for mutant in EngineMutant.allCases {
            let isNoticed = seeds.contains { seed in
                do { try EngineSchedule.play(seed: seed, catalogs: catalogs, mutant: mutant) } catch { return true }
                return false
            }
            note(mutant.rawValue, isNoticed, &report)
        }
        for mutant in StoreMutant.allCases {
            let isNoticed = seeds.contains { seed in
                do { try StoreSchedule.play(seed: seed, catalogs: catalogs, mutant: mutant) } catch { return true }
                return false
            }
            note(mutant.rawValue, isNoticed, &report)
        }
        for mutant in ExchangeMutant.allCases {
            let isNoticed = seeds.contains { seed in
                do { try ExchangeSchedule.play(seed: seed, mutant: mutant) } catch { return true }
                return false
            }
            note(mutant.rawValue, isNoticed, &report)
        }
    }

    private func note(_ mutant: String, _ isNoticed: Bool, _ report: inout Report) {
        report.mutants += 1
        if isNoticed { report.mutantsKilled += 1 } else { report.survivors.append(mutant) }
    }
}
