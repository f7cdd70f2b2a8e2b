import FEEL
import Testing

@Suite struct `Decimal numbers` {
    private func number(_ text: String) throws -> Decimal128 { try #require(Decimal128(parsing: text)) }

    @Test(arguments: [
        ("0.1 + 0.2", "0.3"), ("1 / 3", "0.3333333333333333333333333333333333"),
        ("2 / 3", "0.6666666666666666666666666666666667"), ("1.10 + 2.2", "3.30"), ("100 / 4", "25"),
        ("1e33 + 0.5", "1000000000000000000000000000000000"),
        ("1e33 + 1.5", "1000000000000000000000000000000002"),
        ("9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000"),
        (
            "9999999999999999999999999999999999 * 9999999999999999999999999999999999",
            "9.999999999999999999999999999999998E+67"
        ),
        ("1234567890123456789 * 987654321098765432", "1.219326311370217952114007012098918E+36"),
        ("1 - 1e-40", "1"), ("5 * 0", "0"), ("-7 / 2", "-3.5"), ("1e-3000 * 1e-3200", "0"),
        ("2 ** 0.5", "1.414213562373095048801688724209698"), ("2 ** 10", "1024"), ("2 ** -2", "0.25"),
        ("1.5 ** 20", "3325.25673007965087890625"), ("(-2) ** 3", "-8"),
        ("modulo(-12, 5)", "3"), ("modulo(12, -5)", "-3"), ("modulo(10.1, 4.5)", "1.1"), ("modulo(1e30, 7)", "1"),
        ("sqrt(2)", "1.414213562373095048801688724209698"), ("sqrt(16)", "4"),
        ("exp(1)", "2.718281828459045235360287471352662"),
        ("log(10)", "2.302585092994045684017991454684364"), ("log(1)", "0"),
    ])
    func `arithmetic keeps 34 digits and rounds half to even`(source: String, expected: String) throws {
        #expect(try value(source) == .number(number(expected)))
    }

    @Test(arguments: [
        ("decimal(2.5, 0)", "2"), ("decimal(3.5, 0)", "4"), ("floor(-1.5)", "-2"), ("ceiling(-1.5)", "-1"),
        ("round up(5.5, 0)", "6"), ("round up(-5.5, 0)", "-6"), ("round down(-5.5, 0)", "-5"),
        ("round half up(-2.5, 0)", "-3"), ("round half down(2.5, 0)", "2"), ("round up(1.121, 2)", "1.13"),
        ("decimal(1234, -2)", "1200"), ("round half up(1250, -2)", "1300"),
    ])
    func `every rounding goes its own way`(source: String, expected: String) throws {
        #expect(try value(source) == .number(number(expected)))
    }

    @Test func `equal amounts are equal whatever their zeros, and hash alike`() throws {
        let values: Set<Decimal128> = [try number("1"), try number("1.0"), try number("1.000"), try number("0.1e1")]
        #expect(values.count == 1)
        #expect(try number("1.10").description == "1.10")
        #expect(try number("-0").isNegative == false)
        #expect(try number("0e-5") == 0)
    }

    @Test func `text that is no number is refused`() {
        for text in ["", "-", ".", "1.2.3", "1e", "e5", "0x10", "1 ", "١", "1,5"] {
            #expect(Decimal128(parsing: text) == nil, "\(text)")
        }
    }

    @Test func `printing and reading give the same number`() throws {
        var generator = Seeded(seed: 7)
        for _ in 0..<2000 {
            let digits = UInt128(generator.next()) * UInt128(generator.next() % 10_000_000_000_000_000)
            let exponent = Int(generator.next() % 200) - 100
            let negative = generator.next() & 1 == 0
            let made = Decimal128(negative: negative, coefficient: digits, exponent: exponent)
            let number = try #require(made)
            #expect(Decimal128(parsing: number.description) == number)
        }
    }

    @Test func `order, difference and product agree with each other`() throws {
        var generator = Seeded(seed: 11)
        func random() -> Decimal128 {
            let digits = UInt128(generator.next() >> (generator.next() % 60))
            return Decimal128(
                negative: generator.next() & 1 == 0, coefficient: digits, exponent: Int(generator.next() % 30) - 15)!
        }
        for _ in 0..<2000 {
            let a = random()
            let b = random()
            let gapOrNil = a - b
            let difference = try #require(gapOrNil)
            #expect((a < b) == difference.isNegative)
            #expect((a == b) == difference.isZero)
            let sums = (a + b, b + a)
            let products = (a * b, b * a)
            #expect(sums.0 == sums.1)
            #expect(products.0 == products.1)
            if !b.isZero, let quotient = a / b, let back = quotient * b, let gap = back - a {
                let tolerance = a.magnitude * Decimal128(coefficient: 1, exponent: -32)!
                #expect(gap.magnitude <= (tolerance ?? 0))
            }
        }
    }

    @Test func `whole numbers convert only when they fit`() throws {
        #expect(try number("1e3").integer == 1000)
        #expect(try number("-9223372036854775808").integer == Int.min)
        #expect(try number("9223372036854775808").integer == nil)
        #expect(try number("1.5").integer == nil)
        #expect(try number("1.500e1").integer == 15)
    }
}

/// Random numbers that are the same in every run.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
