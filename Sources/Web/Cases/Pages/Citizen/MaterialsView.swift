import Access
import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// The materials of a draft: what to upload, what to sign, and what departments provide.
struct MaterialsView {
    let form: DraftForm
    let visitor: Visitor

    private var language: Language { visitor.language }
    private var home: String { "drafts/\(form.draft.id)" }

    func page(
        problems: [FieldProblem] = [], hasConflict: Bool = false, status: HTTPResponse.Status = .ok
    ) -> Response {
        var values = FormValues()
        for item in form.draft.commitments { values.append("sign-\(item)", "yes") }
        for receipt in form.draft.materials where receipt.source == .later {
            values.append("later-\(receipt.material)", "yes")
        }
        let shown = Form(language: language, values: values, problems: problems)
        let needed = form.requirements.materials.filter { !$0.undetermined }
        let uploads = needed.filter { $0.source == .uploaded }
        let provided = needed.filter { !$0.source.comesFromApplicant }
        let at = String(form.draft.updatedAt.shanghaiTime.suffix(5))
        let banner: HTML? =
            hasConflict
            ? .banner(
                .attention, title: language("这份表单在别处改过（\(at)）", "This form was changed elsewhere (\(at))"),
                "<p>\(language("下面是最新内容，请核对后重新上传、签署。", "Below is the latest; check it, then upload and sign again."))</p>"
            )
            : nil
        let title = language("材料和承诺", "Materials and statements")
        return visitor.page(
            title, back: visitor.address(home), banner: banner, hasProblems: !problems.isEmpty, status: status,
            """
            \(DraftView.steps(3, language))\
            \(shown.problemSummary)\
            <h1>\(title)</h1>
            \(DraftView.saved(form, language))
            \(shown.element(
                to: visitor.address("\(home)/materials"), csrf: visitor.context.signedIn?.csrfToken ?? "", isMultipart: true,
                """
                \(HTML.hidden("version", String(form.draft.version)))
                \(uploads.isEmpty ? .empty : uploadSection(uploads, shown))\
                \(form.requirements.commitments.isEmpty ? .empty : commitmentSection(shown))\
                \(providedSection(provided))\
                \(HTML.actions(
                    .button(language("保存并继续", "Save and continue"), name: "go", value: "on"),
                    .button(language("保存并返回清单", "Save and go back"), .secondary, name: "go", value: "back")))
                """))
            """)
    }

    private func name(_ code: MaterialCode) -> String { form.catalog.materials[code]?.name(language) ?? code.rawValue }

    private func items(_ codes: [ItemCode]) -> String {
        codes.map { form.catalog.items[$0]?.name(language) ?? $0.rawValue }.joined(separator: language("、", ", "))
    }

    // MARK: - To upload

    private func uploadSection(_ uploads: [RequiredMaterial], _ shown: Form) -> HTML {
        """
        <h2>\(language("要上传的材料", "To upload"))</h2>
        <p>\(language("可以拍照上传。每份一个文件，PDF、PNG、JPEG 或纯文本，不超过 5 MB。", "A photo will do. One file each: PDF, PNG, JPEG or plain text, at most 5 MB."))</p>
        \(uploads.map { uploadField($0, shown) })
        """
    }

    private func uploadField(_ needed: RequiredMaterial, _ shown: Form) -> HTML {
        let code = needed.material
        let material = form.catalog.materials[code]
        let hint = [
            material?.acceptStandard(language) ?? "",
            language("用于：", "For: ") + items(needed.items),
        ].filter { !$0.isEmpty }.joined(separator: language("。", ". "))
        return """
            \(shown.file(
                "file-\(code)", name(code), Form.Notes(hint: hint, isRequired: needed.required), accepted: MaterialFile.accepted,
                current: current(code)))\
            \(needed.tolerable ? shown.checkbox(
                "later-\(code)", language("现在没有，以后补交（容缺）：\(name(code))", "I do not have it now and hand it in later: \(name(code))"),
                Form.Notes(hint: toleranceHint(needed), isRequired: false)) : HTML.empty)
            """
    }

    private func toleranceHint(_ needed: RequiredMaterial) -> String {
        let limit = needed.items.compactMap { item in
            form.catalog.items[item]?.materials.first { $0.material == needed.material }?.tolerance
        }.first
        return limit.map { limit in
            language(
                "部门可以先受理，您在受理后\(limit.text.zh)内补齐",
                "The department may accept first; hand it in within \(limit.text.en) of acceptance")
        } ?? language("部门可以先受理，您再补齐", "The department may accept first; hand it in afterwards")
    }

    private func current(_ code: MaterialCode) -> HTML? {
        guard let receipt = form.draft.materials.first(where: { $0.material == code }), receipt.source == .uploaded,
            let upload = receipt.upload
        else { return nil }
        return """
            <a href="\(link: visitor.address("uploads/\(upload)"))">\(name(code))</a> \
            <button class="plain" name="remove" value="\(code.rawValue)">\(language("删除", "Remove"))\
            \(HTML.unseen(language("：", ": ") + name(code)))</button>
            """
    }

    // MARK: - To sign

    private func commitmentSection(_ shown: Form) -> HTML {
        let statements = form.requirements.commitments.compactMap { code -> HTML? in
            guard let item = form.catalog.items[code], let statement = item.commitment else { return nil }
            let replaced = form.requirements.materials.filter { $0.source == .commitment && $0.items.contains(code) }
            return """
                <h3>\(statement.title.html(language))</h3>
                \(HTML.inset(
                    """
                    <p>\(statement.text.html(language))</p>
                    <p>\(language("不实的后果：", "If it is false: "))\(statement.consequence.html(language))</p>
                    <p class="hint">\(language("版本 \(statement.version)；办结后 \(statement.verifyWithin.text.zh)内核查。代替：\(names(replaced))", "Version \(statement.version); checked within \(statement.verifyWithin.text.en) of the decision. Stands in for: \(names(replaced))"))</p>
                    """))\
                \(shown.checkbox(
                    "sign-\(code)",
                    language("我已阅读并签署《\(statement.title.zh)》（版本 \(statement.version)）", "I have read and sign “\(statement.title.en)” (version \(statement.version))"),
                    Form.Notes(isRequired: false)))\
                \(replaced.map { material in
                    HTML.details(
                        language("不签署，改为上传“\(name(material.material))”", "Upload “\(name(material.material))” instead of signing"),
                        shown.file(
                            "file-\(material.material)", name(material.material), Form.Notes(isRequired: false),
                            accepted: MaterialFile.accepted, current: current(material.material)),
                        isOpen: current(material.material) != nil)
                })
                """
        }
        return "<h2>\(language("告知承诺", "Statements to sign"))</h2>\n\(statements)"
    }

    private func names(_ materials: [RequiredMaterial]) -> String {
        materials.map { name($0.material) }.joined(separator: language("、", ", "))
    }

    // MARK: - Provided by others

    private func providedSection(_ provided: [RequiredMaterial]) -> HTML {
        guard !provided.isEmpty else { return .empty }
        let entries = provided.map { needed in
            HTML.SummaryEntry(name(needed.material), HTML(text: Self.provider(needed.source, form.catalog, language)))
        }
        return """
            <h2>\(language("不用您交的材料", "What you need not bring"))</h2>
            \(HTML.summaryList(entries, language))
            """
    }

    /// Who provides a material, in words.
    static func provider(_ source: MaterialSource, _ catalog: Catalog, _ language: Language) -> String {
        func name(_ code: DepartmentCode) -> String { catalog.departments[code]?.name(language) ?? code.rawValue }
        switch source {
        case .shared(let from): return language("由\(name(from))共享", "Shared by \(name(from))")
        case .licence(let from):
            return from.map { language("电子证照，由\(name($0))提供", "Electronic licence from \(name($0))") }
                ?? language("电子证照", "Electronic licence")
        case .uploaded: return language("由您上传", "You upload it")
        case .commitment: return language("以告知承诺代替", "A signed statement stands in for it")
        }
    }
}
