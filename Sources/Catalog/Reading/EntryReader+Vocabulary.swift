import FEEL
import Vocabulary
import Yams

/// Roles, departments, code lists, data elements and materials.
extension EntryReader {
    func role(_ reader: MappingReader) -> Role {
        Role(
            code: .init(reader.text("code")), name: reader.bilingual("name"),
            isHuman: reader.boolean("human", default: true), effective: period(reader), source: source(reader))
    }

    func department(_ reader: MappingReader) -> Department {
        Department(
            code: .init(reader.text("code")), name: reader.bilingual("name"),
            part: reader.choice("part", default: .handling), phone: reader.optionalText("phone"),
            complaintPhone: reader.optionalText("complaintPhone"),
            organisationCode: reader.optionalText("organisationCode"),
            organisationKind: reader.optionalText("organisationKind") ?? "11",
            officeLevel: reader.choice("officeLevel", default: .county), offices: offices(reader),
            effective: period(reader), source: source(reader))
    }

    private func offices(_ reader: MappingReader) -> [RegionCode: CreditCode] {
        let members = reader.mappings("offices") { office -> (RegionCode, CreditCode)? in
            let region = office.parsed("region") { text throws(MalformedRegionCode) in try RegionCode(parsing: text) }
            let code = office.parsed("creditCode") { text throws(MalformedCreditCode) in try CreditCode(parsing: text) }
            guard let region, let code else { return nil }
            return (region, code)
        }
        return Dictionary(members.compactMap { $0 }, uniquingKeysWith: { first, _ in first })
    }

    func region(_ reader: MappingReader) -> RegionCode? {
        guard reader.has("region") else { return nil }
        return reader.parsed("region") { text throws(MalformedRegionCode) in try RegionCode(parsing: text) }
    }

    func codeList(_ reader: MappingReader) -> CodeList {
        let values = reader.mappings("values") { value in
            CodeList.Value(
                code: value.text("code"), name: value.bilingual("name"),
                retired: value.boolean("retired", default: false))
        }
        if values.isEmpty { reader.missing("values") }
        var seen: Set<String> = []
        for (index, value) in values.enumerated() where !seen.insert(value.code).inserted {
            let place = reader.path("values") + "/\(index + 1)"
            reading.report(
                "duplicate-code", at: reading.position(of: place), entry: place,
                .init("代码“\(value.code)”重复", "the code “\(value.code)” appears twice"))
        }
        return CodeList(
            code: .init(reader.text("code")), name: reader.bilingual("name"), values: values,
            effective: period(reader), source: source(reader))
    }

    func section(_ reader: MappingReader) -> Section {
        Section(code: .init(reader.text("code")), name: reader.bilingual("name"))
    }

    func element(_ reader: MappingReader) -> DataElement {
        DataElement(
            code: .init(reader.text("code")), label: reader.bilingual("label"), type: type(reader),
            section: reader.optionalReference("section", .section) ?? section, hint: reader.optionalBilingual("hint"),
            sensitive: reader.boolean("sensitive", default: false),
            ownWords: reader.boolean("ownWords", default: false), prefill: reader.texts("prefill").map(\.text),
            changeable: reader.boolean("changeable", default: false),
            derived: reader.expression("derived", .derivation), effective: period(reader), source: source(reader))
    }

    private func type(_ reader: MappingReader) -> ElementType {
        let word: ElementType.Word = reader.choice("type")
        switch word {
        case .text: return .text(maxLength: reader.integer("maxLength", default: 200))
        case .citizenID: return .citizenID
        case .creditCode: return .creditCode
        case .phone: return .phone
        case .bankCard: return .bankCard
        case .region: return .region
        case .date: return .date
        case .month: return .month
        case .integer: return .integer(min: reader.optionalInteger("min"), max: reader.optionalInteger("max"))
        case .decimal:
            return .decimal(
                scale: reader.integer("scale", default: 2), min: reader.optionalInteger("min"),
                max: reader.optionalInteger("max"))
        case .money: return .money
        case .boolean: return .boolean
        case .code: return .code(reader.reference("list", .codeList))
        case .codes: return .codes(reader.reference("list", .codeList))
        case .address: return .address
        }
    }

    func material(_ reader: MappingReader) -> Material {
        Material(
            code: .init(reader.text("code")), name: reader.bilingual("name"),
            kind: reader.choice("kind", default: .original), format: reader.choice("format", default: .electronic),
            origin: reader.choice("origin", default: .government), pages: reader.integer("pages", default: 1),
            acceptStandard: reader.bilingual("acceptStandard"), blankForm: reader.optionalText("blankForm"),
            sample: reader.optionalText("sample"), basis: basis(reader),
            unnecessaryWhen: reader.optionalBilingual("unnecessaryWhen"), effective: period(reader),
            source: source(reader))
    }
}

extension MappingReader {
    /// A value that proves itself, parsed from text; its own words say what is wrong.
    func parsed<Value, Flawed: Malformed>(_ key: String, _ parse: (String) throws(Flawed) -> Value) -> Value? {
        let text = text(key)
        guard !text.isEmpty else { return nil }
        do throws(Flawed) {
            return try parse(text)
        } catch {
            report("wrong-value", at: key, error.message)
            return nil
        }
    }
}

extension ElementType {
    /// The word for a type in catalog files.
    enum Word: String, CaseIterable {
        case text, citizenID, creditCode, phone, bankCard, region, date, month, integer, decimal, money, boolean, code
        case codes, address
    }
}
