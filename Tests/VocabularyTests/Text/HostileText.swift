import Testing

@testable import Vocabulary

/// Parsers meet whatever the network brings: they may refuse it, they may not fall over, and what they accept they must
/// print back.
@Suite struct `Hostile text` {
    enum Letter {}

    private let samples = [
        "2024-06-07", "2024-06-07T10:32:00.123+08:00", "018ff0c2-7d1a-7c3e-9a51-2b6e0d4c8f10", "1,234,864.05", "530102",
        "11010519491231002X", "91530102MA6K123494", "12441500196720244T3442199806003202206230068", "13812345678",
        "6228480030123456789",
    ]

    private func mutated(_ sample: String, _ generator: inout Seeded) -> [UInt8] {
        var bytes = Array(sample.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2 where place < bytes.count: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &generator)
            case 3:
                bytes.insert(
                    contentsOf: Array(["９", "é", "👩‍👩‍👧", "\0", "，"].randomElement(using: &generator)!.utf8), at: place)
            default: bytes = Array(bytes.prefix(place))
            }
        }
        return bytes
    }

    /// True when `bytes` are refused with words, or accepted and printed back to something equal.
    private func behaves<Value: TextValue>(_: Value.Type, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            do throws(Value.Flawed) {
                let value = try Value(utf8: buffer)
                return (try? Value(parsing: value.description)) == value
            } catch {
                let length = String(decoding: bytes, as: UTF8.self).count
                return !error.message.zh.isEmpty && error.position.map { (1...length + 1).contains($0) } ?? true
            }
        }
    }

    @Test func `never makes a parser fall over, and what is accepted prints back`() {
        var generator = Seeded(31)
        for round in 0..<4000 {
            let bytes = mutated(samples[round % samples.count], &generator)
            guard behaves(CalendarDay.self, bytes), behaves(Instant.self, bytes),
                behaves(Identifier<Letter>.self, bytes),
                behaves(Money.self, bytes), behaves(RegionCode.self, bytes), behaves(CitizenID.self, bytes),
                behaves(CreditCode.self, bytes), behaves(ImplementationCode.self, bytes),
                behaves(CaseNumber.self, bytes),
                behaves(Phone.self, bytes), behaves(BankCard.self, bytes)
            else {
                Issue.record("\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
            _ = Masking.address(String(decoding: bytes, as: UTF8.self))
            _ = Masking.name(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test func `of any length is refused in words that stay short`() {
        let long = String(repeating: "9", count: 100_000)
        let error = #expect(throws: MalformedMoney.self) { try Money(parsing: long) }
        #expect(error.map { $0.message.zh.count < 120 } == true)
        #expect(throws: MalformedBankCard.self) { try BankCard(parsing: long) }
        #expect(throws: MalformedCaseNumber.self) { try CaseNumber(parsing: long) }
    }
}
