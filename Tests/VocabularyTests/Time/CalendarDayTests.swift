import Testing

@testable import Vocabulary

@Suite struct `A calendar day` {
    @Test func `is written and read as year, month and day`() throws {
        let day = try CalendarDay(parsing: "2024-06-07")
        #expect((day.year, day.month, day.day) == (2024, 6, 7))
        #expect(day.description == "2024-06-07")
        #expect(day.compact == "20240607")
        #expect(day.chinese == "2024年6月7日")
    }

    @Test func `counts from 1970`() {
        #expect(CalendarDay(daysSince1970: 0) == "1970-01-01")
        #expect(CalendarDay(daysSince1970: -1) == "1969-12-31")
        #expect(("2000-03-01" as CalendarDay).daysSince1970 == 11_017)
    }

    @Test func `knows its weekday`() {
        #expect(("2024-06-07" as CalendarDay).weekday == .friday)
        #expect(("1970-01-01" as CalendarDay).weekday == .thursday)
        #expect(("1949-10-01" as CalendarDay).weekday == .saturday)
    }

    @Test func `every day from 1600 to 2400 follows the one before it, in text and in components`() throws {
        var expected = (year: 1600, month: 1, day: 1)
        var weekday = 6  // 1600-01-01 was a Saturday
        for day in ("1600-01-01" as CalendarDay)...("2400-12-31" as CalendarDay) {
            let found = day.components
            guard found == expected, day.weekday.rawValue == weekday,
                CalendarDay(year: found.year, month: found.month, day: found.day) == day,
                try CalendarDay(parsing: day.description) == day
            else {
                Issue.record("\(day.daysSince1970) reads \(found), not \(expected)")
                return
            }
            expected.day += 1
            weekday = weekday % 7 + 1
            if expected.day > CalendarDay.length(ofMonth: expected.month, year: expected.year) {
                expected = expected.month == 12 ? (expected.year + 1, 1, 1) : (expected.year, expected.month + 1, 1)
            }
        }
    }

    @Test(arguments: [
        (2023, 2, 29), (2024, 2, 30), (1900, 2, 29), (2024, 13, 1), (2024, 0, 1), (2024, 4, 31), (0, 1, 1),
    ])
    func `does not exist where the calendar has none`(year: Int, month: Int, day: Int) {
        #expect(CalendarDay(year: year, month: month, day: day) == nil)
    }

    @Test func `adding months keeps within the month`() {
        #expect(("2024-01-31" as CalendarDay).adding(months: 1) == "2024-02-29")
        #expect(("2023-11-30" as CalendarDay).adding(months: 3) == "2024-02-29")
        #expect(("2024-03-31" as CalendarDay).adding(months: -1) == "2024-02-29")
        #expect(("2024-01-15" as CalendarDay).adding(months: -13) == "2022-12-15")
        #expect(("2024-02-29" as CalendarDay).adding(years: 1) == "2025-02-28")
    }

    @Test func `a year of age is completed on the birthday`() {
        #expect(("1998-02-15" as CalendarDay).years(until: "2024-02-14") == 25)
        #expect(("1998-02-15" as CalendarDay).years(until: "2024-02-15") == 26)
        #expect(("2004-02-29" as CalendarDay).years(until: "2023-02-28") == 18)
        #expect(("2004-02-29" as CalendarDay).years(until: "2023-03-01") == 19)
    }

    @Test(arguments: [
        ("2024-2-30", "第 7 位应为数字，实为“-”"),
        ("2024/06/07", "第 5 位应为“-”，实为“/”"),
        ("2024-06-0", "应为 10 位，实为 9 位"),
        ("2024-06-071", "应为 10 位，实为 11 位"),
        ("２024-06-07", "第 1 位应为数字，实为“２”"),
        ("2024-13-07", "第 6 位起应为月份 01–12，实为“13”"),
        ("2023-02-29", "第 9 位起应为2023年2月的 01–28 日，实为“29”"),
        ("0000-01-01", "第 1 位起应为年份，实为“0000”"),
        ("", "应为 10 位，实为 0 位"),
    ])
    func `is refused with what is wrong and where`(text: String, reason: String) {
        let error = #expect(throws: MalformedDay.self) { try CalendarDay(parsing: text) }
        #expect(error?.message.zh == "日期" + reason)
    }
}
