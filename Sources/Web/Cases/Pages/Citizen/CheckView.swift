import Access
import Cases
import Catalog
import Documents
import HTTPTypes
import Hummingbird
import Vocabulary

/// All answers and materials before they are handed in, each with a way to change it.
struct CheckView {
    let form: DraftForm
    let visitor: Visitor
    var problems: [IntakeProblem]
    var hasChanged = false

    private var language: Language { visitor.language }
    private var home: String { "drafts/\(form.draft.id)" }

    func page(status: HTTPResponse.Status = .ok) -> Response {
        let title = language("核对并提交", "Check and send")
        let banner: HTML? =
            hasChanged
            ? .banner(.attention, title: language("表单刚才又改过，请再核对一遍", "The form has just changed; please check it again"))
            : nil
        return visitor.page(
            title, back: visitor.address(home), banner: banner, hasProblems: !problems.isEmpty, status: status,
            """
            \(DraftView.steps(4, language))\
            \(problemSummary)\
            <h1>\(title)</h1>
            \(DraftView.saved(form, language))
            <h2>\(language("申请的事项", "Items"))</h2>
            \(items)\
            \(form.parts.map(part))\
            \(fed)\
            <h2>\(language("材料和承诺", "Materials and statements"))</h2>
            \(materials)\
            \(problems.isEmpty ? submission : HTML.actions(
                .buttonLink(language("继续填写", "Continue"), to: visitor.address(home))))
            """)
    }

    private var items: HTML {
        let names = form.draft.items.map { code -> HTML in
            "<li>\(form.catalog.items[code]?.name.html(language) ?? HTML(text: code.rawValue))</li>\n"
        }
        let region = (try? RegionCode(parsing: form.draft.region)).map {
            language(Regions.fullName(of: $0), Regions.fullEnglishName(of: $0))
        }
        return """
            <ul>
            \(names)</ul>
            \(HTML.summaryList(
                [
                    .init(
                        language("办理地", "Where"), HTML(text: region ?? "—"),
                        changeAddress: DraftView.guideAddress(form, visitor))
                ], language))
            """
    }

    private func part(_ part: DraftForm.Part) -> HTML {
        part.groups.map { group -> HTML in
            let entries = group.fields.compactMap { field -> HTML.SummaryEntry? in
                entry(field, in: part)
            }
            return entries.isEmpty
                ? .empty : "<h2>\(group.name.html(language))</h2>\n\(HTML.summaryList(entries, language))"
        }.joined()
    }

    private func entry(_ field: DraftForm.Field, in part: DraftForm.Part) -> HTML.SummaryEntry? {
        let control = ElementControl(element: field.element, catalog: form.catalog, language: language)
        let label = field.element.label(language)
        if let fixed = field.fixed {
            var isSituation = false
            if case .situation = fixed.origin { isSituation = true }
            return .init(
                label, HTML(text: control.text(fixed.value, isMasked: !isSituation)),
                source: fixed.origin.words(language, form.catalog),
                changeAddress: isSituation ? DraftView.guideAddress(form, visitor) : nil)
        }
        let address = partAddress(part, field.element.code)
        if let answer = field.answer { return .init(label, HTML(text: control.text(answer)), changeAddress: address) }
        guard field.isRequired else {
            return .init(label, HTML(text: language("未填", "Not given")), changeAddress: address)
        }
        return .init(label, .tag(language("待填写", "Missing"), .attention), changeAddress: address)
    }

    private func partAddress(_ part: DraftForm.Part, _ element: ElementCode) -> String {
        visitor.address("\(home)/parts/\(part.slug)?from=check#\(Form.id(element.rawValue))")
    }

    private var fed: HTML {
        guard !form.fed.isEmpty else { return .empty }
        let entries = form.fed.map { entry -> HTML.SummaryEntry in
            let names = entry.from.map { form.catalog.items[$0]?.name(language) ?? $0.rawValue }
            return .init(
                entry.element.label(language),
                HTML(
                    text: language(
                        "由“\(names.joined(separator: "、"))”的结果自动填入",
                        "Filled in from the result of “\(names.joined(separator: ", "))”")))
        }
        return """
            <h2>\(language("不用您填，办理中自动带入", "Filled in along the way"))</h2>
            \(HTML.summaryList(entries, language))
            """
    }

    private var materials: HTML {
        let entries = form.requirements.materials.filter { !$0.undetermined }.map { needed -> HTML.SummaryEntry in
            let name = form.catalog.materials[needed.material]?.name(language) ?? needed.material.rawValue
            guard needed.source.comesFromApplicant else {
                return .init(name, HTML(text: MaterialsView.provider(needed.source, form.catalog, language)))
            }
            let receipt = form.draft.materials.first { $0.material == needed.material }
            let value: HTML
            switch receipt?.source {
            case .uploaded:
                value =
                    receipt?.upload.map { upload -> HTML in
                        .link(language("已上传，查看", "Uploaded; have a look"), to: visitor.address("uploads/\(upload)"))
                    } ?? HTML(text: language("已上传", "Uploaded"))
            case .later: value = HTML(text: language("以后补交（容缺）", "To be handed in later"))
            default:
                if needed.source == .commitment, form.isSettled(needed) {
                    value = HTML(text: language("已签署告知承诺", "Statement signed"))
                } else {
                    value =
                        needed.required
                        ? .tag(language("待上传", "Missing"), .attention) : HTML(text: language("未提供", "Not given"))
                }
            }
            return .init(
                name, value,
                changeAddress: visitor.address("\(home)/materials#\(Form.id("file-\(needed.material)"))"))
        }
        return HTML.summaryList(entries, language)
    }

    private var submission: HTML {
        """
        <h2>\(language("提交", "Send"))</h2>
        <p>\(language("提交即表示您确认以上内容真实，并同意所涉部门为办理这些事项使用它们。", "By sending you confirm that all this is true, and agree that the departments concerned use it for these items."))</p>
        \(Form(language: language).element(
            to: visitor.address("\(home)/submission"), csrf: visitor.context.signedIn?.csrfToken ?? "",
            """
            \(HTML.hidden("version", String(form.draft.version)))
            \(HTML.actions(
                .button(language("确认提交", "Send the application")),
                .link(language("先不提交", "Not yet"), to: visitor.address(home))))
            """))
        """
    }

    // MARK: - Problems

    /// All problems at the top, each leading to the page and the field where it is put right.
    private var problemSummary: HTML {
        guard !problems.isEmpty else { return .empty }
        let items = problems.map { problem -> HTML in
            "<li><a href=\"\(link: address(of: problem))\">\(words(problem))</a></li>\n"
        }
        return """
            <section class="problems" role="alert" aria-labelledby="problems-title" tabindex="-1">
            <h2 id="problems-title">\(language("还有 \(problems.count) 处要改正，才能提交", "\(problems.count == 1 ? "1 thing" : "\(problems.count) things") to put right before it can be sent"))</h2>
            <ul>
            \(items)\
            </ul></section>

            """
    }

    private func words(_ problem: IntakeProblem) -> String {
        // The catalog's own words name items by their codes; here they get their names.
        guard problem.path == "/items" else { return problem.message(language).sentence(language) }
        let value = { form.value($0) }
        let flaw = form.catalog.validate(selection: form.draft.items, in: form.draft.bundle, given: value).first {
            flaw in
            flaw.code == problem.code && flaw.message == problem.message
        }
        return (flaw.map { SelectionWords(catalog: form.catalog).message($0)(language) } ?? problem.message(language))
            .sentence(language)
    }

    private func address(of problem: IntakeProblem) -> String {
        let steps = problem.path.split(separator: "/").map(String.init)
        switch steps.first {
        case "answers":
            let element = ElementCode(rawValue: steps.dropFirst().first ?? "")
            guard let part = form.part(of: element) else { break }
            return partAddress(part, element)
        case "materials":
            return visitor.address("\(home)/materials#\(Form.id("file-\(steps.dropFirst().first ?? "")"))")
        case "commitments": return visitor.address("\(home)/materials")
        case "items", "region": return DraftView.guideAddress(form, visitor)
        default: break
        }
        return visitor.address(home)
    }
}
