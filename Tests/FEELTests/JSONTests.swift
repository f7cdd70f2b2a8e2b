import FEEL
import Testing

@Suite struct `Values as JSON` {
    @Test func `reading and writing give the same value`() throws {
        let text = #"{"a":[1,2.50,-3e2,"x\"\n😀",true,null],"b":{"c d":[]}}"#
        let value = try Value(json: text.utf8)
        #expect(value.context?["a"]?.list?[1] == .number(Decimal128(parsing: "2.5")!))
        #expect(try Value(json: value.json.utf8) == value)
        #expect(try Value(json: #""\ud83d\ude00""#.utf8) == "😀")
    }

    @Test func `dates become text, and text becomes a date of its type`() throws {
        let day = Value(text: "2024-06-07", as: .date)
        #expect(day?.json == "\"2024-06-07\"")
        #expect(Value(text: "2024-06-31", as: .date) == nil)
        #expect(Value(text: "12.5", as: .number)?.json == "12.5")
        #expect(Value(text: "maybe", as: .boolean) == nil)
    }

    @Test func `broken text is refused`() {
        for text in ["", "{", "[1,]", "{\"a\" 1}", "\"\\x\"", "1 2", "nul", "\"\\ud800\"", "[\u{1}]", "01x"] {
            #expect(throws: MalformedJSON.self) { try Value(json: text.utf8) }
        }
        #expect(throws: MalformedJSON.self) { try Value(json: String(repeating: "[", count: 100_000).utf8) }
    }
}
