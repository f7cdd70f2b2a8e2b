import Testing

@testable import Vocabulary

@Suite struct `Deadlines of random cases` {
    private struct Sample {
        var accepted: CalendarDay
        var limit: Limit
        var pauses: [Pause]

        init(_ generator: inout Seeded) {
            accepted = ("2023-10-01" as CalendarDay).adding(days: .random(in: 0...1300, using: &generator))
            limit = Limit(
                count: .random(in: 0...40, using: &generator),
                unit: Limit.Unit.allCases.randomElement(using: &generator)!)
            pauses = []
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let from = accepted.adding(days: .random(in: -3...40, using: &generator))
                let open = Int.random(in: 0..<12, using: &generator) == 0
                let to = open ? nil : from.adding(days: .random(in: 0...20, using: &generator))
                pauses.append(Pause(from: from, to: to, reason: "补正"))
            }
        }
    }

    private let calendar = WorkingCalendar.official

    private func samples(_ seed: UInt64, count: Int = 20_000) -> [Sample] {
        var generator = Seeded(seed)
        return (0..<count).map { _ in Sample(&generator) }
    }

    /// What the rules say, one day after the other.
    private func walked(_ sample: Sample) -> CalendarDay? {
        func stopped(_ day: CalendarDay) -> Bool { sample.pauses.contains { $0.excludes(day) } }
        let horizon = sample.accepted.adding(days: 400)
        var day = sample.accepted
        var left = sample.limit.count
        if left == 0 {
            // At once: the clock may stop on the very day, then the day it goes on is the day of acceptance over again.
            var begin = day
            while let pause = sample.pauses.first(where: { $0.from <= begin && ($0.to.map { $0 > begin } ?? true) }) {
                guard let to = pause.to else { return nil }
                begin = to
            }
            guard begin != day else { return day }
            day = begin
            while !calendar.isWorking(day) || (day > begin && stopped(day)) {
                day = day.adding(days: 1)
                if day > horizon { return nil }
            }
            return day
        }
        while left > 0 {
            day = day.adding(days: 1)
            if day > horizon { return nil }
            if !stopped(day), sample.limit.unit == .calendarDays || calendar.isWorking(day) { left -= 1 }
        }
        while !calendar.isWorking(day) || stopped(day) {
            day = day.adding(days: 1)
            if day > horizon { return nil }
        }
        return day
    }

    @Test func `are those of walking day by day`() {
        for sample in samples(21) {
            let due = calendar.due(from: sample.accepted, limit: sample.limit, excluding: sample.pauses)
            guard due == walked(sample) else {
                Issue.record("\(sample): \(String(describing: due)), walked \(String(describing: walked(sample)))")
                return
            }
        }
    }

    @Test func `are the same with their derivation, which counts exactly the limit`() {
        for sample in samples(22, count: 8000) {
            let deadline = calendar.deadline(from: sample.accepted, limit: sample.limit, excluding: sample.pauses)
            let quick = calendar.due(from: sample.accepted, limit: sample.limit, excluding: sample.pauses)
            let ordinals = deadline.derivation.compactMap(\.ordinal)
            let last = deadline.derivation.last?.kind
            guard deadline.due == quick, ordinals == Array(1..<ordinals.count + 1),
                deadline.due == nil ? ordinals.count <= sample.limit.count : ordinals.count == sample.limit.count,
                deadline.derivation.first == .init(day: sample.accepted, kind: .accepted),
                deadline.due == nil ? last == .paused("补正") : last == .due
            else {
                Issue.record("\(sample): \(deadline)")
                return
            }
        }
    }

    @Test func `account for every day once, save the last, which also says due`() {
        for sample in samples(23, count: 8000) {
            let deadline = calendar.deadline(from: sample.accepted, limit: sample.limit, excluding: sample.pauses)
            let days = deadline.derivation.dropLast(deadline.due == nil ? 0 : 1).map(\.day)
            let end =
                deadline.due.map { deadline.derivation.dropLast().last?.day == $0 ? $0 : $0.adding(days: -1) } ?? days
                .last!
            guard days == Array(sample.accepted...max(end, sample.accepted)) else {
                Issue.record("\(sample): \(days)")
                return
            }
        }
    }

    @Test func `never come earlier for a longer limit, a later acceptance or a longer pause`() {
        for var sample in samples(24) {
            func due(_ sample: Sample) -> CalendarDay {
                calendar.due(from: sample.accepted, limit: sample.limit, excluding: sample.pauses) ?? "9999-12-31"
            }
            let due1 = due(sample)
            var longer = sample
            longer.limit.count += 1
            var later = sample
            later.accepted = sample.accepted.adding(days: 1)
            if let index = sample.pauses.indices.last, let to = sample.pauses[index].to {
                sample.pauses[index].to = to.adding(days: 1)
            }
            guard due1 <= due(longer), due1 <= due(later) || sample.limit.count == 0, due1 <= due(sample) else {
                Issue.record("\(sample) \(due1) \(due(longer)) \(due(later)) \(due(sample))")
                return
            }
        }
    }

    @Test func `fall on working days that are not paused, when they are counted at all`() {
        for sample in samples(25) where sample.limit.count > 0 {
            guard let due = calendar.due(from: sample.accepted, limit: sample.limit, excluding: sample.pauses) else {
                continue
            }
            guard calendar.isWorking(due), !sample.pauses.contains(where: { $0.excludes(due) }) else {
                Issue.record("\(sample) \(due)")
                return
            }
        }
    }
}
