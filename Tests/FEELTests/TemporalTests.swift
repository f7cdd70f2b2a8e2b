import FEEL
import Testing

@Suite struct `Dates, times and durations` {
    @Test(arguments: [
        (#"date("2024-01-31") + duration("P1M")"#, #"date("2024-02-29")"#),
        (#"date("2024-03-31") - duration("P1M")"#, #"date("2024-02-29")"#),
        (#"date("2024-06-07") - date("2024-06-01")"#, #"duration("P6D")"#),
        (#"date and time("2024-06-07T23:30:00Z") + duration("PT1H")"#, #"date and time("2024-06-08T00:30:00Z")"#),
        (#"time("23:30:00") + duration("PT1H")"#, #"time("00:30:00")"#),
        (#"duration("P1D") * 1.5"#, #"duration("P1DT12H")"#), (#"duration("P1Y") / duration("P1M")"#, "12"),
        (#"years and months duration(date("2011-12-22"), date("2013-08-24"))"#, #"duration("P1Y8M")"#),
        (#"date and time("2021-01-01T24:00:00")"#, #"date and time("2021-01-02T00:00:00")"#),
        (#"date("2024-06-07").weekday"#, "5"), (#"week of year(date("2005-01-01"))"#, "53"),
        (#"day of year(date("2024-12-31"))"#, "366"), (#"day of week(date("2024-06-10"))"#, #""Monday""#),
        (#"date and time("2024-06-07T10:00:00@Asia/Shanghai").time offset"#, #"duration("PT8H")"#),
        (#"date and time("1990-07-01T00:00:00@Asia/Shanghai").time offset"#, #"duration("PT9H")"#),
        (#"date(date and time("2024-06-07T10:00:00"))"#, #"date("2024-06-07")"#),
        (#"date and time(date("2024-06-07"), time("10:00:00"))"#, #"date and time("2024-06-07T10:00:00")"#),
        (#"duration("P1DT25H").days"#, "2"), (#"duration("-P14M").years"#, "-1"),
    ])
    func `are computed as the standard says`(source: String, expected: String) throws {
        #expect(try value(source) == value(expected))
        #expect(try value(source) != nil)
    }

    @Test(arguments: [
        #"date("2023-02-29")"#, #"date("02024-01-01")"#, #"date("2024-1-1")"#, #"date("2024-01-01Z")"#,
        #"time("24:00:01")"#,
        #"time("10:00")"#, #"time("10:00:00+19:00")"#, #"time("10:00:00@Nowhere/Land")"#, #"duration("P")"#,
        #"duration("P1M1D")"#,
        #"duration("P1DT")"#, #"date(2024, 13, 1)"#, #"date("2024-01-01") + date("2024-01-01")"#,
        #"date and time("2024-01-01T00:00:00") < date and time("2024-01-01T00:00:00Z")"#,
    ])
    func `are null where there is no such thing`(source: String) throws {
        #expect(try value(source) == nil)
    }

    @Test func `instants are the same however their offset is written`() throws {
        #expect(try value(#"@"2024-06-07T10:00:00@Asia/Shanghai" = @"2024-06-07T02:00:00Z""#) == true)
        #expect(try value(#"is(@"10:00:00@Etc/UTC", @"10:00:00Z")"#) == true)
        #expect(try value(#"is(@"2024-06-07T10:00:00+08:00", @"2024-06-07T02:00:00Z")"#) == false)
    }

    @Test func `every day of four hundred years is the day after the day before`() throws {
        var day = try #require(CivilDate(year: 1799, month: 12, day: 31))
        let first = day.daysSince1970
        for offset in 1...146_097 {
            let next = try #require(CivilDate(daysSince1970: first + offset))
            #expect(day < next)
            if next.day == 1 { #expect(next.month == day.month % 12 + 1) } else { #expect(next.day == day.day + 1) }
            day = next
        }
        #expect(day.description == "2199-12-31")
    }

    @Test func `text and value agree`() throws {
        for text in [
            "2024-06-07", "-0044-03-15", "123456-01-01", "10:32:00.5Z", "10:32:00-03:30", "P1DT2H3M4.5S", "-P1Y2M",
            "PT0S",
        ] {
            #expect(try value("string(@\"\(text)\")") == .string(text))
        }
    }
}
