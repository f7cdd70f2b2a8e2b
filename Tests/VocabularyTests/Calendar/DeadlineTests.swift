import Testing

@testable import Vocabulary

@Suite struct `A deadline` {
    private let calendar = WorkingCalendar.official

    @Test(arguments: [
        ("2024-06-07", 5, "2024-06-17"), ("2024-06-07", 1, "2024-06-11"), ("2024-09-13", 3, "2024-09-19"),
        ("2024-02-08", 5, "2024-02-21"), ("2024-04-30", 3, "2024-05-08"), ("2024-09-27", 5, "2024-10-10"),
        ("2025-01-24", 5, "2025-02-07"), ("2025-09-30", 5, "2025-10-14"), ("2026-02-13", 3, "2026-02-25"),
        ("2026-01-02", 2, "2026-01-05"), ("2026-09-18", 5, "2026-09-24"),
    ])
    func `in working days counts from the day after acceptance`(accepted: CalendarDay, count: Int, due: CalendarDay) {
        let limit = Limit.workingDays(count)
        #expect(calendar.due(from: accepted, limit: limit) == due)
        #expect(calendar.deadline(from: accepted, limit: limit).due == due)
    }

    @Test func `in calendar days ends on the next working day when its last day is off`() {
        // The 30th day is Sunday 7 July.
        #expect(calendar.due(from: "2024-06-07", limit: .calendarDays(30)) == "2024-07-08")
        #expect(calendar.due(from: "2024-06-07", limit: .calendarDays(28)) == "2024-07-05")
        // The 30th day is 1 October, the holidays end on the 7th.
        #expect(calendar.due(from: "2024-09-01", limit: .calendarDays(30)) == "2024-10-08")
        // The 8th day is a Saturday that is worked.
        #expect(calendar.due(from: "2024-09-06", limit: .calendarDays(8)) == "2024-09-14")
    }

    @Test func `of an item handled at once is the same day, even on a weekend`() {
        #expect(calendar.due(from: "2024-06-07", limit: .instant) == "2024-06-07")
        #expect(calendar.due(from: "2024-06-08", limit: .instant) == "2024-06-08")
        let deadline = calendar.deadline(from: "2024-06-08", limit: .instant)
        #expect(deadline.derivation.map(\.kind) == [.accepted, .due])
        #expect(deadline.unofficialYears.isEmpty)
    }

    @Test func `of an item handled at once moves to the day the clock goes on`() {
        let answered = Pause(from: "2024-06-07", to: "2024-06-13", reason: "补正")
        #expect(calendar.due(from: "2024-06-07", limit: .instant, excluding: [answered]) == "2024-06-13")
        let onSunday = Pause(from: "2024-06-07", to: "2024-06-16", reason: "补正")
        #expect(calendar.due(from: "2024-06-07", limit: .instant, excluding: [onSunday]) == "2024-06-17")
        let open = Pause(from: "2024-06-07", to: nil, reason: "补正")
        #expect(calendar.due(from: "2024-06-07", limit: .instant, excluding: [open]) == nil)
        let later = Pause(from: "2024-06-11", to: nil, reason: "补正")
        #expect(calendar.due(from: "2024-06-07", limit: .instant, excluding: [later]) == "2024-06-07")
    }

    @Test func `does not count the days of a pause`() {
        // 11 is day 1, 12 to 14 stand still, 17 is day 2.
        let pause = Pause(from: "2024-06-11", to: "2024-06-14", reason: "补正")
        #expect(calendar.due(from: "2024-06-07", limit: .workingDays(2), excluding: [pause]) == "2024-06-17")
        #expect(calendar.due(from: "2024-06-07", limit: .workingDays(1), excluding: [pause]) == "2024-06-11")
    }

    @Test func `is not known while a pause is open, unless it came before the pause`() {
        let pause = Pause(from: "2024-06-12", to: nil, reason: "公示")
        #expect(calendar.due(from: "2024-06-07", limit: .workingDays(5), excluding: [pause]) == nil)
        #expect(calendar.due(from: "2024-06-07", limit: .workingDays(2), excluding: [pause]) == "2024-06-12")
        let deadline = calendar.deadline(from: "2024-06-07", limit: .workingDays(5), excluding: [pause])
        #expect(deadline.due == nil)
        #expect(deadline.derivation.last == .init(day: "2024-06-13", kind: .paused("公示")))
        #expect(deadline.derivation.compactMap(\.ordinal) == [1, 2])
    }

    @Test func `passes over pauses that overlap, touch or say nothing`() {
        let pauses = [
            Pause(from: "2024-06-13", to: "2024-06-18", reason: "公示"),
            Pause(from: "2024-06-11", to: "2024-06-14", reason: "补正"),
            Pause(from: "2024-06-18", to: "2024-06-19", reason: "听证"),
            Pause(from: "2024-06-20", to: "2024-06-20", reason: "无"),
        ]
        // 11 is day 1, 12 to 19 stand still, 20 is day 2, 21 is day 3.
        #expect(calendar.due(from: "2024-06-07", limit: .workingDays(3), excluding: pauses) == "2024-06-21")
    }

    @Test func `in calendar days does not end inside a pause`() {
        // The 8th day, the 15th, is a Saturday, and the Monday after it is paused.
        let pause = Pause(from: "2024-06-15", to: "2024-06-18", reason: "公示")
        #expect(calendar.due(from: "2024-06-07", limit: .calendarDays(8), excluding: [pause]) == "2024-06-19")
        let open = Pause(from: "2024-06-15", to: nil, reason: "公示")
        #expect(calendar.due(from: "2024-06-07", limit: .calendarDays(8), excluding: [open]) == nil)
    }

    @Test func `accounts for every day`() {
        let pause = Pause(from: "2024-06-12", to: "2024-06-13", reason: "补正")
        let deadline = calendar.deadline(from: "2024-06-07", limit: .workingDays(4), excluding: [pause])
        let expected: [(CalendarDay, Deadline.Step.Kind)] = [
            ("2024-06-07", .accepted), ("2024-06-08", .weekend), ("2024-06-09", .weekend),
            ("2024-06-10", .holiday(Bilingual("端午节", "Dragon Boat Festival"))), ("2024-06-11", .counted(1)),
            ("2024-06-12", .counted(2)), ("2024-06-13", .paused("补正")), ("2024-06-14", .counted(3)),
            ("2024-06-15", .weekend), ("2024-06-16", .weekend), ("2024-06-17", .counted(4)), ("2024-06-17", .due),
        ]
        #expect(deadline.derivation == expected.map { Deadline.Step(day: $0.0, kind: $0.1) })
        #expect(deadline.derivation[4].text.zh == "第 1 天")
    }

    @Test func `names weekends that are worked`() {
        let deadline = calendar.deadline(from: "2024-09-13", limit: .workingDays(2))
        #expect(deadline.derivation[1] == .init(day: "2024-09-14", kind: .makeUp(1)))
        #expect(deadline.derivation[1].text.zh == "第 1 天（调休上班）")
        #expect(deadline.derivation.last?.day == "2024-09-18")
    }

    @Test func `accounts for the days after a limit in calendar days`() {
        let deadline = calendar.deadline(from: "2024-06-06", limit: .calendarDays(2))
        let kinds: [Deadline.Step.Kind] = [
            .accepted, .counted(1), .counted(2), .weekend, .holiday(Bilingual("端午节", "Dragon Boat Festival")), .due,
        ]
        #expect(deadline.derivation.map(\.kind) == kinds)
        #expect(deadline.due == "2024-06-11")
    }

    @Test func `warns of years without an official calendar`() {
        #expect(calendar.deadline(from: "2026-12-28", limit: .workingDays(3)).unofficialYears.isEmpty)
        #expect(calendar.deadline(from: "2026-12-28", limit: .workingDays(4)).unofficialYears == [2027])
        #expect(calendar.deadline(from: "2026-12-31", limit: .instant).unofficialYears.isEmpty)
        #expect(calendar.deadline(from: "2026-12-20", limit: .calendarDays(20)).unofficialYears == [2027])
        #expect(calendar.deadline(from: "2026-06-01", limit: .workingDays(500)).unofficialYears == [2027, 2028])
    }

    @Test func `is due at once where the weekend begins the year without a calendar`() {
        // 1 January 2027 is a Friday: assumed to be worked, and said so.
        let deadline = calendar.deadline(from: "2026-12-31", limit: .workingDays(1))
        #expect(deadline.due == "2027-01-01")
        #expect(deadline.unofficialYears == [2027])
    }
}
