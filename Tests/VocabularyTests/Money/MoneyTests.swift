import Testing

@testable import Vocabulary

@Suite struct `An amount of money` {
    @Test func `reads as yuan with two decimals`() {
        #expect(Money(yuan: 4864).description == "4,864.00")
        #expect(Money(yuan: 4864).yuanText == "4864.00")
        #expect(Money(fen: -5).description == "-0.05")
        #expect(Money(fen: 100_000_000_000).description == "1,000,000,000.00")
        #expect(Money(fen: .min).yuanText == "-92233720368547758.08")
    }

    @Test(arguments: [
        ("4864", 486_400), ("4864.5", 486_450), ("4,864.00", 486_400), ("-12.30", -1230), ("0.01", 1),
        ("1,000,000", 100_000_000),
        ("92233720368547758.07", Int64.max),
    ])
    func `is read from yuan`(text: String, fen: Int64) throws {
        #expect(try Money(parsing: text).fen == fen)
    }

    @Test(arguments: [
        ("", nil), ("-", 2), (".5", 1), ("12.", 4), ("12.345", 6), ("1,00", 2), ("10,00.00", 2), ("12a", 3),
        ("1 000", 2),
        ("92233720368547758.08", 1), ("1e3", 2), ("¥12", 1), ("--1", 2), (",100", 1),
    ])
    func `is refused where it goes wrong`(text: String, position: Int?) {
        let error = #expect(throws: MalformedMoney.self) { try Money(parsing: text) }
        #expect(error?.position == position)
    }

    @Test func `comes back from both of its texts`() throws {
        var generator = Seeded(9)
        for _ in 0..<5000 {
            let shift = Int.random(in: 0...62, using: &generator)
            let amount = Money(fen: Int64.random(in: -Int64.max...Int64.max, using: &generator) >> shift)
            #expect(try Money(parsing: amount.description) == amount)
            #expect(try Money(parsing: amount.yuanText) == amount)
        }
    }

    @Test func `adds up, and says where it would not fit`() {
        #expect([Money(yuan: 1), Money(fen: 50)].total() == Money(fen: 150))
        #expect(Money(fen: .max).adding(checked: Money(fen: 1)) == nil)
        #expect(Money(fen: .min).subtracting(checked: Money(fen: 1)) == nil)
        #expect(Money(fen: 3).adding(checked: Money(fen: 4)) == Money(fen: 7))
    }

    @Test func `is shared exactly and rounded once`() {
        #expect(Money(fen: 100).share(2, of: 3, rounding: .down) == Money(fen: 66))
        #expect(Money(fen: 100).share(2, of: 3, rounding: .half) == Money(fen: 67))
        #expect(Money(fen: -100).share(2, of: 3, rounding: .down) == Money(fen: -66))
        #expect(Money(fen: 5).share(1, of: 2, rounding: .half) == Money(fen: 3))
        #expect(Money(fen: .max).share(1, of: 1, rounding: .half) == Money(fen: .max))
        #expect(Money(fen: .max).share(.max, of: .max, rounding: .down) == Money(fen: .max))
        #expect(Money(fen: .max).share(2, of: 1, rounding: .down) == nil)
    }

    @Test(arguments: [
        (486_400, "肆仟捌佰陆拾肆元整"), (0, "零元整"), (1, "壹分"), (10, "壹角整"), (12, "壹角贰分"), (101, "壹元零壹分"),
        (110, "壹元壹角整"), (10_050_050, "壹拾万零伍佰元伍角整"), (100_000_000_000, "壹拾亿元整"), (100_010_000_00, "壹亿零壹万元整"),
        (-150, "负壹元伍角整"), (4_864_000_000, "肆仟捌佰陆拾肆万元整"), (10_000_000_100, "壹亿零壹元整"), (10_010_00, "壹万零壹拾元整"),
        (100_100_00, "壹拾万零壹佰元整"),
    ])
    func `is written out in capital numerals`(fen: Int64, text: String) {
        #expect(Money(fen: fen).capitals == text)
    }
}
