import FEEL
import Vocabulary

extension Catalog {
    /// Everything the catalog says about an item.
    public func outline(of item: ItemCode) -> Outline? { items[item].map(outline) }

    func outline(_ item: Item) -> Outline {
        Outline(
            item.code.rawValue, item.name, .init(item.code.rawValue, item.code.rawValue),
            [
                Outline("summary", .init("概述", "Summary"), item.summary),
                Outline("standing", .init("事项身份", "Identity"), nil, standing(item)),
                Outline("service", .init("服务方式", "Service"), nil, service(item)),
                Outline("legalLimit", .init("法定时限", "Legal limit"), item.legalLimit.text),
                Outline("promisedLimit", .init("承诺时限", "Promised limit"), item.promisedLimit.text),
                Outline(
                    "thresholds", .init("预警", "Warnings"),
                    .init(
                        zh: "剩 \(item.thresholds.yellow) 日黄牌，剩 \(item.thresholds.red) 日红牌",
                        en: "yellow at \(item.thresholds.yellow) days left, red at \(item.thresholds.red)")),
                Outline("acceptCondition", .init("受理条件", "Accepted when"), item.acceptCondition),
                Outline("conditions", .init("条件规则", "Conditions"), nil, item.conditions.map(outline)),
                Outline("fields", .init("表单", "Form"), nil, item.fields.map(outline)),
                Outline("materials", .init("材料", "Materials"), nil, item.materials.map(outline)),
                Outline("flow", .init("流程", "Flow"), nil, item.flow.enumerated().map { stage($1, place: $0 + 1) }),
                Outline("special", .init("特别程序", "Special procedures"), nil, item.specialProcedures.map(outline)),
                Outline("result", .init("结果", "Result"), item.result.name, result(item)),
                Outline("effects", .init("写入的事实", "Facts written"), nil, item.effects.map(outline)),
            ].filter { $0.value != nil || !$0.children.isEmpty } + commitment(item) + Outline.provenance(item))
    }

    private func standing(_ item: Item) -> [Outline] {
        let department = departments[item.department]?.name ?? .init(item.department.rawValue, item.department.rawValue)
        let others = item.standing.otherDepartments.map { departments[$0]?.name ?? .init($0.rawValue, $0.rawValue) }
        return [
            Outline("catalogCode", .init("基本编码", "Catalog code"), plain: item.catalogCode),
            Outline("matter", .init("实施编码后十三位", "Matter digits"), plain: item.matter),
            Outline("version", .init("版本", "Version"), plain: "\(item.version)"),
            Outline("state", .init("状态", "State"), plain: "\(item.standing.state)"),
            Outline("taskType", .init("事项类型", "Task type"), plain: item.taskType.rawValue),
            Outline("powerSource", .init("权力来源", "Power source"), plain: "\(item.standing.powerSource)"),
            Outline("useLevel", .init("行使层级", "Level"), plain: "\(item.useLevel)"),
            Outline("department", .init("实施主体", "Department"), department),
            Outline("otherDepartments", .init("联办机构", "Jointly with"), Outline.list(others)),
            Outline(
                "audience", .init("服务对象", "Audience"), plain: item.audience.map { "\($0)" }.joined(separator: ", ")),
            Outline("themes", .init("主题", "Themes"), Outline.list(item.standing.themes.map(\.name))),
            Outline("basis", .init("设定依据", "Legal basis"), Outline.list(item.basis.map(Outline.source))),
        ].filter { $0.value?.zh.isEmpty == false }
            + Outline.optional("handlingCode", .init("业务办理项编码", "Handling code"), item.standing.handlingCode)
            + Outline.optional("region", .init("适用地区", "Region"), item.region?.description)
            + (item.standing.entrustedTo.map { [Outline("entrustedTo", .init("委托部门", "Entrusted to"), $0)] } ?? [])
    }

    private func service(_ item: Item) -> [Outline] {
        let department = departments[item.department]
        let charges = item.fee.charges.map {
            Bilingual(zh: "\($0.name.zh) \($0.amount)", en: "\($0.name.en) \($0.amount)")
        }
        return [
            Outline(
                "projectType", .init("办件类型", "Project type"),
                item.projectType == .instant ? .init("即办件", "instant") : .init("承诺件", "within a promised limit")),
            Outline("fee", .init("收费", "Fee"), item.fee.charged ? Outline.list(charges) : .init("不收费", "free")),
            Outline("visits", .init("到现场次数", "Visits"), plain: "\(item.visits)"),
            Outline("baseline", .init("单独办理时到现场次数", "Visits when handled alone"), plain: "\(item.baseline.visits)"),
            Outline("schedulable", .init("可预约", "By appointment"), Outline.flag(item.service.schedulable)),
            Outline(
                "channels", .init("办理渠道", "Channels"), plain: item.channels.map { "\($0)" }.joined(separator: ", ")),
            Outline("onlineDepth", .init("网办深度", "Online depth"), plain: "\(item.onlineDepth.rawValue)"),
            Outline("handlingArea", .init("通办范围", "Handled across"), plain: "\(item.service.handlingArea)"),
        ] + Outline.optional("feeBasis", .init("收费依据", "Basis of the fee"), item.fee.basis)
            + (item.fee.payOnline ? [Outline("payOnline", .init("网上支付", "Paid online"), Outline.flag(true))] : [])
            + Outline.optional("phone", .init("咨询电话", "Advice"), item.service.phone ?? department?.phone)
            + Outline.optional(
                "complaintPhone", .init("投诉电话", "Complaints"), item.service.complaintPhone ?? department?.complaintPhone
            )
            + (item.service.visitReason.map { [Outline("visitReason", .init("到现场原因", "Reason for the visit"), $0)] }
                ?? [])
    }

    private func outline(_ condition: Condition) -> Outline {
        Outline(
            condition.expression.source, condition.message,
            .init(condition.expression.source, condition.expression.source),
            (condition.force == .advisory
                ? [Outline("force", .init("效力", "Force"), .init("提示，由经办人判断", "pointed out; the officer decides"))] : [])
                + (condition.citation.map { [Outline("citation", .init("依据", "Citation"), Outline.source($0))] } ?? []))
    }

    private func outline(_ field: FieldUse) -> Outline {
        let name = elements[field.element]?.label ?? .init(field.element.rawValue, field.element.rawValue)
        return Outline(field.element.rawValue, name, Self.need(field.required, field.shown))
    }

    private func outline(_ use: MaterialUse) -> Outline {
        let name = materials[use.material]?.name ?? .init(use.material.rawValue, use.material.rawValue)
        let need = Self.need(use.required, use.shown)
        let origin = sourceName(use.source)
        var later: Bilingual = .init("", "")
        if let tolerance = use.tolerance {
            later = .init(zh: "，可容缺，\(tolerance.text.zh)内补齐", en: ", may follow within \(tolerance.text.en)")
        }
        return Outline(
            use.material.rawValue, name,
            .init(zh: "\(need.zh)，\(origin.zh)\(later.zh)", en: "\(need.en), \(origin.en)\(later.en)"))
    }

    /// Where a material comes from, in words.
    public func sourceName(_ source: MaterialSource) -> Bilingual {
        func name(_ code: DepartmentCode) -> Bilingual {
            departments[code]?.name ?? .init(code.rawValue, code.rawValue)
        }
        switch source {
        case .uploaded: return .init("申请人提交", "from the applicant")
        case .shared(let department):
            return .init(zh: "由\(name(department).zh)共享", en: "shared by \(name(department).en)")
        case .licence(let department?):
            return .init(zh: "电子证照（\(name(department).zh)）", en: "electronic licence of \(name(department).en)")
        case .licence: return .init("电子证照", "electronic licence")
        case .commitment: return .init("告知承诺", "by commitment")
        }
    }

    private static func need(_ required: Requirement, _ shown: FEEL.Expression?) -> Bilingual {
        let need: Bilingual =
            switch required {
            case .always: .init("必填", "required")
            case .never: .init("选填", "optional")
            case .when(let rule): .init(zh: "当 \(rule) 时必填", en: "required when \(rule)")
            }
        guard let shown else { return need }
        return .init(zh: "\(need.zh)，仅当 \(shown)", en: "\(need.en), only when \(shown)")
    }

    private func stage(_ stage: Stage, place: Int) -> Outline {
        let actor = roles[.init(stage.actor)]?.name ?? .init(stage.actor, stage.actor)
        let department = stage.department.flatMap { departments[$0]?.name }
        var zh = "\(place). \(department?.zh ?? "")\(actor.zh)"
        var en = "\(place). \(department.map { $0.en + " " } ?? "")\(actor.en)"
        if let limit = stage.limit {
            zh += "，\(limit.text.zh)"
            en += ", \(limit.text.en)"
        }
        if !stage.clockRuns {
            zh += "，不计时"
            en += ", outside the clock"
        }
        if let when = stage.when {
            zh += "，仅当 \(when)"
            en += ", only when \(when)"
        }
        return Outline(stage.code.rawValue, stage.name, .init(zh: zh, en: en))
    }

    private func outline(_ special: SpecialProcedure) -> Outline {
        Outline(
            special.name.zh, special.name, special.limit.text,
            [Outline("basis", .init("依据", "Basis"), plain: special.basis)])
    }

    private func result(_ item: Item) -> [Outline] {
        [
            Outline("code", .init("结果代码", "Code"), plain: item.result.code),
            Outline("type", .init("结果类型", "Form"), plain: "\(item.result.type)"),
        ]
            + Outline.optional("sample", .init("样本", "Specimen"), item.result.sample)
            + item.result.elements.map { code in
                Outline(
                    code.rawValue, elements[code]?.label ?? .init(code.rawValue, code.rawValue),
                    .init("由部门填写", "filled in by the department"))
            }
    }

    private func outline(_ effect: Effect) -> Outline {
        var text = effect.value.source
        if let from = effect.validity.from { text += " [\(from) …" }
        if let to = effect.validity.to { text += (effect.validity.from == nil ? " [" : " ") + "… \(to)" }
        if effect.validity.from != nil || effect.validity.to != nil { text += "]" }
        return Outline(
            effect.element.rawValue,
            elements[effect.element]?.label ?? .init(effect.element.rawValue, effect.element.rawValue),
            .init(text, text))
    }

    private func commitment(_ item: Item) -> [Outline] {
        guard let statement = item.commitment else { return [] }
        return [
            Outline(
                "commitment", statement.title, .init("版本 \(statement.version)", "version \(statement.version)"),
                [
                    Outline("text", .init("内容", "Text"), statement.text),
                    Outline("verifyWithin", .init("事后核验", "Checked within"), statement.verifyWithin.text),
                    Outline("consequence", .init("失信后果", "If it is false"), statement.consequence),
                ])
        ]
    }
}
