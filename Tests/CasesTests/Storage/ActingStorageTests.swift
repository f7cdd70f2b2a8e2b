import Catalog
import Ledger
import Registry
import Testing
import Vocabulary

@testable import Cases

@Suite struct `Storing what people do` {
    @Test func `who saw an older version is told so`() async throws {
        try await Installation.with { office in
            let filed = try await office.submit([.registration, .medical]).application
            let seen = filed.version
            try await office.casework.act(
                .accept(.medical), on: filed.number, by: .chunYu, at: Installation.morning, expecting: seen)
            await #expect(throws: Refusal.changedMeanwhile(current: seen + 1)) {
                try await office.casework.act(
                    .accept(.registration), on: filed.number, by: .haiLan, at: Installation.morning, expecting: seen)
            }
        }
    }

    @Test func `of two who decide the same thing at once one is refused`() async throws {
        try await Installation.with { office in
            let number = try await office.submit([.medical]).application.number
            try await office.casework.act(.accept(.medical), on: number, by: .chunYu, at: Installation.morning)
            let granted = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let result = Answers([.init("medical_number", "1")])
                        return
                            (try? await office.casework.act(
                                .grant(.medical, result: result), on: number, by: .chunYu, at: Installation.morning))
                            != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(granted == 1)
            #expect(try await office.violations() == [])
        }
    }

    @Test func `a clock that is set back does not turn history around`() async throws {
        try await Installation.with { office in
            let number = try await office.submit([.medical]).application.number
            let before = Installation.morning.adding(seconds: -3_600)
            let after = try await office.casework.act(.accept(.medical), on: number, by: .chunYu, at: before)
            #expect(after.changedAt == Installation.morning)
            #expect(try await office.violations() == [])
        }
    }

    @Test func `a granted result is a fact in the register`() async throws {
        try await Installation.with { office in
            let filed = try await office.submit([.medical]).application
            try await office.casework.act(.accept(.medical), on: filed.number, by: .chunYu, at: Installation.morning)
            let result = Answers([.init("medical_number", "M-1")])
            try await office.casework.act(
                .grant(.medical, result: result), on: filed.number, by: .chunYu, at: Installation.morning)
            let facts = try await office.store.read {
                try office.casework.register.facts(about: filed.applicant.retyped(), in: $0)
            }
            #expect(facts.map(\.element) == ["medical_number"])
            #expect(facts.first?.value == "M-1")
            #expect(facts.first?.source == "item:medical")
        }
    }

    @Test func `stored state is what was decided, for everything that can happen`() async throws {
        try await Installation.with { office in
            try await office.busyWeeks(applications: 5, seed: 11)
            #expect(try await office.violations() == [])
            #expect(try await office.count("event") > 60)
        }
    }

    @Test func `the timeline tells the due days as they stood`() async throws {
        try await Installation.with { office in
            let number = try await office.submit([.registration]).application.number
            try await office.casework.act(.accept(.registration), on: number, by: .haiLan, at: Installation.morning)
            let timeline = try await office.casework.timeline(number)
            #expect(timeline.map(\.kind) == ["submitted", "started", "accepted"])
            #expect(timeline.last?.due == "2024-06-17")
            #expect(timeline.last?.actor == "officer:hai-lan")
        }
    }
}

@Suite struct `Waking applications` {
    @Test func `an alarm rings once, however many clocks look`() async throws {
        try await Installation.with { office in
            let number = try await office.submit([.registration]).application.number
            let day = Instant("2024-06-18", hour: 0, minute: 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { try await office.casework.wake(at: day) } }
                try await group.waitForAll()
            }
            let kinds = try await office.casework.timeline(number).map(\.kind)
            #expect(kinds == ["submitted", "started", "accepted"])
        }
    }

    @Test func `nobody is woken early`() async throws {
        try await Installation.with { office in
            try await office.submit([.registration])
            #expect(try await office.casework.nextAlarm() == Instant("2024-06-18", hour: 0, minute: 0))
            #expect(try await office.casework.wake(at: Instant("2024-06-17", hour: 23, minute: 59)) == 0)
        }
    }

    @Test func `one damaged application does not keep the others asleep`() async throws {
        try await Installation.with { office in
            let broken = try await office.submit([.registration], key: "a").application
            let sound = try await office.submit([.medical], by: Installation.liJun, key: "b").application
            try await office.damage(
                "UPDATE case_file SET revision = 'lost', wake_at = 1 WHERE number = '\(broken.number)'")
            await #expect(throws: (any Error).self) {
                try await office.casework.wake(at: Instant("2024-06-18", hour: 0, minute: 0), limit: 1)
            }
            let kinds = try await office.casework.timeline(sound.number).map(\.kind)
            #expect(kinds == ["submitted", "started", "accepted"])
        }
    }

    @Test func `an alarm that is not due any more is set anew`() async throws {
        try await Installation.with { office in
            let number = try await office.submit([.registration]).application.number
            try await office.damage("UPDATE case_file SET wake_at = 1")
            try await office.casework.wake(at: Installation.morning)
            #expect(try await office.casework.nextAlarm() == Instant("2024-06-18", hour: 0, minute: 0))
            #expect(try await office.casework.timeline(number).count == 2)
        }
    }

    @Test func `a corrected calendar moves the alarms and the lists`() async throws {
        try await Installation.with { office in
            let number = try await office.submit([.registration]).application.number
            try await office.casework.act(.accept(.registration), on: number, by: .haiLan, at: Installation.morning)
            try await office.damage("UPDATE item_task SET act_by = 1; UPDATE case_file SET wake_at = 1")
            #expect(try await office.casework.recomputeClocks() == 1)
            #expect(try await office.violations() == [])
        }
    }
}
