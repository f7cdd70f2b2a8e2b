import Cases
import Catalog
import Testing

@testable import Simulation

@Suite struct `Random lives of applications` {
    static let catalogs: RandomCatalogs = {
        do {
            return try RandomCatalogs(count: 40, seed: 7)
        } catch {
            fatalError("a random catalog is not valid: \(error)")
        }
    }()

    @Test(arguments: [UInt64(0), 1, 2, 3])
    func `keep every rule, and end with one feedback when everybody is diligent`(slice: UInt64) {
        for seed in slice * 2_350 + 1...(slice + 1) * 2_350 {
            do {
                try EngineSchedule.play(seed: seed, catalogs: Self.catalogs)
            } catch {
                Issue.record("seed \(seed): \(error)\n\(EngineSchedule.story(ofSeed: seed, catalogs: Self.catalogs))")
                return
            }
        }
    }

    @Test(arguments: EngineMutant.allCases)
    func `a planted fault is noticed`(mutant: EngineMutant) {
        let noticed = (UInt64(1)...4_000).contains { seed in
            (try? EngineSchedule.play(seed: seed, catalogs: Self.catalogs, mutant: mutant)) == nil
        }
        #expect(noticed)
    }
}
