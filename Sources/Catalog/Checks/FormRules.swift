import Vocabulary

extension CheckRule {
    /// Fields, materials, results and effects of an item, and the elements they share.
    static let forms: [CheckRule] = [
        CheckRule("field-once", "一个事项内数据元只出现一次", "An item asks for an element once") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                var fields: Set<ElementCode> = []
                for (index, field) in item.fields.enumerated() where !fields.insert(field.element).inserted {
                    inspector.report(
                        at: "\(entry)/fields/\(index + 1)", "“\(field.element)”重复", "“\(field.element)” appears twice")
                }
            }
        },
        CheckRule("derived-not-asked", "可推导的数据元不采集", "What follows from other facts is not asked") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                for (index, field) in item.fields.enumerated()
                where inspector.catalog.elements[field.element]?.derived != nil {
                    inspector.report(
                        at: "\(entry)/fields/\(index + 1)", "“\(field.element)”可以推导，不应采集",
                        "“\(field.element)” follows from other facts and must not be asked")
                }
            }
            for (entry, bundle) in inspector.bundles.map(\.pair) {
                for (index, question) in bundle.situation.enumerated()
                where inspector.catalog.elements[question.element]?.derived != nil {
                    inspector.report(
                        at: "\(entry)/situation/\(index + 1)", "“\(question.element)”可以推导，不应提问",
                        "“\(question.element)” follows from other facts and must not be asked")
                }
            }
        },
        CheckRule(
            "sensitive-marked", "证件、电话、账号、住址须标为敏感", "Identity numbers, telephones, accounts and addresses are sensitive"
        ) {
            inspector in
            for (entry, element) in inspector.elements.map(\.pair) where element.type.isPersonal && !element.sensitive {
                inspector.report(at: "\(entry)/sensitive", "应标为敏感", "must be marked as sensitive")
            }
        },
        CheckRule(
            "prefill-source", "预填来源是部门、register 或 account",
            "A value is prefilled from a department, the register or the account"
        ) {
            inspector in
            let known = inspector.catalog.departments.codes.map(\.rawValue) + ["register", "account"]
            for (entry, element) in inspector.elements.map(\.pair) {
                for (index, name) in element.prefill.enumerated() where !known.contains(name) {
                    inspector.report(
                        at: "\(entry)/prefill/\(index + 1)", "没有来源“\(name)”", "there is no source “\(name)”",
                        nearest: NearestName.of(name, among: known))
                }
            }
        },
        CheckRule("bounds", "取值范围须有效", "Bounds of an element leave room for a value") { inspector in
            for (entry, element) in inspector.elements.map(\.pair) {
                switch element.type {
                case .text(let length) where length < 1:
                    inspector.report(at: "\(entry)/maxLength", "长度须大于 0", "the length must be above 0")
                case .integer(let min?, let max?) where max < min, .decimal(_, let min?, let max?) where max < min:
                    inspector.report(at: "\(entry)/max", "最大值小于最小值", "the maximum lies below the minimum")
                case .decimal(let scale, _, _) where !(0...12).contains(scale):
                    inspector.report(at: "\(entry)/scale", "小数位数应在 0 到 12 之间", "the scale must be from 0 to 12")
                default: break
                }
            }
        },
        CheckRule("tolerance", "可容缺材料有补齐期限，且只有可容缺材料有", "A material that may come later says by when") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                for (index, use) in item.materials.enumerated() where use.tolerable != (use.tolerance != nil) {
                    inspector.report(
                        at: "\(entry)/materials/\(index + 1)",
                        use.tolerable ? "可容缺而没有补齐期限" : "有补齐期限却不可容缺",
                        use.tolerable
                            ? "may come later, but not by when" : "a date for something that may not come later")
                }
            }
        },
        CheckRule("material-once", "一个事项内材料只出现一次", "An item asks for a material once") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                var materials: Set<MaterialCode> = []
                for (index, use) in item.materials.enumerated() where !materials.insert(use.material).inserted {
                    inspector.report(
                        at: "\(entry)/materials/\(index + 1)", "“\(use.material)”重复", "“\(use.material)” appears twice")
                }
            }
        },
        CheckRule("commitment-statement", "以承诺代替材料的，须有承诺书", "A commitment in place of a document has a statement") {
            inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                let commits = item.materials.firstIndex { $0.source == .commitment }
                if let commits, item.commitment == nil {
                    inspector.report(
                        at: "\(entry)/materials/\(commits + 1)/source", "没有告知承诺书", "there is no commitment statement")
                } else if commits == nil, item.commitment != nil {
                    inspector.report(
                        at: "\(entry)/commitment", "承诺书没有对应的材料", "the statement stands in for no material")
                }
            }
        },
        CheckRule("effect-once", "一个结果对同一事实只写一次", "A result writes a fact once") { inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                var facts: Set<ElementCode> = []
                for (index, effect) in item.effects.enumerated() where !facts.insert(effect.element).inserted {
                    inspector.report(
                        at: "\(entry)/effects/\(index + 1)", "“\(effect.element)”写了两次",
                        "“\(effect.element)” is written twice")
                }
            }
        },
        CheckRule("effect-sources", "效果只用本事项的答案和结果", "An effect reads only the item's own answers and result") {
            inspector in
            for (entry, item) in inspector.items.map(\.pair) {
                let own = Set(item.fields.map(\.element)).union(item.result.elements)
                for (index, effect) in item.effects.enumerated() {
                    let read = [effect.value, effect.validity.from, effect.validity.to].compactMap { $0 }
                    for name in Set(read.flatMap(\.names)).sorted() {
                        guard let element = inspector.catalog.elements[.init(name)], !own.contains(element.code),
                            element.derived == nil
                        else { continue }
                        inspector.report(
                            at: "\(entry)/effects/\(index + 1)", "“\(name)”既不在本事项的表单里，也不在结果里",
                            "“\(name)” is neither on the item's form nor in its result")
                    }
                }
            }
        },
    ]
}

extension ElementType {
    /// Identity numbers, telephones, accounts and addresses say who somebody is or how to reach them.
    fileprivate var isPersonal: Bool {
        switch self {
        case .citizenID, .phone, .bankCard, .address: true
        default: false
        }
    }
}
