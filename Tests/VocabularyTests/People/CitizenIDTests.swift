import Testing

@testable import Vocabulary

@Suite struct `A citizen identity number` {
    @Test(arguments: [
        ("11010519491231002X", "110105", "1949-12-31", Sex.female),
        ("530102199802153125", "530102", "1998-02-15", .female),
        ("530802199506300010", "530802", "1995-06-30", .male), ("510903198701011234", "510903", "1987-01-01", .male),
        ("500152197008080044", "500152", "1970-08-08", .female),
        ("510603199211114562", "510603", "1992-11-11", .female),
    ])
    func `tells region, birthday and sex`(text: String, region: RegionCode, birthday: CalendarDay, sex: Sex) throws {
        let number = try CitizenID(parsing: text)
        #expect(number.text == text)
        #expect(number.region == region)
        #expect(number.birthday == birthday)
        #expect(number.sex == sex)
        #expect(number.holder == .citizen)
    }

    @Test func `is read with a small x and written with a capital one`() throws {
        #expect(try CitizenID(parsing: "11010519491231002x").text == "11010519491231002X")
    }

    @Test(
        arguments: [("810000", .hongKong), ("820000", .macao), ("830000", .taiwan)] as [(RegionCode, CitizenID.Holder)])
    func `may be that of a residence permit`(region: RegionCode, holder: CitizenID.Holder) throws {
        let made = CitizenID(region: region, birthday: "1990-05-04", sequence: 17)
        let read = try CitizenID(parsing: made.text)
        #expect(read.holder == holder)
        #expect(read.text.hasPrefix(region.description))
    }

    @Test(arguments: [
        ("53010219980215312", "应为 18 位，实为 17 位", nil),
        ("5301021998021531255", "应为 18 位，实为 19 位", nil),
        ("530102980215312", "应为 18 位，实为 15 位", nil),
        ("53010219980215312A", "第 18 位应为数字或 X，实为“A”", 18),
        ("53O102199802153125", "第 3 位应为数字，实为“O”", 3),
        ("530102１99802153125", "第 7 位应为数字，实为“１”", 7),
        ("990102199802153125", "第 1 位起应为省级行政区划代码，实为“99”", 1),
        ("810001199802153125", "第 3 位起应为港澳台居住证的 0000，实为“0001”", 3),
        ("530102199802303125", "第 13 位起应为1998年2月的 01–28 日，实为“30”", 13),
        ("530102199813153125", "第 11 位起应为月份 01–12，实为“13”", 11),
        ("530102199802153126", "第 18 位校验码应为 5，实为 6", 18),
        ("110105194912310021", "第 18 位校验码应为 X，实为 1", 18),
        ("", "应为 18 位，实为 0 位", nil),
    ])
    func `is refused with what is wrong and where`(text: String, reason: String, position: Int?) {
        let error = #expect(throws: MalformedCitizenID.self) { try CitizenID(parsing: text) }
        #expect(error?.message.zh == "公民身份号码" + reason)
        #expect(error?.position == position)
    }

    @Test func `is refused in English too`() {
        let error = #expect(throws: MalformedCitizenID.self) { try CitizenID(parsing: "530102199802153126") }
        #expect(error?.message.en == "citizen identity number: check character 18 should be 5, found 6")
    }

    @Test func `every one that is made can be read, and one wrong digit is always noticed`() throws {
        var generator = Seeded(11)
        for _ in 0..<2000 {
            let birthday = ("1930-01-01" as CalendarDay).adding(days: .random(in: 0...34_000, using: &generator))
            let made = CitizenID(
                region: "530102", birthday: birthday, sequence: .random(in: 0...999, using: &generator))
            #expect(try CitizenID(parsing: made.text) == made)
            var wrong = Array(made.text.utf8)
            let place = Int.random(in: 0..<17, using: &generator)
            wrong[place] = (wrong[place] - 48 + UInt8.random(in: 1...9, using: &generator)) % 10 + 48
            #expect(throws: MalformedCitizenID.self) { try CitizenID(parsing: String(decoding: wrong, as: UTF8.self)) }
        }
    }

    @Test func `shows its first six and last four when masked`() {
        let number: CitizenID = "530102199802153125"
        #expect(number.masked == "530102********3125")
        #expect(number.lastFour == "3125")
    }

    @Test func `tells the age on a day`() {
        #expect(("530102199802153125" as CitizenID).age(on: "2024-06-07") == 26)
    }
}

@Suite struct `A mobile number` {
    @Test func `shows three and four digits when masked`() throws {
        let phone = try Phone(parsing: "13812345678")
        #expect(phone.masked == "138****5678")
        #expect(phone.text == "13812345678")
    }

    @Test(arguments: [
        ("1381234567", nil), ("138123456789", nil), ("23812345678", 1), ("12812345678", 2), ("1381234567x", 11),
        ("138 1234567", 4), ("", nil),
    ])
    func `is refused where it goes wrong`(text: String, position: Int?) {
        let error = #expect(throws: MalformedPhone.self) { try Phone(parsing: text) }
        #expect(error?.position == position)
    }
}

@Suite struct `A bank card number` {
    @Test(arguments: [
        "6228480030123456789", "6217003860000123453", "4111111111111111", "378282246310005", "6011000990139424",
    ])
    func `passes the Luhn check`(text: String) throws {
        #expect(try BankCard(parsing: text).text == text)
    }

    @Test func `is read over the spaces cards print`() throws {
        #expect(try BankCard(parsing: "6228 4800 3012 3456 789") == "6228480030123456789")
    }

    @Test func `shows its last four digits when masked`() throws {
        #expect(try BankCard(parsing: "6228480030123456789").masked == "***************6789")
    }

    @Test func `with one wrong digit or two neighbours swapped is noticed`() {
        let digits = Array("6228480030123456789".utf8)
        for place in digits.indices {
            var wrong = digits
            wrong[place] = (wrong[place] - 48 + 1) % 10 + 48
            #expect(throws: MalformedBankCard.self) { try BankCard(parsing: String(decoding: wrong, as: UTF8.self)) }
        }
        var swapped = digits
        swapped.swapAt(10, 11)
        #expect(throws: MalformedBankCard.self) { try BankCard(parsing: String(decoding: swapped, as: UTF8.self)) }
    }

    @Test(arguments: [
        ("622848003012", "应为 13–19 位，实为 12 位"), ("62284800301234567890", "应为 13–19 位，实为 20 位"),
        ("6228480030123456780", "第 19 位校验码应为 9，实为 0"), ("62284800301234567a9", "第 18 位应为数字，实为“a”"),
        ("6228  480030123456789", "第 6 位应为数字，实为“ ”"),
    ])
    func `is refused with what is wrong and where`(text: String, reason: String) {
        let error = #expect(throws: MalformedBankCard.self) { try BankCard(parsing: text) }
        #expect(error?.message.zh == "银行卡号" + reason)
    }
}
