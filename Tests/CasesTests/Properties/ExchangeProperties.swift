import Testing

@testable import Simulation

@Suite struct `Random histories of an outbox` {
    @Test(arguments: [UInt64(0), 1, 2, 3])
    func `bring everything once, whatever nodes, clocks, stores and the department do`(slice: UInt64) {
        for seed in slice * 150 + 1...(slice + 1) * 150 {
            do {
                try ExchangeSchedule.play(seed: seed)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
    }

    @Test func `replay identically`() throws {
        for seed in UInt64(1)...20 {
            #expect(try ExchangeSchedule.play(seed: seed) == ExchangeSchedule.play(seed: seed))
        }
    }

    @Test(arguments: ExchangeMutant.allCases)
    func `a planted fault is noticed`(mutant: ExchangeMutant) {
        let noticed = (UInt64(1)...600).contains { seed in
            do { try ExchangeSchedule.play(seed: seed, mutant: mutant) } catch { return true }
            return false
        }
        #expect(noticed)
    }
}
