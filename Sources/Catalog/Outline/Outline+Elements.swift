import Vocabulary

extension Catalog {
    func outline(_ element: DataElement) -> Outline {
        Outline(
            element.code.rawValue, element.label, .init(element.code.rawValue, element.code.rawValue),
            [
                Outline("type", .init("类型", "Type"), plain: element.type.text),
                Outline("sensitive", .init("敏感", "Sensitive"), Outline.flag(element.sensitive)),
                Outline("changeable", .init("本人可改变", "Can be changed"), Outline.flag(element.changeable)),
            ]
                + (element.ownWords
                    ? [Outline("ownWords", .init("本人自述", "In their own words"), Outline.flag(true))] : [])
                + (element.hint.map { [Outline("hint", .init("提示", "Hint"), $0)] } ?? [])
                + Outline.optional("section", .init("分组", "Section"), element.section?.rawValue)
                + Outline.optional(
                    "prefill", .init("可预填自", "Prefilled from"),
                    element.prefill.isEmpty ? nil : element.prefill.joined(separator: ", "))
                + Outline.optional("derived", .init("推导", "Derived"), element.derived?.source)
                + Outline.provenance(element))
    }

    func outline(_ list: CodeList) -> Outline {
        Outline(
            list.code.rawValue, list.name, .init(list.code.rawValue, list.code.rawValue),
            [
                Outline(
                    "values", .init("代码", "Codes"), nil,
                    list.values.map { value in
                        let retired = value.retired ? Bilingual("（停用）", " (retired)") : .init("", "")
                        return Outline(
                            value.code, .init(value.code, value.code),
                            .init(zh: value.name.zh + retired.zh, en: value.name.en + retired.en))
                    })
            ] + Outline.provenance(list))
    }

    func outline(_ material: Material) -> Outline {
        Outline(
            material.code.rawValue, material.name, .init(material.code.rawValue, material.code.rawValue),
            [
                Outline("kind", .init("材料类型", "Kind"), plain: "\(material.kind)"),
                Outline("format", .init("材料形式", "Format"), plain: "\(material.format)"),
                Outline("origin", .init("来源渠道", "Origin"), plain: "\(material.origin)"),
                Outline("pages", .init("页数", "Pages"), plain: "\(material.pages)"),
                Outline("acceptStandard", .init("受理标准", "Accepted when"), material.acceptStandard),
            ] + Outline.optional("blankForm", .init("空白表格", "Blank form"), material.blankForm)
                + Outline.optional("sample", .init("样例", "Specimen"), material.sample)
                + (material.basis.isEmpty
                    ? [] : [Outline("basis", .init("依据", "Basis"), Outline.list(material.basis.map(Outline.source)))])
                + (material.unnecessaryWhen.map { [Outline("unnecessaryWhen", .init("非必要情形", "Not needed when"), $0)] }
                    ?? [])
                + Outline.provenance(material))
    }

    func outline(_ department: Department) -> Outline {
        Outline(
            department.code.rawValue, department.name, .init(department.code.rawValue, department.code.rawValue),
            [
                Outline("part", .init("角色", "Part"), plain: "\(department.part)"),
                Outline("officeLevel", .init("办公层级", "Offices at"), plain: "\(department.officeLevel)"),
                Outline("organisationKind", .init("机构类别", "Kind of organisation"), plain: department.organisationKind),
            ]
                + Outline.optional("phone", .init("咨询电话", "Advice"), department.phone)
                + Outline.optional("complaintPhone", .init("投诉电话", "Complaints"), department.complaintPhone)
                + Outline.optional("organisationCode", .init("机构代码", "Organisation code"), department.organisationCode)
                + department.offices.sorted { $0.key < $1.key }.map { region, code in
                    Outline("office:\(region)", .init("\(region) 机构", "Office in \(region)"), plain: code.text)
                }
                + Outline.provenance(department))
    }

    func outline(_ role: Role) -> Outline {
        Outline(
            role.code.rawValue, role.name, .init(role.code.rawValue, role.code.rawValue),
            [Outline("human", .init("由人担任", "Played by a person"), Outline.flag(role.isHuman))]
                + Outline.provenance(role))
    }
}

extension ElementType {
    /// The type with its bounds, in one line: `integer 5…12`, `code education`.
    var text: String {
        func bounds(_ min: Int?, _ max: Int?) -> String {
            min == nil && max == nil ? "" : " \(min.map(String.init) ?? "")…\(max.map(String.init) ?? "")"
        }
        switch self {
        case .text(let length): return "text \(length)"
        case .integer(let min, let max): return "integer" + bounds(min, max)
        case .decimal(let scale, let min, let max): return "decimal \(scale)" + bounds(min, max)
        case .code(let list): return "code \(list)"
        case .codes(let list): return "codes \(list)"
        case .citizenID, .creditCode, .phone, .bankCard, .region, .date, .month, .money, .boolean, .address:
            return "\(self)"
        }
    }
}
