import Cases
import Catalog
import Testing

@testable import Simulation

@Suite struct `Random histories of an installation` {
    private let catalogs = `Random lives of applications`.catalogs

    @Test(arguments: [UInt64(0), 1, 2, 3])
    func `keep every promise under crashes, failures and repeated requests`(slice: UInt64) {
        for seed in slice * 150 + 1...(slice + 1) * 150 {
            do {
                try StoreSchedule.play(seed: seed, catalogs: catalogs)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
    }

    @Test func `replay identically`() throws {
        for seed in UInt64(1)...5 {
            let first = try StoreSchedule.play(seed: seed, catalogs: catalogs)
            let second = try StoreSchedule.play(seed: seed, catalogs: catalogs)
            #expect(first == second)
        }
    }

    @Test(arguments: StoreMutant.allCases)
    func `a planted fault is noticed`(mutant: StoreMutant) {
        let noticed = (UInt64(1)...600).contains { seed in
            do { try StoreSchedule.play(seed: seed, catalogs: catalogs, mutant: mutant) } catch { return true }
            return false
        }
        #expect(noticed)
    }
}
