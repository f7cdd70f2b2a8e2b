import Testing

@testable import Vocabulary

@Suite struct `A moment` {
    @Test func `is written in UTC with milliseconds`() throws {
        let moment = Instant(microseconds: 1_717_756_320_123_000)
        #expect(moment.description == "2024-06-07T10:32:00.123Z")
        #expect(try Instant(parsing: "2024-06-07T10:32:00.123Z") == moment)
    }

    @Test func `is written with microseconds where they matter`() {
        #expect(Instant(microseconds: 1).description == "1970-01-01T00:00:00.000001Z")
        #expect(Instant(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
    }

    @Test(arguments: [
        "2024-06-07T18:32:00+08:00", "2024-06-07T10:32:00Z", "2024-06-07t10:32:00.000z", "2024-06-07T05:02:00.0-05:30",
        "2024-06-07T10:32:00.000000999Z",
    ])
    func `is read from any offset and number of decimals`(text: String) throws {
        #expect(try Instant(parsing: text) == "2024-06-07T10:32:00Z")
    }

    @Test func `falls on a day in Shanghai`() {
        #expect(("2024-06-07T15:59:59.999Z" as Instant).day == "2024-06-07")
        #expect(("2024-06-07T16:00:00Z" as Instant).day == "2024-06-08")
        #expect(("1969-12-31T15:00:00Z" as Instant).day == "1969-12-31")
    }

    @Test func `is a wall time in Shanghai`() {
        let moment = Instant("2024-06-07", hour: 9, minute: 5)
        #expect(moment == "2024-06-07T01:05:00Z")
        #expect(moment.shanghaiTime == "2024-06-07 09:05")
        #expect(moment.minuteOfDay == 545)
    }

    @Test func `moves by seconds`() {
        let moment: Instant = "2024-06-07T23:59:59Z"
        #expect(moment.adding(seconds: 1) == "2024-06-08T00:00:00Z")
        #expect(moment.seconds(until: "2024-06-08T00:00:00.500Z") == 1.5)
    }

    @Test func `comes back from its text whatever it is`() throws {
        var generator = Seeded(7)
        for _ in 0..<20_000 {
            let moment = Instant(
                microseconds: .random(in: -62_000_000_000_000_000...253_000_000_000_000_000, using: &generator))
            let again = try Instant(parsing: moment.description)
            guard again == moment else {
                Issue.record("\(moment.microseconds) came back as \(again.microseconds)")
                return
            }
        }
    }

    @Test(arguments: [
        ("2024-06-07 10:32:00Z", 11), ("2024-06-07T24:00:00Z", 12), ("2024-06-07T10:60:00Z", 15),
        ("2024-06-07T10:32:00", nil), ("2024-06-07T10:32:00.Z", 21), ("2024-06-07T10:32:00+0800", 23),
        ("2024-06-07T10:32:00Zx", 21), ("2024-06-31T10:32:00Z", 9), ("2024-06-07T10:32:00.1234567890Z", 30),
    ])
    func `is refused at the place where it goes wrong`(text: String, position: Int?) {
        let error = #expect(throws: MalformedInstant.self) { try Instant(parsing: text) }
        #expect(error?.position == position)
    }

    @Test func `now is after this was written and before the far future`() {
        #expect(Instant.now > "2024-06-07T00:00:00Z")
        #expect(Instant.now < "2200-01-01T00:00:00Z")
    }
}
