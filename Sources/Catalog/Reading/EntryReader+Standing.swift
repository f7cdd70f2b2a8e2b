import Vocabulary

/// The identity of an item, and how it is served.
extension EntryReader {
    func standing(_ reader: MappingReader) -> Item.Standing {
        let standing = reader.mapping("standing")
        defer { standing?.close() }
        guard let standing else {
            return Item.Standing(
                catalogCode: "", matter: "", handlingCode: nil, version: 1, state: .inUse, taskType: .other,
                powerSource: .publicService, useLevel: .county, department: "", entrustedTo: nil,
                otherDepartments: [], audience: [], themes: [], basis: [])
        }
        return Item.Standing(
            catalogCode: standing.digits("catalogCode", 12), matter: standing.digits("matter", 13),
            handlingCode: standing.optionalText("handlingCode"), version: standing.integer("version"),
            state: standing.choice("state", default: .inUse), taskType: standing.choice("taskType"),
            powerSource: standing.choice("powerSource"), useLevel: standing.choice("useLevel"),
            department: standing.reference("department", .department),
            entrustedTo: standing.optionalBilingual("entrustedTo"),
            otherDepartments: standing.references("otherDepartments", .department),
            audience: standing.choices("audience"), themes: themes(standing), basis: basis(standing))
    }

    private func themes(_ reader: MappingReader) -> [Theme] {
        reader.texts("themes").compactMap { word in
            if let theme = Theme.find(word.text) { return theme }
            reading.report(
                "unknown-reference", at: word.position, entry: word.entry,
                .init("没有主题“\(word.text)”", "there is no theme “\(word.text)”"),
                nearest: NearestName.of(word.text, among: Theme.all.map(\.code)))
            return nil
        }
    }

    func service(_ reader: MappingReader) -> Item.Service {
        let service = reader.mapping("service")
        defer { service?.close() }
        guard let service else {
            return Item.Service(
                projectType: .commitment, fee: .free, visits: 0, visitReason: nil, channels: [],
                onlineDepth: .information, schedulable: false, handlingArea: .county, phone: nil, complaintPhone: nil)
        }
        return Item.Service(
            projectType: service.choice("projectType"), fee: fee(service), visits: service.integer("visits"),
            visitReason: service.optionalBilingual("visitReason"), channels: service.choices("channels"),
            onlineDepth: service.choice("onlineDepth"), schedulable: service.boolean("schedulable", default: false),
            handlingArea: service.choice("handlingArea"), phone: service.optionalText("phone"),
            complaintPhone: service.optionalText("complaintPhone"))
    }

    private func fee(_ reader: MappingReader) -> Fee {
        guard let fee = reader.mapping("fee") else { return .free }
        defer { fee.close() }
        return Fee(
            charged: fee.boolean("charged", default: false), basis: fee.optionalText("basis"),
            charges: fee.mappings("charges") { charge in
                Fee.Charge(
                    name: charge.bilingual("name"),
                    amount: charge.parsed("amount") { text throws(MalformedMoney) in try Money(parsing: text) } ?? .zero
                )
            }, payOnline: fee.boolean("payOnline", default: false))
    }
}

extension MappingReader {
    /// A code made of exactly so many digits.
    func digits(_ key: String, _ count: Int) -> String {
        let text = text(key)
        if has(key), text.utf8.count != count || !text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            report(
                "wrong-value", at: key,
                .init("应为 \(count) 位数字，写的是“\(text)”", "must be \(count) digits, not “\(text)”"))
        }
        return text
    }
}
