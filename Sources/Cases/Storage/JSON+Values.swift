import Catalog
import Ledger
import Vocabulary

extension CalendarDay {
    var json: JSON { .integer(daysSince1970) }
}

extension JSON {
    func day(_ name: String) throws -> CalendarDay { CalendarDay(daysSince1970: Int32(try integer(name))) }

    func optionalDay(_ name: String) throws -> CalendarDay? {
        guard let value = self[name], !value.isNull else { return nil }
        return try day(name)
    }

    func instant(_ name: String) throws -> Instant { Instant(microseconds: try integer(name)) }

    /// Own words; empty when the key that sealed them was destroyed.
    func words(_ name: String) throws -> String {
        guard let value = self[name], value.isNull else { return try text(name) }
        return ""
    }

    func optionalWords(_ name: String) -> String? { self[name].map { $0.text ?? "" } }

    func choice<Choice: RawRepresentable>(_ name: String) throws -> Choice where Choice.RawValue == String {
        let text = try text(name)
        guard let choice = Choice(rawValue: text) else {
            throw StorageFailure.corrupt("\(name) holds the unknown value \(text)")
        }
        return choice
    }

    func codes<Subject>(_ name: String) throws -> [Code<Subject>] {
        guard let elements = self[name]?.elements else { return [] }
        return elements.compactMap { $0.text.map { Code(rawValue: $0) } }
    }

    func receipts(_ name: String) throws -> [MaterialReceipt] {
        try (self[name]?.elements ?? []).map { try MaterialReceipt($0) }
    }

    static func receipts(_ receipts: [MaterialReceipt]) -> JSON { .array(receipts.map(\.json)) }
    static func codes<Subject>(_ codes: [Code<Subject>]) -> JSON { .array(codes.map { .string($0.rawValue) }) }
    static func id<Subject>(_ id: Identifier<Subject>) -> JSON { .string(id.description) }
}

extension MaterialReceipt {
    var json: JSON {
        .members([
            "material": .string(material.rawValue), "source": .string(source.rawValue),
            "upload": upload.map(JSON.string),
        ])
    }

    init(_ json: JSON) throws {
        self.init(
            MaterialCode(rawValue: try json.text("material")), try json.choice("source"), upload: json["upload"]?.text)
    }
}

extension ItemTask.Correction {
    var json: JSON {
        [
            "fields": .codes(fields), "materials": .codes(materials), "note": .string(note), "askedOn": askedOn.json,
            "by": by.json,
        ]
    }

    init(_ json: JSON) throws {
        self.init(
            fields: try json.codes("fields"), materials: try json.codes("materials"), note: try json.words("note"),
            askedOn: try json.day("askedOn"), by: try json.day("by"))
    }
}

extension Limit {
    var json: JSON { ["count": .integer(count), "unit": .string(unit.rawValue)] }

    init(_ json: JSON) throws {
        self.init(count: Int(try json.integer("count")), unit: try json.choice("unit"))
    }
}

extension JSON {
    static func tolerances(_ tolerances: [MaterialCode: CalendarDay]) -> JSON? {
        tolerances.isEmpty
            ? nil : .object(tolerances.sorted { $0.key < $1.key }.map { Member($0.key.rawValue, $0.value.json) })
    }

    func tolerances(_ name: String) throws -> [MaterialCode: CalendarDay] {
        var tolerances: [MaterialCode: CalendarDay] = [:]
        for member in self[name]?.members ?? [] {
            tolerances[MaterialCode(rawValue: member.name)] = CalendarDay(
                daysSince1970: Int32(member.value.integer ?? 0))
        }
        return tolerances
    }
}

extension Acceptance {
    var json: JSON {
        .members([
            "on": on.json, "isDeemed": isDeemed ? true : nil, "limit": limit.json, "yellowDays": .integer(yellowDays),
            "step": .string(step.rawValue), "kind": .string(kind.rawValue), "clockRuns": .bool(clockRuns),
            "until": until?.json, "tolerances": .tolerances(tolerances),
        ])
    }

    init(_ json: JSON) throws {
        self.init(
            on: try json.day("on"), isDeemed: json["isDeemed"]?.flag ?? false,
            limit: try Limit(try json.required("limit")),
            yellowDays: Int(try json.integer("yellowDays")), step: StageCode(rawValue: try json.text("step")),
            kind: try json.choice("kind"), clockRuns: json["clockRuns"]?.flag ?? true,
            until: try json.optionalDay("until"),
            tolerances: try json.tolerances("tolerances"))
    }
}

extension Submission {
    var json: JSON {
        .members([
            "id": .id(id), "number": .string(number.description), "applicant": .id(applicant),
            "maskedName": .string(maskedName), "bundle": .string(bundle.rawValue), "revision": .string(revision),
            "region": .string(region.description), "channel": .string(channel.rawValue), "token": .string(token),
            "items": .array(items.map(\.json)), "answers": answers.json, "materials": .receipts(materials),
            "commitments": .array(
                commitments.map { ["item": .string($0.item.rawValue), "version": .string($0.version)] }),
            "verification": verification.map { .string($0.code) },
        ])
    }

    init(_ json: JSON) throws {
        self.init(
            id: try Identifier(parsing: try json.text("id")), number: try CaseNumber(parsing: try json.text("number")),
            applicant: try Identifier(parsing: try json.text("applicant")), maskedName: try json.text("maskedName"),
            bundle: BundleCode(rawValue: try json.text("bundle")), revision: try json.text("revision"),
            region: try RegionCode(parsing: try json.text("region")), channel: try json.choice("channel"),
            token: try json.text("token"), items: try json.elements("items").map { try Entry($0) },
            answers: Answers(json["answers"]), materials: try json.receipts("materials"),
            commitments: try (json["commitments"]?.elements ?? []).map {
                Commitment(item: ItemCode(rawValue: try $0.text("item")), version: try $0.text("version"))
            }, verification: json["verification"]?.text.flatMap { VerificationLevel(code: $0) })
    }
}

extension Submission.Entry {
    var json: JSON {
        .members([
            "item": .string(item.rawValue), "number": .string(number.description),
            "department": .string(department.rawValue),
            "requires": requires.isEmpty ? nil : .array(requires.map { .codes($0) }),
            "skips": skips.isEmpty ? nil : .codes(skips),
        ])
    }

    init(_ json: JSON) throws {
        self.init(
            item: ItemCode(rawValue: try json.text("item")), number: try CaseNumber(parsing: try json.text("number")),
            department: DepartmentCode(rawValue: try json.text("department")), requires: json.groups("requires"),
            skips: try json.codes("skips"))
    }
}

extension JSON {
    func groups(_ name: String) -> [[ItemCode]] {
        (self[name]?.elements ?? []).map { group in
            (group.elements ?? []).compactMap { $0.text.map { ItemCode(rawValue: $0) } }
        }
    }
}
