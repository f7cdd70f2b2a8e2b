import Testing

@testable import Vocabulary

@Suite struct `A unified social credit code` {
    @Test(arguments: [
        "91350100M000100Y43", "91530102MA6K123494", "92530802MA6L000151", "91500152MA5U888859", "93510903MA62X0018L",
        "12441500196720244T",
    ])
    func `has two check characters that hold`(text: String) throws {
        #expect(try CreditCode(parsing: text).text == text)
    }

    @Test func `tells region, kind and organisation code`() throws {
        let code = try CreditCode(parsing: "91530102MA6K123494")
        #expect(code.region == "530102")
        #expect(code.kind == .enterprise)
        #expect(code.organisationCode == "MA6K12349")
        #expect(("92530802MA6L000151" as CreditCode).kind == .individualBusiness)
        #expect(("93510903MA62X0018L" as CreditCode).kind == .farmersCooperative)
        #expect(("12441500196720244T" as CreditCode).kind == .publicInstitution)
    }

    @Test(arguments: [
        ("91530102MA6K12349", "应为 18 位，实为 17 位", nil),
        ("91530102MA6K123495", "第 18 位校验码应为 4，实为 5", 18),
        ("91530102MA6K123484", "第 17 位校验码应为 9，实为 8", 17),
        ("91530102IA6K123494", "第 9 位应为数字或大写字母（不含 I、O、S、V、Z），实为“I”", 9),
        ("91530102ma6k123494", "第 9 位应为数字或大写字母（不含 I、O、S、V、Z），实为“m”", 9),
        ("9153010AMA6K123494", "第 8 位应为区划代码的数字，实为“A”", 8),
        ("９1530102MA6K123494", "第 1 位应为数字或大写字母（不含 I、O、S、V、Z），实为“９”", 1),
    ])
    func `is refused with what is wrong and where`(text: String, reason: String, position: Int?) {
        let error = #expect(throws: MalformedCreditCode.self) { try CreditCode(parsing: text) }
        #expect(error?.message.zh == "统一社会信用代码" + reason)
        #expect(error?.position == position)
    }

    @Test func `can be completed from its open part`() throws {
        let code = try CreditCode.synthetic(prefix: "91", region: "530102", organisation: "MA6K1234")
        #expect(code.text == "91530102MA6K123494")
    }

    @Test func `cannot be completed from letters or lengths that do not occur`() {
        let letter = #expect(throws: MalformedCreditCode.self) {
            try CreditCode.synthetic(prefix: "12", region: "530000", organisation: "KMRS0001")
        }
        #expect(letter?.position == 12)
        #expect(throws: MalformedCreditCode.self) {
            try CreditCode.synthetic(prefix: "1", region: "530000", organisation: "1234567")
        }
    }

    @Test func `every one that is made can be read, and one wrong character is always noticed`() throws {
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        var generator = Seeded(17)
        for _ in 0..<2000 {
            let organisation = String((0..<8).map { _ in alphabet.randomElement(using: &generator)! })
            let made = try CreditCode.synthetic(prefix: "91", region: "510903", organisation: organisation)
            #expect(try CreditCode(parsing: made.text) == made)
            #expect(made.text.dropFirst(8).hasPrefix(organisation))
            #expect(residues(of: made) == [0, 0])
            var wrong = Array(made.text)
            let place = Int.random(in: 0..<18, using: &generator)
            let other = alphabet.filter { $0 != wrong[place] }.randomElement(using: &generator)!
            wrong[place] = other
            #expect(throws: MalformedCreditCode.self) { try CreditCode(parsing: String(wrong)) }
        }
    }

    /// What the standards say of a right code: the weighted sums with the check characters leave nothing, mod 11 and 31.
    private func residues(of code: CreditCode) -> [Int] {
        let characters = Array(code.text)
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        var organisation = characters[16] == "X" ? 10 : letters.firstIndex(of: characters[16])!
        for (place, weight) in [3, 7, 9, 10, 5, 8, 4, 2].enumerated() {
            organisation += letters.firstIndex(of: characters[8 + place])! * weight
        }
        let alphabet = letters.filter { !"IOSVZ".contains($0) }
        var whole = 0
        var weight = 1
        for character in characters.dropLast() {
            whole += alphabet.firstIndex(of: character)! * weight
            weight = weight * 3 % 31
        }
        return [organisation % 11, (whole + alphabet.firstIndex(of: characters[17])!) % 31]
    }

    @Test func `shows prefecture and last two when masked`() {
        #expect(("91530102MA6K123494" as CreditCode).masked == "915301**********94")
    }
}
