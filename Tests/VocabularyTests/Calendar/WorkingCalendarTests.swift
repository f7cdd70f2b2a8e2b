import Foundation
import Testing

@testable import Vocabulary

@Suite struct `The working calendar` {
    private let calendar = WorkingCalendar.official

    @Test(arguments: [(2024, 251), (2025, 248), (2026, 248)])
    func `counts the working days of a year`(year: Int, expected: Int) throws {
        let before = try #require(CalendarDay(year: year - 1, month: 12, day: 31))
        let last = try #require(CalendarDay(year: year, month: 12, day: 31))
        #expect(calendar.workingDays(after: before, through: last) == expected)
        #expect(calendar.covers(year: year))
    }

    @Test func `does not cover years without a notice`() {
        #expect(!calendar.covers(year: 2023))
        #expect(!calendar.covers(year: 2027))
    }

    @Test func `works on make-up weekends and on New Year's Eve of 2024, not on holidays`() {
        #expect(calendar.isWorking("2024-02-04"))
        #expect(calendar.isMakeUp("2024-02-04"))
        #expect(calendar.isWorking("2024-02-09"))
        #expect(!calendar.isWorking("2024-06-10"))
        #expect(calendar.holiday(on: "2024-06-10")?.zh == "端午节")
        #expect(calendar.holiday(on: "2024-06-11") == nil)
        #expect(!calendar.isWorking("2024-06-08"))
    }

    @Test func `takes weekends off beyond its years`() {
        #expect(calendar.isWorking("2027-01-01"))
        #expect(!calendar.isWorking("2027-01-02"))
        #expect(calendar.isWorking("2023-12-29"))
        #expect(!calendar.isWorking("2023-12-31"))
    }

    @Test func `counts and finds days alike, inside its years and far outside`() {
        // A year that begins with a holiday on a weekday and ends with a Sunday that is worked.
        let edges = WorkingCalendar.Year(
            year: 2028, holidays: [.init(Bilingual("元旦", "New Year's Day"), "2028-01-01"..."2028-01-03")],
            makeUpDays: ["2028-12-31"], source: "test")
        let calendars = [
            calendar, WorkingCalendar(years: []), WorkingCalendar(years: [calendar.years[0], calendar.years[2]]),
            WorkingCalendar(years: [edges]),
        ]
        for calendar in calendars {
            var count = calendar.index(of: "1959-12-31")
            for day in ("1960-01-01" as CalendarDay)...("2031-12-31" as CalendarDay) {
                let working = calendar.isWorking(day)
                if working { count += 1 }
                guard calendar.index(of: day) == count, !working || calendar.dayOf(index: count) == day else {
                    Issue.record("\(day): index \(calendar.index(of: day)), expected \(count)")
                    return
                }
            }
        }
    }

    @Test func `counts backwards with a minus`() {
        #expect(calendar.workingDays(after: "2024-06-14", through: "2024-06-07") == -4)
    }

    @Test func `finds the next working day`() {
        #expect(calendar.workingDay(onOrAfter: "2024-10-01") == "2024-10-08")
        #expect(calendar.workingDay(onOrAfter: "2024-10-08") == "2024-10-08")
    }

    private struct Notice: Decodable {
        var off: [CalendarDay]
        var work: [CalendarDay]
    }

    @Test func `agrees with the reference days`() throws {
        guard let data = try Reference.data("working-days-2024-2026.json") else { return }
        let reference = try JSONDecoder().decode([String: Notice].self, from: data)
        #expect(reference.keys.sorted() == calendar.years.map { String($0.year) })
        for year in calendar.years {
            let notice = try #require(reference[String(year.year)])
            #expect(year.holidays.flatMap { Array($0.days) }.sorted() == notice.off.sorted())
            #expect(year.makeUpDays.sorted() == notice.work.sorted())
        }
    }

    @Test func `make-up days are weekends, and no day is both worked and off`() {
        for year in calendar.years {
            let off = Set(year.holidays.flatMap { Array($0.days) })
            #expect(year.makeUpDays.allSatisfy { $0.weekday.isWeekend && !off.contains($0) && $0.year == year.year })
        }
    }
}
