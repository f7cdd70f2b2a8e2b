import Cases
import Catalog
import Documents
import Vocabulary

extension ItemView {
    /// One act with what it needs to be told.
    func form(_ act: DeskAct, isFirst: Bool) -> HTML {
        let isTried = act == tried
        var values = FormValues()
        prefill(&values, act)
        let form = Form(language: language, values: isTried ? sent : values, problems: isTried ? problems : [])
        let content: HTML = """
            \(explanation(act).map { words -> HTML in "<p>\(words)</p>\n" })\
            \(form.element(
                to: visitor.address("\(subject.address)/\(act.rawValue)"), csrf: visitor.context.signedIn?.csrfToken ?? "",
                """
                \(HTML.hidden("version", String(subject.application.version)))
                \(fields(act, form))\
                \(HTML.button(act.label(language), act.isGrave ? .warning : isFirst ? .primary : .secondary))
                """))
            """
        return """
            <div id="\(Form.id("act-\(act.rawValue)"))">\(HTML.details(act.label(language), content, isOpen: isFirst || isTried))</div>

            """
    }

    private func prefill(_ values: inout FormValues, _ act: DeskAct) {
        let known: Answers
        switch (act, task.progress) {
        case (.grant, .handling(let handling)): known = handling.draft
        case (.correct, .ended(let ending)): known = ending.result
        default: return
        }
        for code in subject.item.result.elements {
            guard let element = subject.catalog.elements[code], let value = known[code] else { continue }
            ElementControl(element: element, catalog: subject.catalog, language: language).fill(&values, with: value)
        }
    }

    /// What follows from the act.
    private func explanation(_ act: DeskAct) -> String? {
        switch act {
        case .accept:
            let limit = subject.item.promisedLimit.text
            return language("受理后办理时限\(limit.zh)，次日起算。", "The clock of \(limit.en) starts tomorrow.")
        case .ask:
            return language(
                "只能告知一次，请列全。申请人有 10 个工作日；已受理的事项时限暂停。",
                "You can ask once, so list everything. The applicant has 10 working days; an accepted item's clock stands meanwhile."
            )
        case .advance: return nil
        case .grant:
            guard let halt = subject.reach else {
                return language("准予并办结，结果随即生效。", "This grants and concludes the item.")
            }
            let name = subject.name(halt.code)
            let role = subject.name(role: halt.actor)
            return language(
                "按您的岗位办到“\(name.zh)”（\(role.zh)）为止。", "As far as your post reaches: up to “\(name.en)” (\(role.en)).")
        case .refuse:
            return language(
                "依赖本事项的其他事项将不再办理；其余事项不受影响。申请人可以要求复核。",
                "Items that depend on this one are not reached; the others go on. The applicant may ask for a review.")
        case .decline: return language("申请人可以要求复核。", "The applicant may ask for a review.")
        case .object: return language("登记后退回审核。", "The item then goes back to review.")
        case .review: return nil
        case .check: return language("承诺不实的，结果随即撤销。", "If the statement was false, the result is revoked.")
        case .correct: return language("改正有误的内容；告知单出新版。", "Change what is wrong; the notice gets a new edition.")
        case .revoke: return language("撤销后不能恢复。", "A revoked result does not come back.")
        }
    }

    private func fields(_ act: DeskAct, _ form: Form) -> HTML {
        switch act {
        case .accept: return tolerable(form) ?? .empty
        case .ask: return asked(form)
        case .advance:
            return form.textArea("advance-opinion", language("意见", "Opinion"), .optional, rows: 2)
        case .grant: return result(form)
        case .refuse, .decline, .revoke: return reason(act, form)
        case .object:
            return form.textArea(
                "object-reason", language("异议内容", "The objection"),
                .hint(language("写明谁提出、什么事实", "Who raised it, and which facts")), rows: 3)
        case .review:
            return """
                \(form.radios(
                    "review-answer", language("复核结论", "Answer"),
                    [
                        .init("uphold", language("维持原决定", "Uphold the decision")),
                        .init("reopen", language("重新办理", "Take it up again")),
                    ]))\
                \(reason(act, form))
                """
        case .check:
            return """
                \(form.radios(
                    "check-finding", language("核查结论", "Finding"),
                    [
                        .init("true", language("承诺属实", "The statement was true")),
                        .init("false", language("承诺不实", "The statement was false")),
                    ]))\
                \(form.textArea(
                    "check-note", language("核查情况", "What was found"),
                    .init(hint: language("不实的必须写明", "Needed when it was false"), isRequired: false), rows: 3))
                """
        case .correct: return "\(result(form))\(reason(act, form))"
        }
    }

    private func reason(_ act: DeskAct, _ form: Form) -> HTML {
        form.textArea(
            "\(act.rawValue)-reason", language("理由", "Reason"), .hint(language("申请人会看到", "The applicant will read it")),
            rows: 3)
    }

    /// Materials that may follow, while they are not there.
    private func tolerable(_ form: Form) -> HTML? {
        let receipts = subject.receipts
        let choices = subject.item.materials.compactMap { use -> Form.Choice? in
            guard use.tolerable, receipts[use.material]?.source == .later else { return nil }
            let term = (use.tolerance ?? .workingDays(5)).text
            return .init(
                use.material.rawValue, subject.story.name(use.material)(language),
                hint: language("受理后\(term.zh)内补齐", "Within \(term.en) of acceptance"))
        }
        guard !choices.isEmpty else { return nil }
        return form.checkboxes(
            "accept-later", language("容缺受理", "Accept with these to follow"), choices,
            .init(hint: language("勾选允许后补的材料", "Tick what may come later"), isRequired: false))
    }

    private func asked(_ form: Form) -> HTML {
        let fields = subject.askableFields.map { Form.Choice($0.rawValue, subject.label($0)(language)) }
        let materials = subject.askableMaterials.map { Form.Choice($0.rawValue, subject.story.name($0)(language)) }
        let optional = Form.Notes(isRequired: false)
        return """
            \(fields.isEmpty ? .empty : form.checkboxes("ask-fields", language("要补正的内容", "Answers to put right"), fields, optional))\
            \(materials.isEmpty ? .empty : form.checkboxes("ask-materials", language("要补交的材料", "Materials to hand in"), materials, optional))\
            \(form.textArea(
                "ask-note", language("说明", "What to do"), .hint(language("逐项写明缺什么、怎么补", "For each, what is missing and how to supply it")), rows: 4))
            """
    }

    /// The elements of the result.
    private func result(_ form: Form) -> HTML {
        let isNeeded = subject.reach == nil
        let controls = subject.item.result.elements.compactMap { code -> HTML? in
            guard let element = subject.catalog.elements[code] else { return nil }
            return ElementControl(element: element, catalog: subject.catalog, language: language)
                .html(in: form, isRequired: isNeeded)
        }
        guard !controls.isEmpty else { return .empty }
        return "<h3>\(subject.item.result.name.html(language))</h3>\n\(controls)"
    }
}
