import Testing

@testable import Vocabulary

@Suite struct `A case number` {
    private let sample = "12441500196720244T3442199806003202206230068"

    @Test func `has 43 characters: office, matter, day and serial`() throws {
        let number = try CaseNumber(parsing: sample)
        #expect(number.implementation.office == "12441500196720244T")
        #expect(number.implementation.matter == "3442199806003")
        #expect(number.implementation.description.count == 31)
        #expect(number.day == "2022-06-23")
        #expect(number.serial == 68)
        #expect(number.description == sample)
    }

    @Test(arguments: [
        (1, "0001"), (9999, "9999"), (10_000, "A000"), (10_035, "A00Z"), (10_036, "A010"), (56_655, "AZZZ"),
        (56_656, "B000"),
        (1_223_055, "ZZZZ"),
    ])
    func `goes on past 9,999 with letters`(serial: Int, printed: String) throws {
        let office = try CaseNumber(parsing: sample)
        let number = try #require(CaseNumber(implementation: office.implementation, day: office.day, serial: serial))
        #expect(number.description.suffix(4) == printed)
        #expect(try CaseNumber(parsing: number.description) == number)
    }

    @Test func `serials sort as they count`() throws {
        let office = try CaseNumber(parsing: sample)
        var last = ""
        for serial in stride(from: 1, through: CaseNumber.lastSerial, by: 17) {
            let text = try #require(CaseNumber(implementation: office.implementation, day: office.day, serial: serial))
                .description
            guard last < text else {
                Issue.record("serial \(serial) prints \(text.suffix(4)) after \(last.suffix(4))")
                return
            }
            last = text
        }
    }

    @Test func `has no serial beyond its range`() throws {
        let office = try CaseNumber(parsing: sample)
        for serial in [0, -1, CaseNumber.lastSerial + 1] {
            #expect(CaseNumber(implementation: office.implementation, day: office.day, serial: serial) == nil)
        }
    }

    @Test(arguments: [
        ("12441500196720244T344219980600320220623 0068", 40),
        ("12441500196720244T344219980600320220623068", nil),
        ("12441500196720244X3442199806003202206230068", 18),
        ("12441500196720244T34421998O6003202206230068", 27),
        ("12441500196720244T3442199806003202206310068", 38),
        ("12441500196720244T3442199806003202213230068", 36),
        ("12441500196720244T3442199806003202206230000", 40),
        ("12441500196720244T34421998060032022062300A8", 42),
        ("12441500196720244T3442199806003202206230a68", 41),
        ("12441500196720244T34421998060032022062300680", nil),
        ("", nil),
    ])
    func `is refused where it goes wrong`(text: String, position: Int?) {
        let error = #expect(throws: MalformedCaseNumber.self) { try CaseNumber(parsing: text) }
        #expect(error?.position == position)
        if position == nil { #expect(error?.message.zh == "办件编号应为 43 位，实为 \(text.count) 位") }
    }
}

@Suite struct `An implementation code` {
    @Test func `joins an office and a matter`() throws {
        let code = try ImplementationCode(office: "91530102MA6K123494", matter: "0530000000001")
        #expect(code.description == "91530102MA6K1234940530000000001")
        #expect(try ImplementationCode(parsing: code.description) == code)
        #expect(code.matter == "0530000000001")
    }

    @Test(arguments: [("053000000000", nil), ("05300000000012", nil), ("05300000000x1", 30)])
    func `refuses a matter that is not 13 digits`(matter: String, position: Int?) {
        let error = #expect(throws: MalformedImplementationCode.self) {
            try ImplementationCode(office: "91530102MA6K123494", matter: matter)
        }
        #expect(error?.position == position)
    }
}
