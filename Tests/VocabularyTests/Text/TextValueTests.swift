import Foundation
import Testing

@testable import Vocabulary

@Suite struct `A value with one written form` {
    struct Record: Codable, Equatable {
        var day: CalendarDay
        var citizen: CitizenID
        var amounts: [RegionCode: Money]
    }

    private let record = Record(
        day: "2024-06-07", citizen: "530102199802153125", amounts: ["530102": Money(fen: 486_400)])

    @Test func `is a single string to a coder, and a key of a dictionary`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = String(decoding: try encoder.encode(record), as: UTF8.self)
        #expect(json == #"{"amounts":{"530102":"4864.00"},"citizen":"530102199802153125","day":"2024-06-07"}"#)
    }

    @Test func `comes back from a coder as it was`() throws {
        let data = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(Record.self, from: data) == record)
    }

    @Test func `is refused by a decoder with the reason`() throws {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([CalendarDay].self, from: Data(#"["2024-02-30"]"#.utf8))
        }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("expected corrupted data, got \(String(describing: error))")
            return
        }
        #expect(context.debugDescription.contains("from character 9 there should be a day 01–29"))
        #expect(context.underlyingError is MalformedDay)
    }

    @Test func `is read from a substring as well as from a string`() throws {
        let line = "day=2024-06-07;"
        #expect(try CalendarDay(parsing: line.dropFirst(4).dropLast()) == "2024-06-07")
    }

    @Test func `a flaw never quotes more than it needs`() throws {
        let error = #expect(throws: MalformedCitizenID.self) { try CitizenID(parsing: "530102199802153126") }
        #expect(error?.message.zh.contains("5301") == false)
    }
}

@Suite struct `Words in two languages` {
    @Test func `answer in the language asked for`() {
        let name = Bilingual(zh: "灵活就业", en: "flexible employment")
        #expect(name(.zh) == "灵活就业")
        #expect(name(.en) == "flexible employment")
    }
}
