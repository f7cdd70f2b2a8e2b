import Foundation
import Ledger
import Registry
import Testing
import Vocabulary

@Suite struct `Lists` {
    static let mapping = """
        {"kind": "person", "source": "import:street", "asOf": "2024-06-01", "number": "身份证号",
         "columns": {"姓名": "full_name", "手机": "phone"}}
        """
    static let read: ListImport.Reading = { element, text throws(RowFlaw) in
        guard text != "bad" else { throw RowFlaw(code: "value", message: .init("有误", "wrong")) }
        return .string(text)
    }

    static func take(
        _ text: String, in world: RegisterWorld, mapping: String = mapping, isDryRun: Bool = false,
        bytes: [UInt8]? = nil
    ) async throws -> (ListImport.Outcome, errors: String) {
        let path = try world.write("list.csv", bytes ?? Array(text.utf8))
        let errors = world.folder.appendingPathComponent("errors.csv").path
        let run = ListImport(
            store: world.store, register: world.register, mapping: try ListMapping(parsing: mapping), read: read)
        let outcome = try await run.run(path, isDryRun: isDryRun, errors: errors, at: `Whose word counts`.noon)
        return (outcome, try String(contentsOfFile: errors, encoding: .utf8))
    }

    static let list = """
        身份证号,姓名,手机
        530102199802153125,文娜,13888005678
        530102199802153126,坏号,13888005678
        110105491231002,"李, 军",
        530102199506300010,=cmd|' /C calc'!A0,13888005678
        530102199506300010,bad,
        """

    @Test func `good rows are taken in and bad ones refused with their reasons`() async throws {
        try await RegisterWorld.with { world in
            let (outcome, errors) = try await Self.take(Self.list, in: world)
            #expect(outcome.read == 5 && outcome.written == 2 && outcome.refused == 3)
            let rows = errors.split(separator: "\n").dropFirst()
            #expect(rows.count == 3)
            #expect(rows.contains { $0.hasPrefix("3,身份证号,****3126,number,") })
            #expect(rows.contains { $0.hasPrefix("5,姓名,'=cmd") && $0.contains(",formula,") })
            let facts = try await world.facts(world.enter("11010519491231002X"))
            #expect(facts.first { $0.element == "full_name" }?.value == "李, 军")
            #expect(facts.allSatisfy { $0.source == "import:street" })
        }
    }

    @Test func `a trial run writes nothing`() async throws {
        try await RegisterWorld.with { world in
            let (outcome, _) = try await Self.take(Self.list, in: world, isDryRun: true)
            #expect(outcome.written == 0 && outcome.refused == 3)
            let known = try await world.store.read { [register = world.register] in
                try register.find(number: "530102199802153125", in: $0)
            }
            #expect(known == nil)
        }
    }

    @Test func `a list that is in already changes nothing`() async throws {
        try await RegisterWorld.with { world in
            _ = try await Self.take(Self.list, in: world)
            let before = try await world.facts(world.enter("530102199802153125"))
            let (again, _) = try await Self.take(Self.list, in: world)
            #expect(again.skipped == 5 && again.written == 0)
            let (longer, _) = try await Self.take(Self.list + "\n530102199802153125,文娜,13888005678\n", in: world)
            #expect(longer.written == 3)
            #expect(try await world.facts(world.enter("530102199802153125")) == before)
        }
    }

    @Test func `old Chinese spreadsheets are read, and broken ones refused`() async throws {
        try await RegisterWorld.with { world in
            let mapping = Self.mapping.replacing("\"kind\"", with: "\"encoding\": \"gb18030\", \"kind\"")
            // 身份证号,姓名,手机 / number,文娜,
            let header: [UInt8] = [
                0xC9, 0xED, 0xB7, 0xDD, 0xD6, 0xA4, 0xBA, 0xC5, 0x2C, 0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0xCA, 0xD6, 0xBB,
                0xFA, 0x0A,
            ]
            let row = Array("530102199802153125,".utf8) + [0xCE, 0xC4, 0xC4, 0xC8, 0x2C, 0x0A]
            let (outcome, _) = try await Self.take("", in: world, mapping: mapping, bytes: header + row)
            #expect(outcome.written == 1)
            let facts = try await world.facts(world.enter("530102199802153125"))
            #expect(facts.first { $0.element == "full_name" }?.value == "文娜")
            await #expect(throws: HostileFile.brokenText(row: 2, encoding: .gb18030)) {
                _ = try await Self.take("", in: world, mapping: mapping, bytes: header + [0x81])
            }
        }
    }

    @Test func `hostile files are refused before they cost anything`() async throws {
        try await RegisterWorld.with { world in
            let wide = String(repeating: ",", count: 1_000_000)
            await #expect(throws: HostileFile.tooManyColumns(row: 1, limit: 512)) {
                _ = try await Self.take(wide, in: world)
            }
            let long = "身份证号,姓名,手机\n" + String(repeating: "a", count: 40_000)
            await #expect(throws: HostileFile.cellTooLong(row: 2, column: 1, limit: 32 << 10)) {
                _ = try await Self.take(long, in: world)
            }
            await #expect(throws: HostileFile.brokenText(row: 1, encoding: .utf8)) {
                _ = try await Self.take("", in: world, bytes: [0x61, 0xFF, 0x0A])
            }
            await #expect(throws: HostileFile.brokenQuotes(row: 1)) {
                _ = try await Self.take("\"never closed", in: world)
            }
            await #expect(throws: HostileFile.columnTwice("手机")) { _ = try await Self.take("身份证号,手机,手机\n", in: world) }
            await #expect(throws: HostileFile.columnMissing("身份证号")) { _ = try await Self.take("姓名,手机\n", in: world) }
            await #expect(throws: HostileFile.empty) { _ = try await Self.take("", in: world) }
        }
    }

    @Test func `an export holds what counts about everybody, page by page, and nothing a spreadsheet would run`()
        async throws
    {
        try await RegisterWorld.with { world in
            for sequence in 0..<30 {
                let number = CitizenID(region: "530102", birthday: "1998-02-15", sequence: sequence).text
                _ = try await world.enter(
                    number,
                    [
                        `Whose word counts`.fact("old", "applicant"),
                        `Whose word counts`.fact(sequence == 7 ? "=1+1" : "n\(sequence)", "item:x"),
                    ])
            }
            let export = ListExport(store: world.store, precedence: .standard, elements: ["phone"]) { _, value in value
            }
            let path = world.folder.appendingPathComponent("out.csv").path
            #expect(try await export.run(.person, to: path, on: "2024-06-10") == 30)
            let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map {
                $0.split(separator: ",").last ?? ""
            }
            #expect(Set(rows) == Set((0..<30).map { $0 == 7 ? "'=1+1" : "n\($0)" }))
        }
    }
}

@Suite struct `Lists of regions and posts` {
    private static let posts = """
        {"kind": "post", "source": "import:fair-2024", "asOf": "2024-06-01", "number": "岗位编号",
         "columns": {"岗位": "title", "单位": "employer_credit_code", "地区": "region", "最低月薪": "pay_from", "最高月薪": "pay_to",
                     "人数": "headcount", "要求": "requirements"}}
        """

    @Test func `posts need an employer and pay, and must turn nobody away for what they are`() async throws {
        try await RegisterWorld.with { world in
            let list = """
                岗位编号,岗位,单位,地区,最低月薪,最高月薪,人数,要求
                P1,咖啡师,91530102MA6K123494,530102,4000,6000,3,会手冲
                P2,文员,91530102MA6K123494,530102,3500,,1,限女，35岁以下
                P3,司机,91530102MA6K123495,530102,5000,,1,
                P4,保安,91530102MA6K123494,530102,,,1,
                P5,店员,91530102MA6K123494,530102,5000,4000,1,
                """
            let (outcome, errors) = try await Lists.take(list, in: world, mapping: Self.posts)
            #expect(outcome.written == 1 && outcome.refused == 4)
            for (row, code) in [
                ("3,要求", "discriminatory"), ("4,单位", "number"), ("5,最低月薪", "empty"), ("6,最高月薪", "value"),
            ] {
                #expect(errors.split(separator: "\n").contains { $0.hasPrefix(row) && $0.contains(code) }, "\(row)")
            }
            let entries = try await world.store.read { [register = world.register] in
                try register.entries(.post, in: $0)
            }
            #expect(entries.map(\.key) == ["P1"] && entries[0].values["pay_from"]?.text == "4000")
        }
    }

    @Test func `a later list of regions replaces an earlier one, never the other way round`() async throws {
        try await RegisterWorld.with { world in
            func mapping(_ day: String) -> String {
                #"{"kind": "region", "source": "import:regions", "asOf": "\#(day)", "number": "代码", "columns": {"名称": "name"}}"#
            }
            _ = try await Lists.take("代码,名称\n530102,五华区（新）\n53010,坏\n", in: world, mapping: mapping("2024-06-01"))
            _ = try await Lists.take("代码,名称\n530102,五华区（旧）\n530103,盘龙区\n", in: world, mapping: mapping("2023-06-01"))
            let entries = try await world.store.read { [register = world.register] in
                try register.entries(.region, in: $0)
            }
            #expect(entries.map { $0.values["name"]?.text } == ["五华区（新）", "盘龙区"])
        }
    }
}
